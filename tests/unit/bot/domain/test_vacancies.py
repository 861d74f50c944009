"""Places with time around them, seats, resources, limits, ways: found is bookable, and vice versa.

Free starts are found by interval arithmetic, refusals by looking at each thing: they must agree.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.availability import openings, refusal_of
from bot.domain.calendars import Booked, Calendar, Demand, Place, Quota
from bot.domain.conflicts import place_at, taken_by
from bot.domain.intervals import Interval
from bot.domain.rules import BookingRules
from bot.domain.schedule import ARGENTINA, ProviderSchedule, WeeklyHours
from bot.domain.timeline import Stretch, interval_of, joined, stretch_of
from bot.domain.travel import TravelTimes

MINUTE = timedelta(minutes=1)
RULES = BookingRules(timedelta(0), timedelta(days=60), timedelta(minutes=15))
NOW = datetime(2027, 4, 12, 0, 0, tzinfo=ARGENTINA)  # Monday
DAYS = 2
HOURS = ("09:00-13:00", "15:00-18:00")
WINDOW = Interval(NOW, NOW + timedelta(days=DAYS))
OPEN = ProviderSchedule(
    1,
    ARGENTINA,
    WeeklyHours.from_mapping(dict.fromkeys(("mon", "tue", "wed"), HOURS)),
)
ROOM = 7
TRAVEL = TravelTimes(
    40 * MINUTE, {frozenset({"Flores", "Almagro"}): 20 * MINUTE, frozenset({"Flores"}): 5 * MINUTE}
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2027-04-{text}").replace(tzinfo=ARGENTINA).astimezone(UTC)


@dataclass
class Salon:
    """One provider's calendar and a resource, booked step by step as the actions do."""

    units_there_are: int = 2
    busy: list[Stretch] = field(default_factory=list)
    booked: list[Booked] = field(default_factory=list)
    units: dict[int, list[list[Stretch]]] = field(default_factory=dict)
    sessions: dict[tuple[int, int], Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.units[ROOM] = [[] for _ in range(self.units_there_are)]

    @property
    def calendar(self) -> Calendar:
        return Calendar(sorted(self.busy), tuple(self.booked))

    def free(self, demand: Demand) -> list[datetime]:
        return list(
            openings(demand, OPEN, RULES, self.calendar, WINDOW, NOW, units=self.sorted_units)
        )

    def is_refused(self, demand: Demand, start: datetime) -> bool:
        found = refusal_of(demand, OPEN, RULES, self.calendar, start, NOW, units=self.sorted_units)
        return found is not None

    @property
    def sorted_units(self) -> dict[int, list[list[Stretch]]]:
        return {one: [sorted(unit) for unit in units] for one, units in self.units.items()}

    def book(self, demand: Demand, start: datetime) -> Place:
        place = place_at(demand, self.calendar, start, self.sorted_units)
        taken = stretch_of(taken_by(demand, start))
        second = int(start.timestamp())
        for resource, unit in place.units.items():
            self.units[resource][unit - 1].append(taken)
        self.busy.append(taken)
        self.booked.append(Booked(demand.service_id, second, taken, place.seat, demand.zone))
        return place

    def book_all(self, demand: Demand, start: datetime) -> list[Place]:
        return [self.book(demand, start) for _ in range(demand.seats)]


_MINUTES = st.sampled_from([0, 5, 10, 20, 45])
_ZONES = st.sampled_from([None, "Flores", "Almagro", "Palermo"])


@st.composite
def demands(draw: st.DrawFn) -> Demand:
    """Any service of a small catalogue: its number decides its length, seats and resources."""
    service = draw(st.integers(1, 3))
    goes_out = draw(st.booleans()) and service == 1
    return Demand(
        timedelta(minutes=[30, 45, 60][service - 1]),
        service,
        before=draw(_MINUTES) * MINUTE,
        after=draw(_MINUTES) * MINUTE,
        capacity=3 if service == 3 else 1,
        seats=draw(st.integers(1, 4)) if service == 3 else 1,
        resources=(ROOM,) if service == 2 else (),
        own=Quota(per_day=draw(st.sampled_from([None, 1, 2]))),
        all=Quota(draw(st.sampled_from([None, 4])), draw(st.sampled_from([None, 6]))),
        travel=TRAVEL if goes_out else TravelTimes(),
        zone=draw(_ZONES) if goes_out else None,
    )


def same_service(demand: Demand, known: dict[int, Demand]) -> Demand:
    """Return the demand as its service always makes it; where it goes and how many come differ."""
    first = known.setdefault(demand.service_id, demand)
    return replace(first, zone=demand.zone if first.travel else None, seats=demand.seats)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(demands(), st.integers(0, 10**6)), min_size=1, max_size=8))
def test_a_start_is_found_exactly_when_it_is_bookable(
    wishes: list[tuple[Demand, int]],
) -> None:
    salon = Salon()
    known: dict[int, Demand] = {}
    for wish, pick in wishes:
        demand = same_service(wish, known)

        free = salon.free(demand)

        grid = [NOW + 15 * MINUTE * number for number in range(DAYS * 24 * 4)]
        assert [one for one in grid if not salon.is_refused(demand, one)] == free
        if free:
            salon.book_all(demand, free[pick % len(free)])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(demands(), st.integers(0, 10**6)), min_size=1, max_size=14))
def test_no_sequence_of_bookings_breaks_a_rule(wishes: list[tuple[Demand, int]]) -> None:
    salon = Salon()
    known: dict[int, Demand] = {}
    made: list[tuple[Demand, datetime, Place]] = []
    for wish, pick in wishes:
        demand = same_service(wish, known)
        free = salon.free(demand)
        if free:
            start = free[pick % len(free)]
            made += [(demand, start, place) for place in salon.book_all(demand, start)]

    sessions = {(demand.service_id, start): demand for demand, start, _ in made}
    ordered = sorted(sessions.items(), key=lambda one: one[0][1])
    for ((_, earlier), first), ((_, later), second) in pairwise(ordered):
        assert taken_by(first, earlier).end <= taken_by(second, later).start
        if first.travel and second.travel:
            way = TRAVEL.time(first.zone, second.zone)
            assert earlier + first.duration + way <= later
    seats = Counter((demand.service_id, start, place.seat) for demand, start, place in made)
    assert set(seats.values()) <= {1}
    assert all(1 <= place.seat <= demand.capacity for demand, _, place in made)
    per_day: defaultdict[tuple[int, date], int] = defaultdict(int)
    for (service_id, start), demand in sessions.items():
        day = start.astimezone(ARGENTINA).date()
        per_day[service_id, day] += 1
        assert demand.own.per_day is None or per_day[service_id, day] <= demand.own.per_day
    for unit in salon.units[ROOM]:
        assert all(first[1] <= second[0] for first, second in pairwise(sorted(unit)))


@pytest.mark.parametrize(
    ("demand", "free"),
    [
        (Demand(60 * MINUTE), True),
        (Demand(60 * MINUTE, before=10 * MINUTE), False),
        (Demand(60 * MINUTE, after=15 * MINUTE), True),
    ],
    ids=["nothing around it", "time before it", "time after it"],
)
def test_time_around_an_appointment_is_kept_free(demand: Demand, free: bool) -> None:
    salon = Salon()
    salon.book(Demand(60 * MINUTE, 1), at("12T09:00"))

    assert (at("12T10:00") in salon.free(demand)) is free


def test_time_around_an_appointment_may_lie_outside_the_opening_hours() -> None:
    demand = Demand(30 * MINUTE, before=30 * MINUTE, after=30 * MINUTE)

    free = Salon().free(demand)

    assert free[0] == at("12T09:00")
    assert at("12T12:30") in free


def test_a_class_takes_as_many_as_it_has_seats_at_one_start_only() -> None:
    yoga = Demand(60 * MINUTE, 3, capacity=2)
    salon = Salon()

    first = salon.book(yoga, at("12T09:00"))
    assert at("12T09:00") in salon.free(yoga)
    assert at("12T09:30") not in salon.free(yoga)
    second = salon.book(yoga, at("12T09:00"))

    assert (first.seat, second.seat) == (1, 2)
    assert at("12T09:00") not in salon.free(yoga)
    with pytest.raises(ValueError, match="seat"):
        salon.book(yoga, at("12T09:00"))


def test_several_people_need_a_seat_each_in_one_class() -> None:
    yoga = Demand(60 * MINUTE, 3, capacity=3)
    two, four = replace(yoga, seats=2), replace(yoga, seats=4)
    salon = Salon()

    salon.book(yoga, at("12T09:00"))
    assert at("12T09:00") in salon.free(two)
    salon.book(yoga, at("12T09:00"))

    assert at("12T09:00") not in salon.free(two)
    assert salon.is_refused(two, at("12T09:00"))
    assert at("12T10:00") in salon.free(two)
    assert salon.free(four) == []


def test_an_open_class_is_bookable_off_the_grid() -> None:
    salon = Salon()
    odd = stretch_of(Interval(at("12T09:05"), at("12T10:05")))
    salon.booked.append(Booked(3, odd[0], odd))
    salon.busy.append(odd)
    yoga = Demand(60 * MINUTE, 3, capacity=2)

    assert at("12T09:05") in salon.free(yoga)
    assert not salon.is_refused(yoga, at("12T09:05"))


def test_another_service_does_not_join_a_class() -> None:
    salon = Salon()
    salon.book(Demand(60 * MINUTE, 3, capacity=2), at("12T09:00"))

    assert at("12T09:00") not in salon.free(Demand(60 * MINUTE, 2, capacity=2))


def test_without_a_free_unit_there_is_no_place() -> None:
    salon = Salon(units_there_are=1)
    salon.units[ROOM][0].append(stretch_of(Interval(at("12T09:00"), at("12T10:00"))))
    demand = Demand(30 * MINUTE, resources=(ROOM,))

    free = salon.free(demand)

    assert free[0] == at("12T10:00")
    assert salon.is_refused(demand, at("12T09:30"))


def test_the_lowest_unit_that_is_free_throughout_is_taken() -> None:
    salon = Salon(units_there_are=2)
    salon.units[ROOM][0].append(stretch_of(Interval(at("12T09:15"), at("12T10:00"))))

    assert salon.book(Demand(30 * MINUTE, 2, resources=(ROOM,)), at("12T09:00")).units == {ROOM: 2}


@pytest.mark.parametrize("units", [{}, {ROOM: []}])
def test_a_resource_that_has_no_units_gives_no_place(units: dict[int, list[list[Stretch]]]) -> None:
    demand = Demand(30 * MINUTE, resources=(ROOM,))

    assert not openings(demand, OPEN, RULES, Calendar(), WINDOW, NOW, units=units)
    assert refusal_of(demand, OPEN, RULES, Calendar(), at("12T09:00"), NOW, units=units)
    with pytest.raises(ValueError, match="unit"):
        place_at(demand, Calendar(), at("12T09:00"), units)


def test_a_full_week_is_full_on_every_day_of_it() -> None:
    demand = Demand(30 * MINUTE, 1, all=Quota(per_week=1))
    salon = Salon()
    salon.book(demand, at("12T09:00"))
    next_week = Interval(NOW, NOW + timedelta(days=9))

    free = list(openings(demand, OPEN, RULES, salon.calendar, next_week, NOW))

    assert free[0] == at("19T09:00")
    assert salon.is_refused(demand, at("13T09:00"))


def test_what_is_over_still_counts_for_the_day() -> None:
    morning = stretch_of(Interval(at("12T09:00"), at("12T10:00")))
    calendar = Calendar((), (Booked(1, morning[0], morning, is_active=False),))

    free = openings(Demand(30 * MINUTE, 1, own=Quota(1)), OPEN, RULES, calendar, WINDOW, NOW)

    assert free.first == at("13T09:00")


@pytest.mark.parametrize(
    ("zone", "first"),
    [("Flores", "12T10:05"), ("Almagro", "12T10:20"), ("Palermo", "12T10:40"), (None, "12T10:40")],
)
def test_the_way_between_two_visits_is_kept_free(zone: str | None, first: str) -> None:
    salon = Salon()
    visit = Demand(60 * MINUTE, 1, travel=TRAVEL, zone="Flores")
    salon.book(visit, at("12T09:00"))
    every_five = replace(RULES, slot_step=5 * MINUTE)

    free = openings(replace(visit, zone=zone), OPEN, every_five, salon.calendar, WINDOW, NOW)

    assert free.first == at(first)


def test_ways_are_the_same_both_ways_and_nothing_within_a_zone() -> None:
    plain = TravelTimes(30 * MINUTE)

    assert plain.time("a", "b") == plain.time("b", "a") == 30 * MINUTE
    assert plain.time("a", "a") == timedelta(0)
    assert plain
    assert not TravelTimes()


def test_the_grid_starts_at_its_offset() -> None:
    rules = BookingRules(timedelta(0), timedelta(days=60), 30 * MINUTE, 10 * MINUTE)

    free = openings(Demand(30 * MINUTE), OPEN, rules, Calendar(), WINDOW, NOW)

    assert [one.astimezone(ARGENTINA).time() for one in list(free)[:2]] == [
        time(9, 10),
        time(9, 40),
    ]


@pytest.mark.parametrize("offset", [-1, 15])
def test_an_offset_lies_within_the_step(offset: int) -> None:
    with pytest.raises(ValueError, match="slot_offset"):
        BookingRules(timedelta(0), timedelta(days=1), 15 * MINUTE, offset * MINUTE)


class TestStarts:
    def test_knows_its_members_and_no_others(self) -> None:
        starts = openings(Demand(60 * MINUTE), OPEN, RULES, Calendar(), WINDOW, NOW)
        every = list(starts)

        assert len(starts) == len(every)
        assert all(one in starts for one in every)
        assert at("12T09:01") not in starts
        assert at("12T03:00") not in starts
        assert every[0] + timedelta(microseconds=1) not in starts
        assert "12T09:00" not in starts

    @given(st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 900)), max_size=8))
    def test_within_keeps_those_inside(self, pairs: list[tuple[int, int]]) -> None:
        starts = openings(Demand(60 * MINUTE), OPEN, RULES, Calendar(), WINDOW, NOW)
        base = int(NOW.timestamp())
        stretches = joined((base + 60 * a, base + 60 * (a + length)) for a, length in pairs)

        inside = list(starts.within(stretches))

        parts = [interval_of(one) for one in stretches]
        assert inside == [one for one in starts if any(part.contains(one) for part in parts)]

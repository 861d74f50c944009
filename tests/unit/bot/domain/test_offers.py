"""Which slots a person is shown: the wished for, a spread, the nearest."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.availability import Slot, Wish, matching, nearest, spread
from bot.domain.schedule import ARGENTINA
from bot.domain.timeline import interval_of, local_days

_QUARTER = timedelta(minutes=15)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2027-{text}").replace(tzinfo=ARGENTINA)


def slot(text: str, provider_id: int = 1) -> Slot:
    start = at(text).astimezone(UTC)
    return Slot(provider_id, service_id=provider_id * 10, start=start, end=start + 3 * _QUARTER)


def day_of_quarters(day: str, first: str, last: str, provider_id: int = 1) -> list[Slot]:
    slots = [slot(f"{day}T{first}", provider_id)]
    while slots[-1].start < at(f"{day}T{last}"):
        start = slots[-1].start + _QUARTER
        slots.append(Slot(provider_id, provider_id * 10, start, start + 3 * _QUARTER))
    return slots


def shown(slots: tuple[Slot, ...]) -> list[str]:
    return [f"{one.start.astimezone(ARGENTINA):%m-%dT%H:%M}" for one in slots]


_FRIDAY_AFTERNOON = day_of_quarters("06-04", "16:00", "19:15")


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish(), ["06-04T09:00", "06-04T17:00", "06-05T20:30", "06-07T09:00"]),
        (Wish(date_from=date(2027, 6, 5)), ["06-05T20:30", "06-07T09:00"]),
        (Wish(date_to=date(2027, 6, 5)), ["06-04T09:00", "06-04T17:00", "06-05T20:30"]),
        (Wish(time_from=time(17)), ["06-04T17:00", "06-05T20:30"]),
        (Wish(time_to=time(17)), ["06-04T09:00", "06-07T09:00"]),
        (Wish(time_from=time(20), time_to=time(0)), ["06-05T20:30"]),
        (Wish(time_to=time(0)), ["06-04T09:00", "06-04T17:00", "06-05T20:30", "06-07T09:00"]),
        (
            Wish(time_from=time(20), time_to=time(9, 30)),
            ["06-04T09:00", "06-05T20:30", "06-07T09:00"],
        ),
        (Wish(time_from=time(9), time_to=time(9), exact=True), ["06-04T09:00", "06-07T09:00"]),
        (Wish(excluded_weekdays=frozenset({4, 0})), ["06-05T20:30"]),
    ],
)
def test_matching(wish: Wish, expected: list[str]) -> None:
    slots = [slot(text) for text in ("06-04T09:00", "06-04T17:00", "06-05T20:30", "06-07T09:00")]

    assert shown(matching(slots, wish, ARGENTINA)) == expected


@pytest.mark.parametrize(
    ("time_from", "time_to", "exact"),
    [
        (time(9), time(9), False),
        (time(9), time(10), True),
        (None, None, True),
        (time(9), None, True),
    ],
)
def test_exact_means_one_time(time_from: time | None, time_to: time | None, exact: bool) -> None:
    with pytest.raises(ValueError, match="exact"):
        Wish(time_from=time_from, time_to=time_to, exact=exact)


def test_dates_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        Wish(date_from=date(2027, 6, 5), date_to=date(2027, 6, 4))


def test_spread_over_one_afternoon_takes_round_hours_far_apart() -> None:
    assert shown(spread(_FRIDAY_AFTERNOON, 3, ARGENTINA)) == [
        "06-04T16:00",
        "06-04T17:00",
        "06-04T19:00",
    ]


def test_spread_over_one_day_takes_both_halves() -> None:
    slots = day_of_quarters("06-04", "09:00", "12:15") + _FRIDAY_AFTERNOON

    hours = shown(spread(slots, 3, ARGENTINA))

    assert hours[0] == "06-04T09:00"
    assert any("T1" in hour and hour >= "06-04T16" for hour in hours)


def test_spread_over_days_takes_the_first_days() -> None:
    slots = [s for day in range(4, 12) for s in day_of_quarters(f"06-{day:02}", "10:00", "19:00")]

    assert [text[:5] for text in shown(spread(slots, 3, ARGENTINA))] == ["06-04", "06-05", "06-06"]
    assert len({text[:5] for text in shown(spread(slots, 10, ARGENTINA))}) == 4


def test_spread_takes_more_days_when_the_first_are_nearly_full() -> None:
    slots = [slot(f"06-{day:02}T10:00") for day in range(4, 14)]

    assert len(spread(slots, 8, ARGENTINA)) == 8


def test_spread_shows_both_providers_at_different_times() -> None:
    slots = day_of_quarters("06-04", "09:00", "12:00", 1) + day_of_quarters(
        "06-04", "09:00", "12:00", 2
    )

    offer = spread(slots, 4, ARGENTINA)

    assert len({one.start for one in offer}) == 4
    assert {one.provider_id for one in offer} == {1, 2}


@pytest.mark.parametrize("count", [0, -1])
def test_none_asked_none_given(count: int) -> None:
    assert spread(_FRIDAY_AFTERNOON, count, ARGENTINA) == ()
    assert nearest(_FRIDAY_AFTERNOON, at("06-04T17:00"), count) == ()


@pytest.mark.parametrize(
    ("target", "count", "expected"),
    [
        ("06-04T10:00", 2, ["06-04T09:45", "06-04T10:30"]),
        ("06-04T10:00", 1, ["06-04T09:45"]),
        ("06-04T10:00", 3, ["06-04T09:45", "06-04T10:30", "06-04T10:45"]),
        ("06-04T22:00", 3, ["06-04T18:00", "06-04T19:00", "06-05T09:00"]),
        ("06-04T08:00", 2, ["06-03T19:00", "06-04T09:45"]),
        ("06-10T08:00", 2, ["06-04T19:00", "06-05T09:00"]),
    ],
)
def test_nearest_takes_both_sides_and_the_same_day(
    target: str, count: int, expected: list[str]
) -> None:
    texts = ["06-03T19:00", "06-04T09:45", "06-04T10:30", "06-04T10:45", "06-04T18:00"]
    slots = [slot(text) for text in (*texts, "06-04T19:00", "06-05T09:00")]

    assert shown(nearest(slots, at(target), count)) == expected


def test_nearest_does_not_repeat_a_start_while_others_remain() -> None:
    slots = [slot("06-04T10:15", 1), slot("06-04T10:15", 2), slot("06-04T10:30", 1)]

    assert nearest(slots, at("06-04T10:00"), 2) == (slots[0], slots[2])
    assert set(nearest(slots, at("06-04T10:00"), 3)) == set(slots)


_slots = st.lists(
    st.tuples(st.integers(0, 96 * 6), st.integers(1, 3)), max_size=40, unique=True
).map(
    lambda pairs: [
        Slot(provider, provider, start, start + _QUARTER)
        for quarter, provider in pairs
        for start in [at("06-04T00:00").astimezone(UTC) + quarter * _QUARTER]
    ]
)


@given(_slots, st.integers(0, 10), st.randoms(use_true_random=False))
def test_spread_is_a_sorted_choice_whatever_the_order(
    slots: list[Slot], count: int, random: Random
) -> None:
    offer = spread(slots, count, ARGENTINA)
    shuffled = list(slots)
    random.shuffle(shuffled)

    assert offer == spread(shuffled, count, ARGENTINA)
    assert len(offer) == min(count, len(slots)) == len(set(offer))
    assert set(offer) <= set(slots)
    assert [one.start for one in offer] == sorted(one.start for one in offer)
    assert len({one.start for one in offer}) == min(count, len({one.start for one in slots}))


@given(_slots, st.integers(0, 96 * 6), st.integers(1, 8))
def test_nearest_holds_the_closest_on_both_sides(
    slots: list[Slot], quarter: int, count: int
) -> None:
    target = at("06-04T00:00") + quarter * _QUARTER
    before = [one.start for one in slots if one.start < target]
    after = [one.start for one in slots if one.start >= target]

    offer = nearest(slots, target, count)
    starts = [one.start for one in offer]

    assert starts == sorted(starts)
    assert len(offer) == min(count, len(slots)) == len(set(offer))
    if count >= 2:
        assert not before or max(before) in starts
        assert not after or min(after) in starts


_CLOCKS = st.none() | st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    """Any wish of a fortnight around a change of New York's clocks."""
    first = draw(st.none() | st.dates(date(2027, 3, 8), date(2027, 3, 20)))
    length = draw(st.none() | st.integers(0, 5))
    known = None not in (first, length)
    clock = (draw(_CLOCKS), draw(_CLOCKS))
    return Wish(
        first,
        first + timedelta(days=length or 0) if first is not None and known else None,
        *clock,
        exact=clock[0] is not None and clock[0] == clock[1],
        excluded_weekdays=draw(st.frozensets(st.integers(0, 6), max_size=3)),
    )


@given(wishes(), st.sampled_from([ARGENTINA, ZoneInfo("America/New_York")]))
def test_nothing_is_allowed_outside_its_stretches(wish: Wish, zone: ZoneInfo) -> None:
    days = local_days(zone, date(2027, 3, 7), 15)
    inside = [interval_of(one) for one in wish.stretches(days)]

    for index, midnight in enumerate(days.midnights[:-1]):
        for quarter in range(0, days.midnights[index + 1] - midnight, 900):
            start = datetime.fromtimestamp(midnight + quarter, UTC)
            is_inside = any(one.contains(start) for one in inside)
            assert is_inside or not wish.allows(start, zone)
            assert not is_inside or wish.allows(start, zone) or not days.is_regular(index)

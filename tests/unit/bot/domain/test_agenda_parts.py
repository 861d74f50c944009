"""What lies between the appointments of a day: closed, holiday, free; and the hours to show."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.agenda import PartKind, hours_shown, open_hours, parts_of
from bot.domain.intervals import Interval, merge
from bot.domain.schedule import (
    ARGENTINA,
    ProviderSchedule,
    WeeklyHours,
    local_day,
)

DAY = date(2027, 5, 13)  # Thursday
MORNING = datetime(2027, 5, 13, 3, tzinfo=UTC)  # its midnight in Buenos Aires
FRAME = Interval(MORNING + timedelta(hours=8), MORNING + timedelta(hours=21))
WEEK = WeeklyHours.from_mapping({"thu": ["09:00-13:00", "16:00-20:00"]})
OPEN = ProviderSchedule(1, ARGENTINA, WEEK)


def at(first: float, last: float) -> Interval:
    return Interval(MORNING + timedelta(hours=first), MORNING + timedelta(hours=last))


def of(
    kind: PartKind,
    *,
    taken: Sequence[Interval] = (),
    off: Sequence[Interval] = (),
    now: datetime = MORNING,
    least: timedelta = timedelta(0),
) -> list[Interval]:
    parts = parts_of(OPEN, FRAME, taken=taken, off=off, now=now, least=least)
    return [part.during for part in parts if part.kind is kind]


def test_outside_the_hours_it_is_closed_and_within_them_free() -> None:
    assert of(PartKind.CLOSED) == [at(8, 9), at(13, 16), at(20, 21)]
    assert of(PartKind.FREE) == [at(9, 13), at(16, 20)]


def test_what_is_taken_or_off_is_not_free() -> None:
    free = of(PartKind.FREE, taken=[at(10, 11)], off=[at(16, 18)])

    assert free == [at(9, 10), at(11, 13), at(18, 20)]


def test_time_off_is_told_apart_from_what_is_closed() -> None:
    assert of(PartKind.CLOSED, off=[at(0, 24)]) == []


def test_nothing_is_free_before_now() -> None:
    assert of(PartKind.FREE, now=MORNING + timedelta(hours=17)) == [at(17, 20)]
    assert of(PartKind.FREE, now=MORNING + timedelta(days=1)) == []


def test_a_stretch_too_short_for_any_service_is_left_out() -> None:
    taken = [at(9, 12.5)]

    assert of(PartKind.FREE, taken=taken, least=timedelta(hours=1)) == [at(16, 20)]


def test_a_holiday_has_its_name() -> None:
    closed = ProviderSchedule(1, ARGENTINA, WEEK, closed={DAY: "Día de prueba"})

    parts = parts_of(closed, FRAME, taken=(), off=(), now=MORNING)

    assert [(part.kind, part.name, part.during) for part in parts] == [
        (PartKind.HOLIDAY, "Día de prueba", FRAME)
    ]


def test_hours_of_the_night_before_count() -> None:
    night = WeeklyHours.from_mapping({"wed": ["22:00-24:00"], "thu": ["00:00-02:00"]})

    assert open_hours(ProviderSchedule(1, ARGENTINA, night), DAY) == (at(-2, 2),)


def test_the_hours_shown_hold_everything_and_no_more() -> None:
    whole = local_day(DAY, ARGENTINA)

    assert hours_shown([(at(9.5, 10), whole), (at(16, 19.25), whole)]) == (9, 20)
    assert hours_shown([(at(22, 26), whole)]) == (22, 24)
    assert hours_shown([]) == hours_shown([(at(30, 31), whole)]) == (8, 20)


spans = st.integers(0, 95).flatmap(
    lambda first: st.integers(first + 1, 96).map(lambda last: at(first / 4, last / 4))
)


@given(st.lists(spans, max_size=5), st.lists(spans, max_size=3))
def test_parts_never_overlap_and_with_the_rest_they_fill_the_frame(
    taken: list[Interval], off: list[Interval]
) -> None:
    parts = [part.during for part in parts_of(OPEN, FRAME, taken=taken, off=off, now=MORNING)]

    assert all(one.end <= other.start for one, other in pairwise(parts))
    filled = merge([*parts, *taken, *off])
    assert FRAME.subtract(filled) == ()

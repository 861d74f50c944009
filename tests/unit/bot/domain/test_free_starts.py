"""Bookable starts and refusals, which must be two sides of one rule."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.availability import Obstacle, Refusal, free_starts, start_refusal
from bot.domain.intervals import Interval
from bot.domain.rules import BookingRules, Policies
from bot.domain.schedule import (
    ARGENTINA,
    LocalSpan,
    ProviderSchedule,
    WeeklyHours,
    local_day,
)

_RULES = Policies().rules
_COLOR = timedelta(minutes=120)
_CORTE = timedelta(minutes=45)
_SPLIT = ["09:00-13:00", "16:00-20:00"]
_HOLIDAY = date(2027, 4, 16)
_LAURA = ProviderSchedule(
    1,
    ARGENTINA,
    WeeklyHours.from_mapping(dict.fromkeys(("tue", "wed", "thu", "fri", "sat"), _SPLIT)),
    {_HOLIDAY: "Feriado", date(2027, 4, 17): ""},
)
_NOW = datetime(2027, 4, 13, 9, 0, tzinfo=ARGENTINA)  # Tuesday


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2027-{text}").replace(tzinfo=ARGENTINA)


def hour_of(text: str) -> Interval:
    return Interval(at(text), at(text) + timedelta(hours=1))


@pytest.mark.parametrize(
    ("start", "duration", "obstacle"),
    [
        ("04-15T11:00", _COLOR, None),
        ("04-15T12:00", _COLOR, Obstacle.IN_BREAK),
        ("04-15T13:00", _CORTE, Obstacle.IN_BREAK),
        ("04-15T15:45", _CORTE, Obstacle.IN_BREAK),
        ("04-15T10:00", timedelta(hours=12), Obstacle.IN_BREAK),
        ("04-15T08:45", _CORTE, Obstacle.BEFORE_OPENING),
        ("04-15T19:15", _CORTE, None),
        ("04-15T19:30", _CORTE, Obstacle.AFTER_CLOSING),
        ("04-15T20:00", _CORTE, Obstacle.AFTER_CLOSING),
        ("04-15T17:00", _CORTE, Obstacle.TAKEN),
        ("04-15T16:30", _CORTE, Obstacle.TAKEN),
        ("04-15T16:15", _CORTE, None),
        ("04-15T18:00", _CORTE, None),
        ("04-15T18:10", _CORTE, Obstacle.OFF_STEP),
        ("04-16T10:00", _CORTE, Obstacle.HOLIDAY),
        ("04-17T10:00", _CORTE, Obstacle.CLOSED_DAY),
        ("04-19T10:00", _CORTE, Obstacle.CLOSED_DAY),
        ("04-13T08:59", _CORTE, Obstacle.PAST),
        ("04-13T10:45", _CORTE, Obstacle.TOO_SOON),
        ("04-13T11:00", _CORTE, None),
        ("06-12T19:00", _CORTE, None),  # the 60th day, whole
        ("06-15T10:00", _CORTE, Obstacle.TOO_FAR),
    ],
)
def test_refusals(start: str, duration: timedelta, obstacle: Obstacle | None) -> None:
    refusal = start_refusal(_LAURA, _RULES, duration, [hour_of("04-15T17:00")], at(start), _NOW)

    assert (refusal.obstacle if refusal else None) is obstacle


def test_a_refusal_tells_the_name_of_the_holiday() -> None:
    refusal = start_refusal(_LAURA, _RULES, _CORTE, (), at("04-16T10:00"), _NOW)

    assert refusal == Refusal(Obstacle.HOLIDAY, _HOLIDAY, "Feriado", (), None)


def test_a_refusal_tells_the_hours_of_the_day() -> None:
    refusal = start_refusal(_LAURA, _RULES, _COLOR, (), at("04-15T12:00"), _NOW)

    assert refusal == Refusal(
        Obstacle.IN_BREAK,
        date(2027, 4, 15),
        None,
        (LocalSpan(time(9), time(13)), LocalSpan(time(16), time(20))),
        None,
    )


def test_too_soon_tells_the_earliest_start_on_the_step() -> None:
    now = _NOW + timedelta(minutes=7)

    refusal = start_refusal(_LAURA, _RULES, _CORTE, (), at("04-13T10:00"), now)

    assert refusal is not None
    assert refusal.obstacle is Obstacle.TOO_SOON
    assert refusal.earliest == at("04-13T11:15")


def test_too_far_tells_the_last_day() -> None:
    refusal = start_refusal(_LAURA, _RULES, _CORTE, (), at("07-15T10:00"), _NOW)

    assert refusal is not None
    assert refusal.obstacle is Obstacle.TOO_FAR
    assert refusal.latest == date(2027, 6, 12)


def test_a_closed_name_without_a_closed_day_is_the_weekly_closing() -> None:
    refusal = start_refusal(_LAURA, _RULES, _CORTE, (), at("04-17T10:00"), _NOW)

    assert refusal == Refusal(Obstacle.CLOSED_DAY, date(2027, 4, 17), None, (), None)


def test_free_starts_of_a_day() -> None:
    day = local_day(date(2027, 4, 15), ARGENTINA)

    starts = free_starts(_LAURA, _RULES, _COLOR, [hour_of("04-15T17:00")], day, _NOW)

    assert starts == (
        *(at("04-15T09:00") + n * _RULES.slot_step for n in range(9)),  # until 11:00
        at("04-15T18:00"),
    )
    assert all(start.tzinfo is UTC for start in starts)


def test_starts_stay_on_the_grid_after_an_odd_booking() -> None:
    odd = Interval(at("04-15T09:00"), at("04-15T12:05"))
    morning = Interval(at("04-15T09:00"), at("04-15T13:00"))

    assert free_starts(_LAURA, _RULES, _CORTE, [odd], morning, _NOW) == (at("04-15T12:15"),)


def test_the_window_bounds_the_start_only() -> None:
    window = Interval(at("04-15T10:00"), at("04-15T10:15"))

    assert free_starts(_LAURA, _RULES, _CORTE, (), window, _NOW) == (at("04-15T10:00"),)


@pytest.mark.parametrize("window", [("04-12T00:00", "04-13T11:00"), ("06-13T00:00", "07-15T00:00")])
def test_nothing_too_soon_or_too_far_is_free(window: tuple[str, str]) -> None:
    first, end = window

    assert free_starts(_LAURA, _RULES, _CORTE, (), Interval(at(first), at(end)), _NOW) == ()


def test_a_service_may_run_past_a_midnight_that_is_open() -> None:
    weekly = WeeklyHours.from_mapping({"wed": ["20:00-24:00"], "thu": ["00:00-02:00"]})
    owl = ProviderSchedule(2, ARGENTINA, weekly)
    late = at("04-14T23:30")

    assert start_refusal(owl, _RULES, _COLOR, (), late, _NOW) is None
    assert late in free_starts(owl, _RULES, _COLOR, (), Interval(late, late + _COLOR), _NOW)


def test_a_step_that_does_not_divide_the_day_starts_again_at_midnight() -> None:
    rules = BookingRules(timedelta(0), timedelta(days=60), timedelta(hours=7))
    always = ProviderSchedule(
        2, ARGENTINA, WeeklyHours.from_spans((day, LocalSpan(time(0), time(0))) for day in range(7))
    )
    window = Interval(at("04-15T00:00"), at("04-16T08:00"))

    starts = free_starts(always, rules, _CORTE, (), window, _NOW)

    assert [start.astimezone(ARGENTINA).hour for start in starts] == [0, 7, 14, 21, 0, 7]


def test_times_that_a_clock_change_skips_or_repeats_are_given_once() -> None:
    zone = ZoneInfo("America/New_York")
    new_year = datetime(2027, 1, 1, tzinfo=UTC)
    rules = BookingRules(timedelta(0), timedelta(days=365), timedelta(minutes=30))
    always = ProviderSchedule(
        2, zone, WeeklyHours.from_spans((day, LocalSpan(time(0), time(0))) for day in range(7))
    )
    for day, count in ((date(2027, 3, 14), 46), (date(2027, 11, 7), 48)):
        starts = free_starts(always, rules, _CORTE, (), local_day(day, zone), new_year)
        walls = {start.astimezone(zone).replace(tzinfo=None) for start in starts}

        assert len(starts) == len(walls) == count
        assert list(starts) == sorted(starts)


def test_a_service_that_takes_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="duration"):
        free_starts(_LAURA, _RULES, timedelta(0), (), hour_of("04-15T10:00"), _NOW)


_BASE = at("04-13T00:00")


@st.composite
def weeks(draw: st.DrawFn) -> WeeklyHours:
    """Any week: up to three spans a day on the quarter hours, touching and midnight included."""
    spans = []
    for weekday in range(7):
        cuts = sorted(draw(st.sets(st.integers(0, 96), max_size=6)))
        for first, last in list(pairwise(cuts))[::2]:
            start, end = divmod(first * 15, 60), divmod(last * 15 % 1440, 60)
            spans.append((weekday, LocalSpan(time(*start), time(*end))))
    return WeeklyHours.from_spans(spans)


@st.composite
def bookings(draw: st.DrawFn) -> list[Interval]:
    pairs = draw(st.lists(st.tuples(st.integers(0, 60 * 24 * 3), st.integers(5, 300)), max_size=6))
    return [
        Interval(_BASE + timedelta(minutes=first), _BASE + timedelta(minutes=first + length))
        for first, length in pairs
    ]


@settings(max_examples=60, deadline=None)
@given(
    weeks(),
    bookings(),
    st.sampled_from([20, 45, 60, 120, 300]),
    st.sampled_from([5, 15, 20, 30, 60]),
    st.integers(0, 60 * 24 * 2),
    st.integers(0, 2),
)
def test_a_start_is_free_exactly_when_nothing_refuses_it(
    weekly: WeeklyHours,
    busy: list[Interval],
    minutes: int,
    step: int,
    now_minute: int,
    horizon_days: int,
) -> None:
    schedule = ProviderSchedule(1, ARGENTINA, weekly, {date(2027, 4, 14): "Feriado"})
    rules = BookingRules(timedelta(hours=2), timedelta(days=horizon_days), timedelta(minutes=step))
    duration = timedelta(minutes=minutes)
    now = _BASE + timedelta(minutes=now_minute)
    window = Interval(_BASE, _BASE + timedelta(days=3))
    every_five = [_BASE + timedelta(minutes=minute) for minute in range(0, 60 * 24 * 3, 5)]

    starts = free_starts(schedule, rules, duration, busy, window, now)

    assert list(starts) == [
        instant
        for instant in every_five
        if start_refusal(schedule, rules, duration, busy, instant, now) is None
    ]


@settings(max_examples=60, deadline=None)
@given(weeks(), bookings(), st.sampled_from([20, 45, 120]))
def test_booking_a_free_start_never_overlaps_another(
    weekly: WeeklyHours, busy: list[Interval], minutes: int
) -> None:
    schedule = ProviderSchedule(1, ARGENTINA, weekly)
    duration = timedelta(minutes=minutes)
    window = Interval(_BASE, _BASE + timedelta(days=3))
    taken = list(busy)

    for _ in range(4):
        starts = free_starts(schedule, _RULES, duration, taken, window, _BASE)
        if not starts:
            break
        booked = Interval(starts[len(starts) // 2], starts[len(starts) // 2] + duration)

        assert not any(booked.overlaps(other) for other in taken)
        taken.append(booked)

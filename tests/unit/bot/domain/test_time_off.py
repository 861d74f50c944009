"""Days and hours that a provider does not work, as instants ahead."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.intervals import Interval
from bot.domain.schedule import ARGENTINA, local_day
from bot.domain.time_off import is_whole_day, stretches, without

TUESDAY = date(2027, 6, 1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ARGENTINA)


NOW = at("2027-06-01T10:00")


def off(
    first: str, last: str, hours: tuple[time | None, time | None] = (None, None), **more: object
) -> tuple[Interval, ...]:
    return stretches(
        date.fromisoformat(first),
        date.fromisoformat(last),
        hours,
        zone=ARGENTINA,
        now=NOW,
        **more,  # type: ignore[arg-type] # by name
    )


def test_whole_days_run_together() -> None:
    assert off("2027-06-10", "2027-06-12") == (
        Interval(at("2027-06-10T00:00"), at("2027-06-13T00:00")),
    )


def test_hours_are_of_each_day() -> None:
    assert off("2027-06-10", "2027-06-11", (time(16), time(18))) == (
        Interval(at("2027-06-10T16:00"), at("2027-06-10T18:00")),
        Interval(at("2027-06-11T16:00"), at("2027-06-11T18:00")),
    )


@pytest.mark.parametrize(
    ("hours", "start", "end"),
    [
        ((time(17), None), "2027-06-10T17:00", "2027-06-11T00:00"),
        ((None, time(12)), "2027-06-10T00:00", "2027-06-10T12:00"),
        ((time(16), time(16)), "2027-06-10T16:00", "2027-06-10T17:00"),
        ((time(18), time(0)), "2027-06-10T18:00", "2027-06-11T00:00"),
    ],
)
def test_an_open_side_goes_to_midnight_and_a_point_is_an_hour(
    hours: tuple[time | None, time | None], start: str, end: str
) -> None:
    assert off("2027-06-10", "2027-06-10", hours) == (Interval(at(start), at(end)),)


def test_what_is_past_is_left_out() -> None:
    assert off("2027-06-01", "2027-06-01") == (Interval(NOW, at("2027-06-02T00:00")),)
    assert off("2027-06-01", "2027-06-01", (time(8), time(9))) == ()
    assert off("2027-05-01", "2027-05-02") == ()


def test_weekdays_may_be_left_out() -> None:
    days = off("2027-06-07", "2027-06-09", without=[1])

    assert [one.start for one in days] == [at("2027-06-07T00:00"), at("2027-06-09T00:00")]


@pytest.mark.parametrize("last", ["2027-06-09", "2027-12-31"])
def test_days_in_the_wrong_order_or_too_many_are_refused(last: str) -> None:
    with pytest.raises(ValueError, match="not a time off"):
        off("2027-06-10", last)


def test_a_day_is_wholly_off_when_nothing_of_it_is_left() -> None:
    parts = off("2027-06-01", "2027-06-01")
    morning = off("2027-06-10", "2027-06-10", (None, time(13)))
    rest = off("2027-06-10", "2027-06-10", (time(13), None))

    assert is_whole_day(TUESDAY, parts, ARGENTINA, NOW)
    assert not is_whole_day(date(2027, 6, 10), morning, ARGENTINA, NOW)
    assert is_whole_day(date(2027, 6, 10), (*morning, *rest), ARGENTINA, NOW)
    assert not is_whole_day(date(2027, 5, 1), parts, ARGENTINA, NOW)


@given(st.integers(0, 60), st.integers(0, 20), st.integers(0, 23), st.integers(0, 23))
def test_time_off_stays_within_its_days_and_ahead(
    ahead: int, length: int, opens: int, closes: int
) -> None:
    first = TUESDAY + timedelta(days=ahead)
    last = first + timedelta(days=length)

    parts = stretches(first, last, (time(opens), time(closes)), zone=ARGENTINA, now=NOW)

    bounds = Interval(local_day(first, ARGENTINA).start, local_day(last, ARGENTINA).end)
    assert all(bounds.covers(part) and part.start >= NOW for part in parts)
    assert all(one.end <= other.start for one, other in pairwise(parts))


def test_what_is_given_back_is_cut_out() -> None:
    (day,) = off("2027-06-10", "2027-06-10")
    afternoon = Interval(at("2027-06-10T13:00"), at("2027-06-10T20:00"))

    assert without(day, [afternoon]) == (
        Interval(day.start, afternoon.start),
        Interval(afternoon.end, day.end),
    )

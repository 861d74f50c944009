"""Quiet hours repeat daily and may cross midnight."""

from datetime import datetime, time, timedelta

import pytest

from bot.domain.intervals import Interval
from bot.domain.quiet_hours import QuietHours
from bot.domain.schedule import ARGENTINA, LocalSpan


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ARGENTINA)


@pytest.mark.parametrize(
    ("clock", "start", "end"),
    [
        ("2027-05-12T13:00", "2027-05-12T13:00", "2027-05-12T16:00"),
        ("2027-05-12T15:59", "2027-05-12T13:00", "2027-05-12T16:00"),
        ("2027-05-12T21:00", "2027-05-12T21:00", "2027-05-13T09:00"),
        ("2027-05-12T00:00", "2027-05-11T21:00", "2027-05-12T09:00"),
        ("2027-05-12T08:59", "2027-05-11T21:00", "2027-05-12T09:00"),
    ],
)
def test_instants_in_siesta_and_night_are_quiet(clock: str, start: str, end: str) -> None:
    assert QuietHours().is_quiet(at(clock), ARGENTINA)
    assert QuietHours().window_of(at(clock), ARGENTINA) == Interval(at(start), at(end))


@pytest.mark.parametrize("clock", ["09:00", "12:59", "16:00", "20:59"])
def test_other_instants_are_open(clock: str) -> None:
    instant = at(f"2027-05-12T{clock}")

    assert not QuietHours().is_quiet(instant, ARGENTINA)
    assert QuietHours().window_of(instant, ARGENTINA) is None


def test_touching_windows_are_one() -> None:
    night = QuietHours((LocalSpan(time(21), time(0)), LocalSpan(time(0), time(9))))

    window = night.window_of(at("2027-05-12T23:00"), ARGENTINA)

    assert window == Interval(at("2027-05-12T21:00"), at("2027-05-13T09:00"))


def test_no_windows_means_never_quiet() -> None:
    assert not QuietHours(()).is_quiet(at("2027-05-12T03:00"), ARGENTINA)


@pytest.mark.parametrize(
    "windows",
    [
        (LocalSpan(time(0), time(0)),),
        (LocalSpan(time(8), time(20)), LocalSpan(time(20), time(8))),
    ],
)
def test_a_day_with_no_open_time_is_refused(windows: tuple[LocalSpan, ...]) -> None:
    with pytest.raises(ValueError, match="no time open"):
        QuietHours(windows)


def test_windows_within_a_stretch() -> None:
    noon = Interval(at("2027-05-12T12:45"), at("2027-05-12T13:15"))
    morning = Interval(noon.start - timedelta(hours=2), noon.start)

    assert len(QuietHours().windows_within(noon, ARGENTINA)) == 1
    assert QuietHours().windows_within(morning, ARGENTINA) == ()

"""Reminders and other messages that the bot starts never leave in quiet hours."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.quiet_hours import QuietHours
from bot.domain.reminders import reminder_due, resend_due, shift_out_of_quiet
from bot.domain.rules import Policies
from bot.domain.schedule import ARGENTINA, LocalSpan

_HALF_HOUR = timedelta(minutes=30)
_HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ARGENTINA)


def clock(minute_of_day: int) -> time:
    return time(minute_of_day // 60 % 24, minute_of_day % 60)


@st.composite
def quiet_hours(draw: st.DrawFn) -> QuietHours:
    """Up to four windows, overlapping and near each other as they come."""
    spans = [
        LocalSpan(clock(start), clock(start + length))
        for start, length in draw(
            st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 300)), max_size=4)
        )
    ]
    return QuietHours(tuple(spans))


instants = st.integers(0, 3 * 24 * 3600).map(
    lambda seconds: at("2027-05-10T00:00") + timedelta(seconds=seconds)
)
keys = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("start", "booked_at", "due"),
    [
        ("2027-05-13T17:00", "2027-05-12T10:15", "2027-05-12T17:00"),
        ("2027-05-05T20:00", "2027-05-04T20:00", "2027-05-05T17:00"),  # at that instant they know
        ("2027-05-05T19:30", "2027-05-05T10:00", "2027-05-05T16:30"),  # later than 24 h: 3 h
        ("2027-05-05T12:00", "2027-05-05T08:59", "2027-05-05T09:00"),
        ("2027-05-05T12:00", "2027-05-05T09:00", None),  # 3 h are past too
    ],
)
def test_24_hours_before_or_else_3(start: str, booked_at: str, due: str | None) -> None:
    got = reminder_due(at(start), at(booked_at), Policies(), ARGENTINA, spread_key=7)

    assert got == (at(due) if due else None)


@pytest.mark.parametrize(
    ("start", "booked_at", "first", "last"),
    [
        # siesta: the half hour before it
        ("2027-04-14T14:30", "2027-04-01T10:00", "2027-04-13T12:30", "2027-04-13T12:59:59"),
        # night: the half hour before it, the evening before
        ("2027-04-14T07:00", "2027-04-01T10:00", "2027-04-12T20:30", "2027-04-12T20:59:59"),
        # booked within that half hour: what is left of it
        ("2027-04-14T14:30", "2027-04-13T12:45", "2027-04-13T12:45", "2027-04-13T12:59:59"),
        # booked in the siesta: after it
        ("2027-04-14T14:30", "2027-04-13T13:00", "2027-04-13T16:00", "2027-04-13T16:29:59"),
        # same day, 3 h before is in the siesta: after it, an hour before the start or earlier
        ("2027-04-13T17:15", "2027-04-13T13:30", "2027-04-13T16:00", "2027-04-13T16:15"),
        ("2027-04-13T17:00", "2027-04-13T13:30", "2027-04-13T16:00", "2027-04-13T16:00"),
    ],
)
@pytest.mark.parametrize("spread_key", range(0, 2000, 97))
def test_one_due_in_a_closed_window_moves(
    start: str, booked_at: str, first: str, last: str, spread_key: int
) -> None:
    due = reminder_due(at(start), at(booked_at), Policies(), ARGENTINA, spread_key)

    assert due is not None
    assert at(first) <= due <= at(last)


def test_one_that_would_come_too_late_is_not_sent() -> None:
    start = at("2027-04-13T16:45")

    assert reminder_due(start, at("2027-04-13T13:30"), Policies(), ARGENTINA, 1) is None


def test_moved_reminders_are_spread() -> None:
    dues = {
        reminder_due(at("2027-04-14T14:30"), at("2027-04-01T10:00"), Policies(), ARGENTINA, key)
        for key in range(100)
    }

    assert len(dues) > 90


@given(instants, st.integers(0, 5 * 24 * 3600), quiet_hours(), keys)
def test_a_reminder_is_open_timely_and_after_booking(
    start: datetime, booked_before: int, quiet: QuietHours, key: int
) -> None:
    policies = Policies(quiet_hours=quiet)
    booked_at = start - timedelta(seconds=booked_before)

    due = reminder_due(start, booked_at, policies, ARGENTINA, key)

    assert due == reminder_due(start, booked_at, policies, ARGENTINA, key)
    if due is not None:
        assert not quiet.is_quiet(due, ARGENTINA)
        assert booked_at <= due <= start - _HOUR


@given(instants, st.integers(0, 5 * 24 * 3600), keys)
def test_a_moved_reminder_is_within_half_an_hour_of_its_window(
    start: datetime, booked_before: int, key: int
) -> None:
    policies = Policies()
    booked_at = start - timedelta(seconds=booked_before)
    plain = reminder_due(
        start, booked_at, replace(policies, quiet_hours=QuietHours(())), ARGENTINA, key
    )

    due = reminder_due(start, booked_at, policies, ARGENTINA, key)

    window = policies.quiet_hours.window_of(plain, ARGENTINA) if plain else None
    if window is None:
        assert due == plain
    elif booked_at < window.start:
        assert due is not None
        assert window.start - _HALF_HOUR <= due < window.start
    elif start - _HOUR >= window.end:
        assert due is not None
        assert window.end <= due < window.end + _HALF_HOUR
    else:
        assert due is None


@pytest.mark.parametrize(
    ("now", "start", "first", "last"),
    [
        ("2027-04-13T12:59", "2027-04-14T14:30", "2027-04-13T12:59", "2027-04-13T12:59"),
        ("2027-04-13T13:00", "2027-04-14T14:30", "2027-04-13T16:00", "2027-04-13T16:29:59"),
        ("2027-04-13T15:59", "2027-04-13T17:10", "2027-04-13T16:00", "2027-04-13T16:10"),
        ("2027-04-13T22:00", "2027-04-14T10:00", "2027-04-14T09:00", "2027-04-14T09:00"),
    ],
)
def test_a_late_send_waits_for_the_window_to_end(
    now: str, start: str, first: str, last: str
) -> None:
    due = resend_due(at(now), at(start), Policies(), ARGENTINA, spread_key=123456)

    assert due is not None
    assert at(first) <= due <= at(last)


@pytest.mark.parametrize(
    ("now", "start"),
    [
        ("2027-04-13T15:00", "2027-04-13T16:30"),  # 30 minutes after the siesta: too late to act
        ("2027-04-13T17:00", "2027-04-13T17:00"),  # it has begun
    ],
)
def test_a_late_send_that_is_useless_is_dropped(now: str, start: str) -> None:
    assert resend_due(at(now), at(start), Policies(), ARGENTINA, spread_key=1) is None


@given(instants, instants, quiet_hours(), keys)
def test_a_resend_is_open_and_not_before_now(
    now: datetime, start: datetime, quiet: QuietHours, key: int
) -> None:
    due = resend_due(now, start, Policies(quiet_hours=quiet), ARGENTINA, key)

    if due is not None:
        assert not quiet.is_quiet(due, ARGENTINA)
        assert now <= due < start
        assert due == now or due <= start - _HOUR


@pytest.mark.parametrize(
    ("due", "now", "first", "last"),
    [
        ("2027-04-13T12:00", "2027-04-13T11:00", "2027-04-13T12:00", "2027-04-13T12:00"),
        ("2027-04-13T14:00", "2027-04-13T12:00", "2027-04-13T12:30", "2027-04-13T12:59:59"),
        ("2027-04-13T14:00", "2027-04-13T14:00", "2027-04-13T16:00", "2027-04-13T16:29:59"),
        ("2027-04-13T12:00", "2027-04-13T23:00", "2027-04-14T09:00", "2027-04-14T09:29:59"),
    ],
)
def test_other_messages_move_too(due: str, now: str, first: str, last: str) -> None:
    moved = shift_out_of_quiet(at(due), at(now), QuietHours(), ARGENTINA, spread_key=99)

    assert at(first) <= moved <= at(last)


@given(instants, instants, quiet_hours(), keys)
def test_a_shifted_message_is_open_and_not_before_now(
    due: datetime, now: datetime, quiet: QuietHours, key: int
) -> None:
    moved = shift_out_of_quiet(due, now, quiet, ARGENTINA, key)

    assert not quiet.is_quiet(moved, ARGENTINA)
    assert moved >= now
    assert moved in (due, now) or quiet.is_quiet(max(due, now), ARGENTINA)

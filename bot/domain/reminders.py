"""When a reminder leaves, and when any message that the bot starts may leave.

One due in a closed window (quiet hours) moves to the last 30 minutes before it; when those are
past, to the first 30 minutes after it. Messages moved together are spread over those minutes by
`spread_key` (say, the appointment id), so that they do not leave in one burst; the same key gives
the same instant. Source: world.policies, reminders and quiet_hours.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.intervals import Interval
from bot.domain.quiet_hours import QuietHours
from bot.domain.rules import Policies

_MOVE_ROOM = timedelta(minutes=30)
_LEAST_BEFORE_START = timedelta(minutes=60)  # a reminder moved later still comes in time to act
_TICK = timedelta(seconds=1)
_KNUTH = 2654435761  # odd, near 2**32 / golden ratio: neighbouring keys land far apart


def reminder_due(
    start: datetime, booked_at: datetime, policies: Policies, zone: ZoneInfo, spread_key: int
) -> datetime | None:
    """Return when to remind of an appointment, after booked_at; never in quiet hours.

    24 h before; when booked later than that, 3 h before (the hours are those of the policies).
    None when there is no sensible time left.
    """
    due = start - policies.reminder_before
    if due <= booked_at:  # at that very moment they know
        due = start - policies.late_reminder_before
    if due <= booked_at:
        return None
    window = policies.quiet_hours.window_of(due, zone)
    if window is None:
        return due
    return _before(window, policies.quiet_hours, zone, spread_key, booked_at) or _after(
        window, policies.quiet_hours, zone, spread_key, start - _LEAST_BEFORE_START
    )


def resend_due(
    now: datetime, start: datetime, policies: Policies, zone: ZoneInfo, spread_key: int
) -> datetime | None:
    """Return when a reminder about to leave at `now` may leave: now, unless in quiet hours.

    In quiet hours, within 30 minutes after them, at least 60 minutes before the start.
    None when it comes too late: no such time, or the appointment has begun.
    """
    if now >= start:
        return None
    window = policies.quiet_hours.window_of(now, zone)
    if window is None:
        return now
    latest = start - _LEAST_BEFORE_START
    return _after(window, policies.quiet_hours, zone, spread_key, latest)


def shift_out_of_quiet(
    due: datetime, now: datetime, quiet_hours: QuietHours, zone: ZoneInfo, spread_key: int
) -> datetime:
    """Return when another message that the bot starts may leave: at `now` or later, never quiet.

    At `due` (at `now` if that is past); in quiet hours it moves as a reminder does, without a
    latest time.
    """
    due = max(due, now)
    window = quiet_hours.window_of(due, zone)
    if window is None:
        return due
    before = _before(window, quiet_hours, zone, spread_key, now)
    if before is not None:
        return before
    return _spread(_first_open(window, quiet_hours, zone), spread_key)


def _before(
    window: Interval, quiet_hours: QuietHours, zone: ZoneInfo, spread_key: int, earliest: datetime
) -> datetime | None:
    """Return an instant of the last open minutes before the window; None when they are past."""
    room = Interval(window.start - _MOVE_ROOM, window.start)
    last_open = room.subtract(quiet_hours.windows_within(room, zone))[-1]
    if earliest >= last_open.end:
        return None
    return _spread(Interval(max(last_open.start, earliest), last_open.end), spread_key)


def _after(
    window: Interval, quiet_hours: QuietHours, zone: ZoneInfo, spread_key: int, latest: datetime
) -> datetime | None:
    """Return an instant of the first open minutes after the window, at `latest` at the latest."""
    if latest < window.end:
        return None
    first_open = _first_open(window, quiet_hours, zone)
    return _spread(Interval(first_open.start, min(first_open.end, latest + _TICK)), spread_key)


def _first_open(window: Interval, quiet_hours: QuietHours, zone: ZoneInfo) -> Interval:
    """Return the first open stretch after the window, 30 minutes at most."""
    room = Interval(window.end, window.end + _MOVE_ROOM)
    return room.subtract(quiet_hours.windows_within(room, zone))[0]


def _spread(room: Interval, spread_key: int) -> datetime:
    """Return the instant of the room that belongs to the key, in whole seconds from its start."""
    ticks = max(1, room.length // _TICK)
    scrambled = spread_key * _KNUTH % 2**32
    return room.start + scrambled * ticks // 2**32 * _TICK

"""Hours said together made into one point or window of the clock."""

from dataclasses import dataclass
from datetime import time

from bot.language.times.hours import NOON, Clock, Half, HourSaid, Part, Window
from bot.language.times.values import Grain

_DAY_MINUTES = 24 * 60
_HALF_DAY_MINUTES = 12 * 60
_ORDER = (Grain.MINUTE, Grain.HOUR, Grain.DAYPART)


@dataclass(frozen=True, slots=True)
class Hours:
    """A point (start = end) or window in minutes of the day; None is an open end.

    others: the other readings of a bare hour.
    """

    start: int | None
    end: int | None
    grain: Grain
    approx: bool = False
    others: tuple[tuple[int | None, int | None], ...] = ()
    is_ambiguous: bool = False

    def is_ahead_of(self, minute: int) -> bool:
        """True when some of it is still to come at that minute of the day."""
        if self.start == self.end and self.start is not None:
            return self.start > minute
        return self.end is None or self.end > minute


def settle(said: tuple[HourSaid, ...], past: int | None = None) -> Hours | None:
    """Return what the hours mean together; None when there are none.

    past: the minute of the day before which all is over, when they are known to be of today:
    «hoy a las 8» said at 11 is 20:00.
    """
    parts = [hour for hour in said if isinstance(hour, Part)]
    part = min(parts, key=lambda one: one.end - one.start, default=None)
    half = part.half if part else None
    windows = [hour for hour in said if isinstance(hour, Window)]
    for hour in said:
        if isinstance(hour, Clock):
            return _point(hour, half, past)
    if windows:
        return _window(_joined(windows), part, past)
    if part is None:
        return None
    return Hours(part.start, part.end, Grain.DAYPART, part.is_vague)


def to_time(minutes: int | None) -> time | None:
    """Return the time of a minute of the day; midnight as an end is the last minute."""
    if minutes is None:
        return None
    if minutes == _DAY_MINUTES:
        return time(23, 59)
    return time(minutes % _DAY_MINUTES // 60, minutes % 60)


def _point(clock: Clock, half: Half | None, past: int | None) -> Hours:
    at = clock.minutes(half)
    if not clock.is_bare or half is not None:
        return Hours(at, at, clock.grain, clock.approx)
    other = clock.other_minutes()
    if past is not None and at < past < other:
        return Hours(other, other, clock.grain, clock.approx)
    return Hours(at, at, clock.grain, clock.approx, ((other, other),), is_ambiguous=True)


def _joined(windows: list[Window]) -> Window:
    """Return one window of two bounds said apart («después de las 4 y antes de las 7»)."""
    start = next((window.start for window in windows if window.start is not None), None)
    end = next((window.end for window in windows if window.end is not None), None)
    return Window(start, end, any(window.approx for window in windows))


def _window(window: Window, part: Part | None, past: int | None) -> Hours:
    half = part.half if part else None
    start = None if window.start is None else _start(window.start, window.end, half)
    end = None if window.end is None else _end(window.end, start, half)
    bounds = [clock for clock in (window.start, window.end) if clock is not None]
    is_bare = half is None and all(clock.is_bare for clock in bounds)
    others: tuple[tuple[int | None, int | None], ...] = ()
    if is_bare:
        other = (_half_a_day_off(start), _half_a_day_off(end))
        shown = start if start is not None else end
        if past is not None and shown is not None and shown < past < (shown + _HALF_DAY_MINUTES):
            start, end, is_bare = *other, False
        elif other[0] is None or other[1] is None or other[0] < other[1]:
            others = (other,)
    if part is not None:
        start, end = _inside(part, start, end)
    grain = min((clock.grain for clock in bounds), key=_ORDER.index)
    approx = window.approx or any(clock.approx for clock in bounds)
    return Hours(start, end, grain, approx, others, is_ambiguous=is_bare and bool(others))


def _half_a_day_off(minutes: int | None) -> int | None:
    return None if minutes is None else (minutes + _HALF_DAY_MINUTES) % _DAY_MINUTES


def _start(start: Clock, end: Clock | None, half: Half | None) -> int:
    """Return the start; a half said at the end counts for it too, if it stays before it."""
    if start.half is None and end is not None and end.half is not None and start.is_bare:
        shared = start.minutes(end.half)
        if shared < _end(end, None, half):
            return shared
    return start.minutes(half)


def _end(end: Clock, start: int | None, half: Half | None) -> int:
    """Return the end: of its readings the one fixed by words, else the first after the start."""
    at = end.minutes(half)
    if at == 0:
        at = _DAY_MINUTES
    if start is None or end.half is not None or end.is_24h or end.hour > NOON:
        return at
    if half is not None and at > start:
        return at
    readings = sorted((at, (at + _HALF_DAY_MINUTES) % _DAY_MINUTES or _DAY_MINUTES))
    return next((reading for reading in readings if reading > start), at)


def _inside(part: Part, start: int | None, end: int | None) -> tuple[int | None, int | None]:
    """Return the window cut to a part of the day, whole where they do not meet."""
    if start is not None and end is not None:
        return start, end
    first = part.start if start is None else max(part.start, start)
    last = part.end if end is None else min(part.end, end)
    return (first, last) if first < last else (start, end)

"""Time in which a provider does not work, as said in days and hours, and the instants it means."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.intervals import Interval, merge
from bot.domain.schedule import local_day, local_instant

LONGEST = timedelta(days=92)  # a longer absence is a change of the week's hours, for people to make
_POINT = timedelta(hours=1)  # «a las 16 no puedo» takes that hour
_DAY = timedelta(days=1)


def stretches(
    first: date,
    last: date,
    hours: tuple[time | None, time | None],
    *,
    zone: ZoneInfo,
    now: datetime,
    without: Iterable[int] = (),
) -> tuple[Interval, ...]:
    """Return the time off of some local days, both included: sorted, disjoint, ahead of `now`.

    hours: of each day; (None, None) is the whole day, an open side goes to midnight, equal ones are
    one hour. without: weekdays left out, Monday is 0. Empty when all of it is past.
    Raises ValueError when the days are in the wrong order or more than LONGEST apart.
    """
    if not timedelta(0) <= last - first <= LONGEST:
        raise ValueError(f"not a time off: {first} to {last}")
    days = (first + _DAY * ahead for ahead in range((last - first).days + 1))
    left_out = set(without)
    whole = [_of_day(day, hours, zone) for day in days if day.weekday() not in left_out]
    end = local_day(last, zone).end
    if now >= end:
        return ()
    parts = (Interval(now, end).intersect(one) for one in merge(whole))
    return tuple(part for part in parts if part is not None)


def is_whole_day(day: date, off: Iterable[Interval], zone: ZoneInfo, now: datetime) -> bool:
    """Whether nothing of a local day, or of what is left of it, is outside the time off."""
    whole = local_day(day, zone)
    if now >= whole.end:
        return False
    return not Interval(max(whole.start, now), whole.end).subtract(off)


def without(off: Interval, lifted: Sequence[Interval]) -> tuple[Interval, ...]:
    """Return what is left of a time off when some of it is taken back: sorted, disjoint."""
    return off.subtract(lifted)


def _of_day(day: date, hours: tuple[time | None, time | None], zone: ZoneInfo) -> Interval:
    whole = local_day(day, zone)
    first, last = hours
    start = local_instant(day, first, zone) if first is not None else whole.start
    if last is None:
        return Interval(start, whole.end)
    if first == last:
        return Interval(start, start + _POINT)
    end = local_instant(day, last, zone)
    return Interval(start, end if end > start else whole.end)

"""A provider's day as an agenda shows it: what is open and free, closed, off, or kept.

Appointments are given; here is what lies between them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from bot.domain.intervals import Interval, free, merge
from bot.domain.schedule import ProviderSchedule

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_USUAL = (8, 20)  # hours of a day on which nobody works
_WHOLE = 24


class PartKind(Enum):
    """What a stretch of a day is that holds no appointment."""

    FREE = "free"
    CLOSED = "closed"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a day. name: of the holiday, else None."""

    kind: PartKind
    during: Interval
    name: str | None = None


def parts_of(
    schedule: ProviderSchedule,
    frame: Interval,
    *,
    taken: Sequence[Interval],
    off: Sequence[Interval],
    now: datetime,
    least: timedelta = timedelta(0),
) -> tuple[Part, ...]:
    """Return the parts of a frame within one local day: what is closed, and what is still free.

    taken: by appointments and what is kept. off: blocked, which is told apart by the caller.
    least: a shorter stretch is of no use. Sorted by start; what was free before `now` is left out.
    """
    day = schedule.local_date(frame.start)
    openings = open_hours(schedule, day)
    name = schedule.closed.get(day)
    kind = PartKind.HOLIDAY if name else PartKind.CLOSED
    closed = free([frame], [*openings, *off])
    ahead = [Interval(max(frame.start, now), frame.end)] if now < frame.end else []
    within = [both for one in openings for part in ahead if (both := one.intersect(part))]
    bookable = [one for one in free(within, [*taken, *off]) if one.length >= least]
    parts = [Part(kind, one, name) for one in closed]
    parts += [Part(PartKind.FREE, one) for one in bookable]
    return tuple(sorted(parts, key=lambda part: part.during))


def open_hours(schedule: ProviderSchedule, day: date) -> tuple[Interval, ...]:
    """Return the open hours that touch a local day, with those of the night before."""
    both = (*schedule.open_intervals(day - _DAY), *schedule.open_intervals(day))
    whole = [one for one in merge(both) if schedule.local_date(one.end) >= day]
    return tuple(one for one in whole if schedule.local_date(one.start) <= day)


def hours_shown(shown: Iterable[tuple[Interval, Interval]]) -> tuple[int, int]:
    """Return the first hour and the one after the last in which some stretches lie.

    shown: each stretch with the local day that it is shown on, of which it may be only a part.
    """
    first, last = _WHOLE, 0
    for stretch, day in shown:
        inside = stretch.intersect(day)
        if inside is not None:
            first = min(first, (inside.start - day.start) // _HOUR)
            last = max(last, min(_WHOLE, -((day.start - inside.end) // _HOUR)))
    return (first, last) if first < last else _USUAL

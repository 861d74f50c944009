"""Which starts can be booked, and why one cannot. Reads no calendar: busy time is given.

Offering a few of them to a person is in offers. The database has the last word on double booking.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.domain.intervals import Interval, free, merge
from bot.domain.offers import Slot, Wish, matching, nearest, spread
from bot.domain.rules import BookingRules
from bot.domain.schedule import LocalSpan, ProviderSchedule, local_day

__all__ = [
    "Obstacle",
    "Refusal",
    "Slot",
    "Wish",
    "free_starts",
    "matching",
    "nearest",
    "spread",
    "start_refusal",
]

_DAY = timedelta(days=1)


class Obstacle(Enum):
    """Why a start cannot be booked."""

    PAST = "past"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    HOLIDAY = "holiday"
    CLOSED_DAY = "closed_day"
    BEFORE_OPENING = "before_opening"
    AFTER_CLOSING = "after_closing"  # the start, or the service would run past closing
    IN_BREAK = "in_break"  # the start, or the service would run into the break
    TAKEN = "taken"
    OFF_STEP = "off_step"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a start cannot be booked, with what a person needs to choose another.

    day: local date asked for; hours: that day's, empty when closed. name: of the closed date, None
    when it has none. earliest: first start that the notice allows, on the step (it may be closed or
    taken), with PAST and TOO_SOON only. latest: last bookable date, with TOO_FAR only.
    """

    obstacle: Obstacle
    day: date
    name: str | None
    hours: tuple[LocalSpan, ...]
    earliest: datetime | None
    latest: date | None = None


def start_refusal(
    schedule: ProviderSchedule,
    rules: BookingRules,
    duration: timedelta,
    busy: Iterable[Interval],
    start: datetime,
    now: datetime,
) -> Refusal | None:
    """Return why the start cannot be booked; None when it can.

    The reason that would outlast the others comes first: a closed day is told before short notice,
    and a taken time last of all. busy: in any order.
    """
    wanted = Interval(start, start + duration)
    day = schedule.local_date(start)
    obstacle = (
        _out_of_range(schedule, rules, wanted, now)
        or _out_of_hours(schedule, wanted)
        or _off_rules(schedule, rules, wanted, now)
        or (Obstacle.TAKEN if any(wanted.overlaps(taken) for taken in busy) else None)
    )
    if obstacle is None:
        return None
    hasty = obstacle in (Obstacle.PAST, Obstacle.TOO_SOON)
    return Refusal(
        obstacle=obstacle,
        day=day,
        name=schedule.closed.get(day) or None,
        hours=schedule.hours_on(day),
        earliest=_first_on_step(now + rules.min_notice, rules, schedule.zone) if hasty else None,
        latest=_last_day(schedule, rules, now) if obstacle is Obstacle.TOO_FAR else None,
    )


def free_starts(
    schedule: ProviderSchedule,
    rules: BookingRules,
    duration: timedelta,
    busy: Iterable[Interval],
    window: Interval,
    now: datetime,
) -> tuple[datetime, ...]:
    """Return every bookable start in the window, earliest first, in UTC, each once.

    window bounds the start, not the end. On the step grid of the local wall clock; the whole of
    [start, start + duration) is open and free; notice and horizon hold. busy: in any order.
    Raises ValueError when duration is not above zero.
    """
    if duration <= timedelta(0):
        raise ValueError(f"duration must be above zero: {duration}")
    last_day = _last_day(schedule, rules, now)
    first = max(window.start, now + rules.min_notice)
    end = min(window.end, local_day(last_day, schedule.zone).end)
    if first >= end:
        return ()
    gaps = free(_open_around(schedule, Interval(first, end)), busy)
    return tuple(
        start
        for gap in gaps
        for start in _on_step(max(gap.start, first), min(gap.end, end), rules, schedule.zone)
        if start + duration <= gap.end
    )


def _out_of_range(
    schedule: ProviderSchedule, rules: BookingRules, wanted: Interval, now: datetime
) -> Obstacle | None:
    if wanted.start < now:
        return Obstacle.PAST
    if schedule.local_date(wanted.start) > _last_day(schedule, rules, now):
        return Obstacle.TOO_FAR
    return None


def _out_of_hours(schedule: ProviderSchedule, wanted: Interval) -> Obstacle | None:
    """Return what the opening hours say against the whole service; None when they allow it."""
    day = schedule.local_date(wanted.start)
    if any(opening.covers(wanted) for opening in _open_around(schedule, wanted)):
        return None
    if schedule.closed.get(day):
        return Obstacle.HOLIDAY
    openings = merge(schedule.open_intervals(day))
    if not openings:
        return Obstacle.CLOSED_DAY
    if wanted.start < openings[0].start:
        return Obstacle.BEFORE_OPENING
    if wanted.start >= openings[-1].start:
        return Obstacle.AFTER_CLOSING
    return Obstacle.IN_BREAK


def _off_rules(
    schedule: ProviderSchedule, rules: BookingRules, wanted: Interval, now: datetime
) -> Obstacle | None:
    if wanted.start < now + rules.min_notice:
        return Obstacle.TOO_SOON
    if _first_on_step(wanted.start, rules, schedule.zone) != wanted.start:
        return Obstacle.OFF_STEP
    return None


def _last_day(schedule: ProviderSchedule, rules: BookingRules, now: datetime) -> date:
    """Return the last local date on which a start may be booked."""
    return schedule.local_date(now + rules.horizon)


def _open_around(schedule: ProviderSchedule, interval: Interval) -> tuple[Interval, ...]:
    """Return the open hours of the interval's days and a day around: hours until midnight join.

    Sorted, disjoint, touching ones merged.
    """
    first = schedule.local_date(interval.start) - _DAY
    count = (schedule.local_date(interval.end) + _DAY - first).days + 1
    days = (first + timedelta(days=ahead) for ahead in range(count))
    return merge(opening for day in days for opening in schedule.open_intervals(day))


def _grid(instant: datetime, step: timedelta, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield the UTC instants of the step grid from the instant on, ascending, without end.

    The grid counts from each local midnight. Times that a clock change skips are left out; of
    those it repeats, the first is given.
    """
    wall = instant.astimezone(zone).replace(tzinfo=None)
    midnight = datetime.combine(wall.date(), time.min)
    index = -((midnight - wall) // step)
    while True:
        while (wall := midnight + index * step) < midnight + _DAY:
            candidate = wall.replace(tzinfo=zone).astimezone(UTC)
            exists = candidate.astimezone(zone).replace(tzinfo=None) == wall
            if exists and candidate >= instant:
                yield candidate
            index += 1
        midnight += _DAY
        index = 0


def _on_step(
    first: datetime, end: datetime, rules: BookingRules, zone: ZoneInfo
) -> Iterator[datetime]:
    """Return the grid instants of [first, end), ascending."""
    return takewhile(lambda candidate: candidate < end, _grid(first, rules.slot_step, zone))


def _first_on_step(instant: datetime, rules: BookingRules, zone: ZoneInfo) -> datetime:
    """Return the first grid instant at or after the given one."""
    return next(_grid(instant, rules.slot_step, zone))

"""Which starts can be booked, and why one cannot. Reads no calendar: what is taken is given.

The two sides of one rule are found in two ways, which tests hold against each other: all starts by
interval arithmetic (vacancies), one start by looking at each thing in its way (conflicts). Offering
a few of them to a person is in offers. The database has the last word on double booking.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from bot.domain.calendars import Calendar, Demand, Units
from bot.domain.conflicts import is_taken
from bot.domain.intervals import Interval, merge
from bot.domain.offers import Slot, Wish, matching, nearest, spread
from bot.domain.rules import BookingRules
from bot.domain.schedule import LocalSpan, ProviderSchedule, local_day
from bot.domain.timeline import (
    Grid,
    LocalDays,
    Stretch,
    instant_of,
    local_days,
    second_from,
)
from bot.domain.vacancies import Starts, vacancies

__all__ = [
    "Obstacle",
    "Refusal",
    "Slot",
    "Starts",
    "Wish",
    "free_starts",
    "matching",
    "nearest",
    "openings",
    "refusal_of",
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
    """Return why a start that asks for nothing but time cannot be booked; None when it can.

    busy: in any order.
    """
    return refusal_of(Demand(duration), schedule, rules, Calendar.of(busy), start, now)


def refusal_of(
    demand: Demand,
    schedule: ProviderSchedule,
    rules: BookingRules,
    calendar: Calendar,
    start: datetime,
    now: datetime,
    *,
    units: Units | None = None,
) -> Refusal | None:
    """Return why the start cannot be booked; None when it can.

    The reason that would outlast the others comes first: a closed day is told before short notice,
    and a taken time (a full day, no chair, no time to get there) last of all.
    """
    wanted = Interval(start, start + demand.duration)
    day = schedule.local_date(start)
    conflict = is_taken(demand, calendar, start, schedule.zone, units or {})
    obstacle = (
        _out_of_range(schedule, rules, wanted, now)
        or _out_of_hours(schedule, wanted)
        or (Obstacle.TOO_SOON if start < now + rules.min_notice else None)
        or (Obstacle.TAKEN if conflict else None)
    )
    joins = demand.capacity > 1 and calendar.has_session(demand.service_id, start)
    if obstacle in (None, Obstacle.TAKEN) and not joins and not _is_on_grid(start, rules, schedule):
        obstacle = Obstacle.OFF_STEP
    if obstacle is None:
        return None
    hasty = obstacle in (Obstacle.PAST, Obstacle.TOO_SOON)
    return Refusal(
        obstacle=obstacle,
        day=day,
        name=schedule.closed.get(day) or None,
        hours=schedule.hours_on(day),
        earliest=_first_on_grid(now + rules.min_notice, rules, schedule) if hasty else None,
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
    """Return every bookable start in the window for what asks for nothing but time, in UTC.

    Earliest first, each once. busy: in any order. Raises ValueError when duration is not above
    zero.
    """
    return tuple(openings(Demand(duration), schedule, rules, Calendar.of(busy), window, now))


def openings(
    demand: Demand,
    schedule: ProviderSchedule,
    rules: BookingRules,
    calendar: Calendar,
    window: Interval,
    now: datetime,
    *,
    units: Units | None = None,
) -> Starts:
    """Return every bookable start in the window, which bounds the start, not the end.

    On the step grid of the local wall clock, or a session with a free seat; the whole of
    [start, start + duration) is open and all that is demanded free; notice and horizon hold.
    """
    last_day = _last_day(schedule, rules, now)
    first = max(window.start, now + rules.min_notice)
    end = min(window.end, local_day(last_day, schedule.zone).end)
    if first >= end:
        return Starts()
    return vacancies(
        demand,
        schedule,
        _grid(rules),
        calendar,
        _days_around(schedule, Interval(first, end)),
        within=(second_from(first), second_from(end)),
        units=units,
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


def _last_day(schedule: ProviderSchedule, rules: BookingRules, now: datetime) -> date:
    """Return the last local date on which a start may be booked."""
    return schedule.local_date(now + rules.horizon)


def _open_around(schedule: ProviderSchedule, interval: Interval) -> tuple[Interval, ...]:
    """Return the open hours of the interval's days and a day around: hours until midnight join.

    Sorted, disjoint, touching ones merged.
    """
    days = _days_around(schedule, interval).dates()
    return merge(opening for day in days for opening in schedule.open_intervals(day))


def _days_around(schedule: ProviderSchedule, interval: Interval) -> LocalDays:
    first = schedule.local_date(interval.start) - _DAY
    count = (schedule.local_date(interval.end) + _DAY - first).days + 1
    return local_days(schedule.zone, first, count)


def _grid(rules: BookingRules) -> Grid:
    return Grid(rules.slot_step, rules.slot_offset)


def _first_on_grid(instant: datetime, rules: BookingRules, schedule: ProviderSchedule) -> datetime:
    """Return the first grid instant at or after the given one."""
    around = Interval(instant, instant + 2 * _DAY)
    days = _days_around(schedule, around)
    second = next(iter(_grid(rules).runs([_whole(around)], days))).start
    return instant_of(second)


def _is_on_grid(start: datetime, rules: BookingRules, schedule: ProviderSchedule) -> bool:
    return _first_on_grid(start, rules, schedule) == start


def _whole(interval: Interval) -> Stretch:
    return second_from(interval.start), second_from(interval.end)

"""Whether one start is taken: each thing that stands in a calendar is held against it.

The slow and plain side of the rule; vacancies finds all free starts at once. Also which seat and
units an appointment at a free start takes.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendars import Booked, Calendar, Demand, Place, Quota, Units
from bot.domain.intervals import Interval
from bot.domain.timeline import Stretch, instant_of, interval_of


def is_taken(
    demand: Demand, calendar: Calendar, start: datetime, zone: ZoneInfo, units: Units
) -> bool:
    """Whether something stands in the way of an appointment at a start.

    zone: on whose days quotas are counted.
    """
    wanted = taken_by(demand, start)
    session = calendar.session(demand.service_id, start) if demand.capacity > 1 else ()
    if len(session) + demand.seats > demand.capacity:
        return True
    busy = list(calendar.busy)
    for one in session:
        if one.taken in busy:
            busy.remove(one.taken)
    if any(wanted.overlaps(interval_of(one)) for one in busy):
        return True
    if session:
        return False
    return (
        _lacks_unit(demand, wanted, units)
        or _is_full(demand, calendar, start, zone)
        or _is_too_far(demand, wanted, calendar.booked)
    )


def taken_by(demand: Demand, start: datetime) -> Interval:
    """Return what an appointment takes of a calendar, with the time around it."""
    return Interval(start - demand.before, start + demand.duration + demand.after)


def place_at(demand: Demand, calendar: Calendar, start: datetime, units: Units) -> Place:
    """Return the lowest free seat and unit of each resource at a start that is not taken.

    Who joins a session shares its units, which the caller knows: none are given.
    Raises ValueError when there is no place.
    """
    session = calendar.session(demand.service_id, start) if demand.capacity > 1 else ()
    seats = {one.seat for one in session}
    seat = next((one for one in range(1, demand.capacity + 1) if one not in seats), None)
    if seat is None:
        raise ValueError("no seat left")
    if session:
        return Place(seat)
    wanted = taken_by(demand, start)
    return Place(seat, {one: _free_unit(wanted, units.get(one, ())) for one in demand.resources})


def _free_unit(wanted: Interval, taken: Iterable[Iterable[Stretch]]) -> int:
    """Return the lowest unit, counted from 1, that nothing takes meanwhile."""
    for number, stretches in enumerate(taken, start=1):
        if not any(wanted.overlaps(interval_of(one)) for one in stretches):
            return number
    raise ValueError("no unit left")


def _lacks_unit(demand: Demand, wanted: Interval, units: Units) -> bool:
    def is_used(unit: Iterable[Stretch]) -> bool:
        return any(wanted.overlaps(interval_of(one)) for one in unit)

    return any(all(map(is_used, units.get(needed, ()))) for needed in demand.resources)


def _is_full(demand: Demand, calendar: Calendar, start: datetime, zone: ZoneInfo) -> bool:
    """Whether the day or week of a start has all the sessions that it may have."""
    day = start.astimezone(zone).date()
    monday = day - timedelta(days=day.weekday())

    def reaches(quota: Quota, service_id: int | None) -> bool:
        sessions = {
            (one.service_id, one.start)
            for one in calendar.booked
            if service_id in (None, one.service_id)
        }
        dates = [instant_of(second).astimezone(zone).date() for _, second in sessions]
        on_day = sum(one == day for one in dates)
        in_week = sum(monday <= one < monday + timedelta(days=7) for one in dates)
        return (quota.per_day is not None and on_day >= quota.per_day) or (
            quota.per_week is not None and in_week >= quota.per_week
        )

    return reaches(demand.own, demand.service_id) or reaches(demand.all, None)


def _is_too_far(demand: Demand, wanted: Interval, booked: Iterable[Booked]) -> bool:
    """Whether some visit before or after leaves no time for the way."""
    for one in booked:
        way = demand.travel.time(demand.zone, one.zone) if demand.travel else timedelta(0)
        other = interval_of(one.taken)
        reach = Interval(other.start - way, other.end + way)
        if one.is_active and way and wanted.overlaps(reach):
            return True
    return False

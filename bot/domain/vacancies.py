"""Every start that a calendar leaves to a demand, found by interval arithmetic on starts.

Each thing that stands in the way (an appointment, a full day, a taken chair) is a stretch of
starts that it forbids; what the opening hours allow and nothing forbids, on the grid, is free.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.calendars import Booked, Calendar, Demand, Quota, Units
from bot.domain.schedule import ProviderSchedule
from bot.domain.timeline import (
    Grid,
    LocalDays,
    Stretch,
    common,
    instant_of,
    joined,
    without,
)

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Starts:
    """Bookable starts, ascending, as runs of even steps: as small as the gaps they came from."""

    runs: tuple[range, ...] = ()

    def __iter__(self) -> Iterator[datetime]:
        return (instant_of(second) for run in self.runs for second in run)

    def __len__(self) -> int:
        return sum(map(len, self.runs))

    def __bool__(self) -> bool:
        return bool(self.runs)

    def __contains__(self, start: object) -> bool:
        if not isinstance(start, datetime) or start.microsecond:
            return False
        second = int(start.timestamp())
        at = bisect_right(self.runs, second, key=lambda run: run.start)
        return at > 0 and second in self.runs[at - 1]

    def within(self, stretches: Sequence[Stretch]) -> "Starts":
        """Return the starts that lie in stretches, which are sorted and disjoint."""
        found, at = [], 0
        for run in self.runs:
            while at < len(stretches) and stretches[at][1] <= run.start:
                at += 1
            here = at
            while here < len(stretches) and stretches[here][0] < run.stop:
                first, end = stretches[here]
                low = max(run.start, first + (run.start - first) % run.step)
                part = range(low, min(run.stop, end), run.step)
                if part:
                    found.append(part)
                here += 1
        return Starts(tuple(found))

    @property
    def first(self) -> datetime:
        """Return the earliest one. Raises IndexError when there is none."""
        return instant_of(self.runs[0].start)


def vacancies(
    demand: Demand,
    schedule: ProviderSchedule,
    grid: Grid,
    calendar: Calendar,
    days: LocalDays,
    *,
    within: Stretch,
    units: Units | None = None,
) -> Starts:
    """Return every start in `within` at which the demand fits, on the grid or in an open session.

    days: cover `within` and a day on each side. A session with a free seat is bookable at its own
    start, on the grid or not.
    """
    if demand.seats > demand.capacity:
        return Starts()
    length = int(demand.duration.total_seconds())
    opened = schedule.open_stretches(days)
    inside = [(start, end - length + 1) for start, end in opened if end - start >= length]
    allowed = common(inside, [within])
    if demand.resources:
        allowed = without(allowed, _resources_forbid(demand, units or {}))
    if demand.own or demand.all:
        allowed = without(allowed, _quotas_forbid(demand, calendar.booked, days))
    if demand.travel:
        allowed = without(allowed, sorted(_ways_forbid(demand, calendar.booked)))
    free = without(allowed, _taken_forbids(demand, calendar.busy))
    runs = tuple(grid.runs(free, days))
    if demand.capacity == 1:
        return Starts(runs)
    seats = _open_sessions(demand, calendar, common(inside, [within]))
    singles = (range(start, start + 1) for start in seats)  # in none of the runs: they are taken
    return Starts(tuple(sorted([*runs, *singles], key=lambda run: run.start)))


def _reach(demand: Demand) -> tuple[int, int]:
    """Return how long before its start, and after it, an appointment takes time; seconds."""
    before = int(demand.before.total_seconds())
    after = int((demand.duration + demand.after).total_seconds())
    return before, after


def _taken_forbids(demand: Demand, busy: Iterable[Stretch]) -> list[Stretch]:
    """Return the starts at which an appointment would touch taken time."""
    before, after = _reach(demand)
    return [(start - after + 1, end + before) for start, end in busy]


def _ways_forbid(demand: Demand, booked: Iterable[Booked]) -> Iterator[Stretch]:
    """Yield the starts that leave no time to come from one visit, or to get to the next."""
    before, after = _reach(demand)
    for one in booked:
        if one.is_active:
            way = int(demand.travel.time(demand.zone, one.zone).total_seconds())
            start, end = one.taken
            yield start - after - way + 1, end + before + way


def _resources_forbid(demand: Demand, units: Units) -> list[Stretch]:
    """Return the starts at which some resource has no unit that is free throughout."""
    found: list[Stretch] = []
    for resource_id in demand.resources:
        taken = units.get(resource_id, ())
        if not taken:
            return [(-(2**62), 2**62)]
        forbidden = joined(_taken_forbids(demand, taken[0]))
        for unit in taken[1:]:
            forbidden = common(forbidden, joined(_taken_forbids(demand, unit)))
        found += forbidden
    return sorted(found)


def _quotas_forbid(demand: Demand, booked: Iterable[Booked], days: LocalDays) -> list[Stretch]:
    """Return the days, and days of weeks, on which no further session is taken."""
    full: list[Stretch] = []
    sessions = {(one.service_id, one.start) for one in booked}
    own = [start for service_id, start in sessions if service_id == demand.service_id]
    every = [start for _, start in sessions]
    for quota, starts in ((demand.own, own), (demand.all, every)):
        if quota:
            full += _full_days(quota, starts, days)
    return sorted(full)


def _full_days(quota: Quota, starts: Iterable[int], days: LocalDays) -> Iterator[Stretch]:
    ordinals = [_ordinal(start, days.zone) for start in starts]
    by_day, by_week = Counter(ordinals), Counter(map(_week_of, ordinals))
    for index, day in enumerate(days.dates()):
        ordinal = day.toordinal()
        full_day = quota.per_day is not None and by_day[ordinal] >= quota.per_day
        if full_day or (
            quota.per_week is not None and by_week[_week_of(ordinal)] >= quota.per_week
        ):
            yield days.midnights[index], days.midnights[index + 1]


def _ordinal(second: int, zone: ZoneInfo) -> int:
    return datetime.fromtimestamp(second, zone).toordinal()


def _week_of(ordinal: int) -> int:
    return (ordinal - 1) // _WEEK  # the first of January of year 1 was a Monday


def _open_sessions(demand: Demand, calendar: Calendar, allowed: Sequence[Stretch]) -> list[int]:
    """Return the starts of sessions of the service that have seats for all who come, sorted.

    Nothing but the session itself may stand in the calendar around its start.
    """
    sessions: defaultdict[int, list[Stretch]] = defaultdict(list)
    for one in calendar.booked:
        if one.is_active and one.service_id == demand.service_id:
            sessions[one.start].append(one.taken)
    found = []
    for start, seats in sessions.items():
        inside = any(first <= start < end for first, end in allowed)
        if inside and len(seats) + demand.seats <= demand.capacity:
            others = Counter(calendar.busy) - Counter(seats)
            forbidden = _taken_forbids(demand, others)
            if not any(first <= start < end for first, end in forbidden):
                found.append(start)
    return sorted(found)

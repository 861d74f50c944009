"""Stretches of time as pairs of epoch seconds: the fast arithmetic under free places.

A search for fifty providers works on tens of thousands of stretches, for which Interval is too
heavy. A stretch is half-open, as an Interval is. Nothing here knows of providers or services.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.intervals import Interval

Stretch = tuple[int, int]
"""[start, end) in seconds since 1970 UTC, start before end."""

DAY_SECONDS = 86_400
_DAY = timedelta(days=1)


def second_from(instant: datetime) -> int:
    """Return the first whole second at or after an instant."""
    whole = int(instant.timestamp())
    return whole if instant.microsecond == 0 else whole + 1


def instant_of(second: int) -> datetime:
    """Return the UTC instant of an epoch second."""
    return datetime.fromtimestamp(second, UTC)


def stretch_of(interval: Interval) -> Stretch:
    """Return the least stretch that covers an interval."""
    return int(interval.start.timestamp()), second_from(interval.end)


def interval_of(stretch: Stretch) -> Interval:
    """Return the interval of a stretch."""
    return Interval(instant_of(stretch[0]), instant_of(stretch[1]))


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the same seconds as few stretches: sorted, disjoint, none touching the next."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            if end > found[-1][1]:
                found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def without(kept: Iterable[Stretch], removed: Sequence[Stretch]) -> list[Stretch]:
    """Return the parts of `kept` outside `removed`, sorted and disjoint.

    kept: sorted, disjoint. removed: sorted by start, may overlap; empty ones take nothing away.
    """
    left: list[Stretch] = []
    at, count = 0, len(removed)
    for start, end in kept:
        cursor = start
        while at < count and removed[at][0] < end:
            first, last = removed[at]
            if last > cursor:
                if first > cursor:
                    left.append((cursor, first))
                cursor = last
                if cursor >= end:
                    break
            at += 1
        if cursor < end:
            left.append((cursor, end))
    return left


def common(one: Sequence[Stretch], other: Sequence[Stretch]) -> list[Stretch]:
    """Return the seconds that both have; both sorted and disjoint, and so is what they share."""
    shared: list[Stretch] = []
    left = right = 0
    while left < len(one) and right < len(other):
        start = max(one[left][0], other[right][0])
        end = min(one[left][1], other[right][1])
        if start < end:
            shared.append((start, end))
        if one[left][1] < other[right][1]:
            left += 1
        else:
            right += 1
    return shared


@dataclass(frozen=True, slots=True)
class LocalDays:
    """Some local days in a row. midnights: epoch seconds of each, and of the day after the last."""

    zone: ZoneInfo
    first: date
    midnights: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.midnights) - 1

    def dates(self) -> Iterator[date]:
        """Yield the days."""
        return (self.first + timedelta(days=ahead) for ahead in range(len(self)))

    def is_regular(self, index: int) -> bool:
        """Whether the clocks of a day show every hour once, so that its seconds can be counted."""
        return self.midnights[index + 1] - self.midnights[index] == DAY_SECONDS


@lru_cache(maxsize=256)
def local_days(zone: ZoneInfo, first: date, count: int) -> LocalDays:
    """Return `count` days of a zone from a date on."""
    days = (datetime.combine(first + _DAY * ahead, time.min, zone) for ahead in range(count + 1))
    return LocalDays(zone, first, tuple(int(day.timestamp()) for day in days))


@dataclass(frozen=True, slots=True)
class Grid:
    """Every `step` of the wall clock, counted from `offset` after each local midnight.

    Times that a clock change skips are left out; of those it repeats, the first is given.
    """

    step: timedelta
    offset: timedelta = timedelta(0)

    def runs(self, stretches: Iterable[Stretch], days: LocalDays) -> Iterator[range]:
        """Yield the grid's seconds inside stretches, as runs of even steps, ascending.

        stretches: sorted, disjoint, within the days.
        """
        step, offset = int(self.step.total_seconds()), int(self.offset.total_seconds())
        index, midnights = 0, days.midnights
        for start, end in stretches:
            while midnights[index + 1] <= start:
                index += 1
            day = index
            while True:
                midnight, following = midnights[day], midnights[day + 1]
                low, high = max(start, midnight), min(end, following)
                if following - midnight == DAY_SECONDS:
                    first = low + (midnight + offset - low) % step
                    if first < high:
                        yield range(first, high, step)
                else:
                    yield from self._odd_runs(days, day, low, high)
                if end <= following:
                    break
                day += 1

    def _odd_runs(self, days: LocalDays, index: int, low: int, high: int) -> Iterator[range]:
        """Yield the grid of a day of 23 or 25 hours, one second a run."""
        midnight = datetime.combine(days.first + _DAY * index, time.min)
        wall = midnight + self.offset
        while wall < midnight + _DAY:
            instant = wall.replace(tzinfo=days.zone).astimezone(UTC)
            exists = instant.astimezone(days.zone).replace(tzinfo=None) == wall
            second = int(instant.timestamp())
            if exists and low <= second < high:
                yield range(second, second + 1)
            wall += self.step

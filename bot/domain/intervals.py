"""Stretches of time, half-open and in UTC: the arithmetic under availability and quiet hours.

Nothing here knows of days, zones or opening hours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The instants from start, included, to end, excluded; both become aware UTC.

    Orders by start, then end. Raises ValueError when naive, empty or backwards.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            instant: datetime = getattr(self, name)
            if instant.utcoffset() is None:
                raise ValueError(f"{name} must be aware: {instant.isoformat()}")
            object.__setattr__(self, name, instant.astimezone(UTC))
        if self.start >= self.end:
            raise ValueError(f"start must come before end: {self.start} {self.end}")

    @property
    def length(self) -> timedelta:
        """How long it lasts, always above zero."""
        return self.end - self.start

    def overlaps(self, other: "Interval") -> bool:
        """Tell whether they share an instant; touching ends do not count."""
        return self.start < other.end and other.start < self.end

    def contains(self, instant: datetime) -> bool:
        """Tell whether the instant lies in [start, end)."""
        return self.start <= instant < self.end

    def covers(self, other: "Interval") -> bool:
        """Tell whether the other one lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def intersect(self, other: "Interval") -> "Interval | None":
        """Return what both share; None when they share nothing."""
        if not self.overlaps(other):
            return None
        return Interval(max(self.start, other.start), min(self.end, other.end))

    def subtract(self, intervals: Iterable["Interval"]) -> "tuple[Interval, ...]":
        """Return what is left without the given ones: disjoint, sorted, empty when nothing is."""
        left: list[Interval] = []
        cursor = self.start
        for taken in merge(intervals):
            if not taken.overlaps(self):
                continue
            if cursor < taken.start:
                left.append(Interval(cursor, taken.start))
            cursor = max(cursor, taken.end)
        if cursor < self.end:
            left.append(Interval(cursor, self.end))
        return tuple(left)


def merge(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the same instants as few intervals: sorted, disjoint, none touching the next."""
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if merged and interval.start <= merged[-1].end:
            last = merged.pop()
            merged.append(Interval(last.start, max(last.end, interval.end)))
        else:
            merged.append(interval)
    return tuple(merged)


def free(within: Iterable[Interval], busy: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the parts of `within` that no `busy` one touches: sorted, disjoint.

    Neither needs to be sorted or disjoint; touching parts of `within` become one.
    """
    taken = merge(busy)
    return tuple(part for whole in merge(within) for part in whole.subtract(taken))

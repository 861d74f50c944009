"""When a provider works: weekly hours on the wall clock, closed dates, and the instants they mean.

What is already booked is not known here; see availability.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Self
from zoneinfo import ZoneInfo

from bot.domain.intervals import Interval

ARGENTINA = ZoneInfo("America/Argentina/Buenos_Aires")  # every province is UTC-3, no DST since 2009

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")  # Monday is 0, as in date.weekday()

_MIDNIGHT = time(0, 0)
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


def local_instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which the clocks of the zone show that day and time."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def local_day(day: date, zone: ZoneInfo) -> Interval:
    """Return the whole local day, from midnight to midnight, in UTC."""
    start = local_instant(day, _MIDNIGHT, zone)
    return Interval(start, local_instant(day + timedelta(days=1), _MIDNIGHT, zone))


@dataclass(frozen=True, slots=True, order=True)
class LocalSpan:
    """Wall-clock hours [start, end); an end at or before the start is on the next day.

    So end 00:00 is the midnight that closes the day, and 00:00-00:00 the whole day.
    Raises ValueError when start equals end at any other time.
    """

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start == self.end != _MIDNIGHT:
            raise ValueError(f"empty span: {self.start}-{self.end}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the span written "09:00-13:00"; 24:00 is midnight. Raises ValueError."""
        match = _SPAN.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"not a span of hours: {text!r}")
        start_hour, start_minute, end_hour, end_minute = map(int, match.groups())
        if end_hour == 24 and end_minute:
            raise ValueError(f"not a time of day: {text!r}")
        return cls(time(start_hour, start_minute), time(end_hour % 24, end_minute))

    @property
    def crosses_midnight(self) -> bool:
        """Tell whether it goes on after midnight; ending at midnight is not crossing."""
        return self.end <= self.start and self.end != _MIDNIGHT

    def on(self, day: date, zone: ZoneInfo) -> Interval | None:
        """Return the instants of the span that starts on that day, in UTC.

        None when a clock change swallows all of it (no zone of Argentina has any today).
        """
        last_day = day + timedelta(days=1) if self.end <= self.start else day
        start = local_instant(day, self.start, zone)
        end = local_instant(last_day, self.end, zone)
        return Interval(start, end) if start < end else None


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """The spans of each weekday, Monday first; those of a day are sorted and disjoint.

    A span stays within its day: night hours are written as one until 00:00 and one from 00:00 of
    the next day, and join again as instants. Raises ValueError otherwise.
    """

    days: tuple[tuple[LocalSpan, ...], ...]

    def __post_init__(self) -> None:
        if len(self.days) != len(WEEKDAYS):
            raise ValueError(f"a week has seven days, not {len(self.days)}")
        for spans in self.days:
            if any(span.crosses_midnight for span in spans):
                raise ValueError(f"split hours at midnight: {spans}")
            for earlier, later in pairwise(spans):
                if earlier.end == _MIDNIGHT or later.start < earlier.end:
                    raise ValueError(f"hours unsorted or overlapping: {spans}")

    @classmethod
    def from_spans(cls, spans: Iterable[tuple[int, LocalSpan]]) -> Self:
        """Return the week of (weekday, span) pairs in any order; Monday is 0."""
        days: list[list[LocalSpan]] = [[] for _ in WEEKDAYS]
        for weekday, span in spans:
            if weekday not in range(len(WEEKDAYS)):
                raise ValueError(f"not a weekday: {weekday}")
            days[weekday].append(span)
        return cls(tuple(tuple(sorted(day)) for day in days))

    @classmethod
    def from_mapping(cls, hours: Mapping[str, Iterable[str]]) -> Self:
        """Return the week written as {"tue": ["09:00-13:00", ...]}; other days are closed."""
        unknown = sorted(set(hours) - set(WEEKDAYS))
        if unknown:
            raise ValueError(f"not weekdays: {unknown}")
        return cls.from_spans(
            (WEEKDAYS.index(name), LocalSpan.parse(text))
            for name, texts in hours.items()
            for text in texts
        )


@dataclass(frozen=True, slots=True)
class ProviderSchedule:
    """When one provider works. closed: date → why (a holiday's name, "" for an unnamed one).

    opened: date → its hours, in place of the week's; such a date is never in closed.
    """

    provider_id: int
    zone: ZoneInfo
    weekly: WeeklyHours
    closed: Mapping[date, str] = field(default_factory=dict)
    opened: Mapping[date, tuple[LocalSpan, ...]] = field(default_factory=dict)

    def hours_on(self, day: date) -> tuple[LocalSpan, ...]:
        """Return the wall-clock hours of that day, sorted; empty when closed."""
        if day in self.opened:
            return self.opened[day]
        if day in self.closed:
            return ()
        return self.weekly.days[day.weekday()]

    def open_intervals(self, day: date) -> tuple[Interval, ...]:
        """Return the instants of that day's hours, in UTC, sorted; empty when closed."""
        intervals = (span.on(day, self.zone) for span in self.hours_on(day))
        return tuple(interval for interval in intervals if interval is not None)

    def next_open_day(self, after: date, within_days: int) -> date | None:
        """Return the first open day later than `after`, at most `within_days` later.

        None when all of them are closed.
        """
        days = (after + timedelta(days=ahead) for ahead in range(1, within_days + 1))
        return next((day for day in days if self.hours_on(day)), None)

    def local_date(self, instant: datetime) -> date:
        """Return the date that the provider's calendar shows at that instant."""
        return instant.astimezone(self.zone).date()

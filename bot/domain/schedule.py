"""When a provider works: weekly hours on the wall clock, by season, with closed and opened dates,
and the instants they mean.

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
from bot.domain.timeline import DAY_SECONDS, LocalDays, Stretch, joined, stretch_of, without

ARGENTINA = ZoneInfo("America/Argentina/Buenos_Aires")  # every province is UTC-3, no DST since 2009

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")  # Monday is 0, as in date.weekday()

_MIDNIGHT = time(0, 0)
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
_DAY_OF_YEAR = re.compile(r"(\d\d)-(\d\d)")
_LEAP_YEAR = 2028  # 29 February is a day of a season too


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
    def seconds(self) -> Stretch:
        """The seconds after midnight, on a day that shows every hour once."""
        start = self.start.hour * 3600 + self.start.minute * 60 + self.start.second
        end = self.end.hour * 3600 + self.end.minute * 60 + self.end.second
        return start, end if start < end else end + DAY_SECONDS

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
    seconds: tuple[tuple[Stretch, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.days) != len(WEEKDAYS):
            raise ValueError(f"a week has seven days, not {len(self.days)}")
        for spans in self.days:
            if any(span.crosses_midnight for span in spans):
                raise ValueError(f"split hours at midnight: {spans}")
            for earlier, later in pairwise(spans):
                if earlier.end == _MIDNIGHT or later.start < earlier.end:
                    raise ValueError(f"hours unsorted or overlapping: {spans}")
        seconds = tuple(tuple(span.seconds for span in spans) for spans in self.days)
        object.__setattr__(self, "seconds", seconds)

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

    def without(self, breaks: "WeeklyHours") -> Self:
        """Return the week with the breaks of each day taken out."""
        days = zip(self.days, breaks.days, strict=True)
        return type(self)(tuple(_parted(spans, pauses) for spans, pauses in days))


def _parted(spans: Iterable[LocalSpan], pauses: Iterable[LocalSpan]) -> tuple[LocalSpan, ...]:
    taken = [pause.seconds for pause in pauses]
    left = without((span.seconds for span in spans), taken)
    return tuple(LocalSpan(_clock(start), _clock(end)) for start, end in left)


def _clock(seconds: int) -> time:
    minutes, second = divmod(seconds % DAY_SECONDS, 60)
    return time(minutes // 60, minutes % 60, second)


@dataclass(frozen=True, slots=True)
class Season:
    """The week that counts on some days of every year, both included; it may span New Year.

    first, last: (month, day). Raises ValueError when one is no day of any year.
    """

    first: tuple[int, int]
    last: tuple[int, int]
    weekly: WeeklyHours

    def __post_init__(self) -> None:
        for month, day in (self.first, self.last):
            date(_LEAP_YEAR, month, day)

    @classmethod
    def parse(cls, first: str, last: str, weekly: WeeklyHours) -> Self:
        """Return the season written "12-15", "03-01" (month and day). Raises ValueError."""
        ends = []
        for text in (first, last):
            match = _DAY_OF_YEAR.fullmatch(text)
            if match is None:
                raise ValueError(f"not a month and day: {text!r}")
            ends.append((int(match.group(1)), int(match.group(2))))
        return cls(ends[0], ends[1], weekly)

    def covers(self, day: date) -> bool:
        """Whether the day is one of the season."""
        key = day.month, day.day
        if self.first <= self.last:
            return self.first <= key <= self.last
        return key >= self.first or key <= self.last

    def overlaps(self, other: "Season") -> bool:
        """Whether some day of the year is of both."""
        return any(
            one.covers(date(_LEAP_YEAR, *another.first))
            for one, another in ((self, other), (other, self))
        )


@dataclass(frozen=True, slots=True)
class ProviderSchedule:
    """When one provider works. closed: date → why (a holiday's name, "" for an unnamed one).

    opened: date → its hours, in place of the week's; such a date is never in closed. seasons: the
    first that covers a day gives its week, in place of `weekly`.
    """

    provider_id: int
    zone: ZoneInfo
    weekly: WeeklyHours
    closed: Mapping[date, str] = field(default_factory=dict)
    opened: Mapping[date, tuple[LocalSpan, ...]] = field(default_factory=dict)
    seasons: tuple[Season, ...] = ()

    def week_of(self, day: date) -> WeeklyHours:
        """Return the week that counts on a day."""
        return next((one.weekly for one in self.seasons if one.covers(day)), self.weekly)

    def hours_on(self, day: date) -> tuple[LocalSpan, ...]:
        """Return the wall-clock hours of that day, sorted; empty when closed."""
        if day in self.opened:
            return self.opened[day]
        if day in self.closed:
            return ()
        return self.week_of(day).days[day.weekday()]

    def open_stretches(self, days: LocalDays) -> list[Stretch]:
        """Return the open seconds of some days of the zone: hours until midnight join."""
        found: list[Stretch] = []
        for index, day in enumerate(days.dates()):
            if not days.is_regular(index):
                found += [stretch_of(one) for one in self.open_intervals(day)]
                continue
            midnight = days.midnights[index]
            found += [(midnight + start, midnight + end) for start, end in self._seconds_on(day)]
        return joined(found)

    def _seconds_on(self, day: date) -> Iterable[Stretch]:
        if day in self.opened:
            return [span.seconds for span in self.opened[day]]
        if day in self.closed:
            return ()
        return self.week_of(day).seconds[day.weekday()]

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

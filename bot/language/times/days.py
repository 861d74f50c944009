"""Single days as people name them, and the day each means, given today.

Forward only: nothing here answers with a day before today. `since` is the day after which the
next occurrence is looked for: today, or the start of a range («del 28 al 3»).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final, Protocol

from bot.language.times.values import Grain

Stretch = tuple[date | None, date | None]

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
# «viernes 18» is a date when the next 18th is a Friday; numbers no hour has may lie further on.
_SOON: Final = timedelta(days=32)
_LATER: Final = timedelta(days=366)
_LAST_SOCIAL_HOUR: Final = 23
_MONTHS_SEARCHED: Final = 13
_YEARS_SEARCHED: Final = 9


@dataclass(frozen=True, slots=True)
class Days:
    """The days an expression means, both ends included; None is an open end.

    others: further accepted readings. or_today: the same weekday as today, so that a time
    still ahead makes it today.
    """

    start: date | None
    end: date | None
    grain: Grain = Grain.DAY
    approx: bool = False
    others: tuple[Stretch, ...] = ()
    or_today: bool = False


class DaySaid(Protocol):
    """A day or stretch of days as it was said."""

    def days(self, today: date, since: date) -> Days | None:
        """Return the days meant; None when there is no such day."""


class Way(Enum):
    """How a weekday was pointed at."""

    PLAIN = "el viernes"
    THIS = "este viernes"
    COMING = "el viernes que viene"
    OTHER = "el otro viernes"


def monday_of(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def next_weekday(weekday: int, since: date) -> date:
    """Return the first such weekday strictly after a day."""
    return since + timedelta(days=(weekday - since.weekday() - 1) % 7 + 1)


def month_after(day: date, months: int) -> date:
    """Return the same day some months on, or the last day of that month where it has none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class InDays:
    """Some days from today: «hoy», «pasado», «en 15 días» (which also means a fortnight)."""

    count: int
    idiom: int | None = None
    approx: bool = False

    def days(self, today: date, since: date) -> Days:
        """Return the one day, its idiomatic reading beside it."""
        day = today + timedelta(days=self.count)
        if self.idiom is None:
            return Days(day, day, approx=self.approx)
        other = today + timedelta(days=self.idiom)
        return Days(day, day, approx=True, others=((other, other),))


@dataclass(frozen=True, slots=True)
class InMonths:
    """Some months from today, the end of a short month at most."""

    count: int

    def days(self, today: date, since: date) -> Days:
        """Return the one day; a month is never meant to the day."""
        day = month_after(today, self.count)
        return Days(day, day, Grain.MONTH, approx=True)


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """A weekday by name."""

    weekday: int
    way: Way = Way.PLAIN

    def days(self, today: date, since: date) -> Days:
        """Return the first one after `since`, as the way of pointing shifts it."""
        first = next_weekday(self.weekday, since)
        is_today = today.weekday() == self.weekday and since == today
        if self.way is Way.THIS and is_today:
            return Days(today, today)
        if self.way is Way.OTHER:
            return Days(first + _WEEK, first + _WEEK)
        if self.way is Way.COMING and first < monday_of(today) + _WEEK:
            return Days(first, first, others=((first + _WEEK, first + _WEEK),))
        return Days(first, first, or_today=is_today and self.way is Way.PLAIN)


@dataclass(frozen=True, slots=True)
class WeekdayAhead:
    """«dentro de dos lunes»: the second Monday after today."""

    weekday: int
    nth: int

    def days(self, today: date, since: date) -> Days:
        """Return that day."""
        day = next_weekday(self.weekday, today) + (self.nth - 1) * _WEEK
        return Days(day, day)


@dataclass(frozen=True, slots=True)
class InWeek:
    """A weekday of the week some weeks from this one."""

    weekday: int
    weeks: int

    def days(self, today: date, since: date) -> Days:
        """Return that day; one of this week already past moves on a week."""
        day = monday_of(today) + timedelta(days=self.weekday) + self.weeks * _WEEK
        return Days(day, day) if day >= today else Days(day + _WEEK, day + _WEEK)


@dataclass(frozen=True, slots=True)
class OnDay:
    """A day of the month, with its month and year where they were said.

    months_ahead: of this month (0), the next (1) …; None when no month was pointed at.
    """

    day: int
    month: int | None = None
    year: int | None = None
    months_ahead: int | None = None

    def days(self, today: date, since: date) -> Days | None:
        """Return the next such day; months without it are skipped."""
        found = self._next(today, since)
        return None if found is None else Days(found, found)

    def _next(self, today: date, since: date) -> date | None:
        if self.year is not None and self.month is not None:
            exact = _date(self.year, self.month, self.day)
            if exact is not None and exact >= today:
                return exact
        if self.month is not None:
            years = range(since.year, since.year + _YEARS_SEARCHED)
            dates = (_date(year, self.month, self.day) for year in years)
            return next((day for day in dates if day is not None and day >= since), None)
        if self.months_ahead is not None:
            since = month_after(today.replace(day=1), self.months_ahead) - _DAY
            since = max(since, today - _DAY)
        months = (month_after(since.replace(day=1), ahead) for ahead in range(_MONTHS_SEARCHED))
        dates = (_date(month.year, month.month, self.day) for month in months)
        return next((day for day in dates if day is not None and day > since), None)


@dataclass(frozen=True, slots=True)
class NumberedWeekday:
    """A weekday with what is its date when there is such a date, and else an hour.

    «viernes 18» is a date when the 18th is a Friday soon; «viernes 5.10» (with a month) when
    5 October is one. is_date: an hour was said besides, so that a date further on will do.
    """

    weekday: int
    day: int
    month: int | None = None
    is_date: bool = False

    def days(self, today: date, since: date) -> Days | None:
        """Return the date; None when the number is an hour."""
        is_far = self.is_date or self.day > _LAST_SOCIAL_HOUR or self.month is not None
        reach = today + (_LATER if is_far else _SOON)
        months = (month_after(today.replace(day=1), ahead) for ahead in range(_MONTHS_SEARCHED))
        for month in months:
            day = _date(month.year, month.month, self.day)
            if day is None or not today <= day <= reach or self.month not in (None, day.month):
                continue
            if day.weekday() == self.weekday:
                return Days(day, day)
        return None


@dataclass(frozen=True, slots=True)
class DayBeside:
    """Some days after (or before) another day: «dos días antes de navidad»."""

    day: DaySaid
    shift: int
    others: tuple[int, ...] = ()

    def days(self, today: date, since: date) -> Days | None:
        """Return that day, today at the earliest."""
        base = self.day.days(today, since)
        if base is None or base.start is None or base.end is None:
            return None
        start = base.end if self.shift > 0 else base.start
        day = max(start + timedelta(days=self.shift), today)
        return Days(day, day)


@dataclass(frozen=True, slots=True)
class WeekdayBeside:
    """The weekday nearest before or after another day: «el sábado antes de navidad»."""

    weekday: int
    day: DaySaid
    before: bool

    def days(self, today: date, since: date) -> Days | None:
        """Return that day, today at the earliest."""
        base = self.day.days(today, since)
        if base is None or base.start is None or base.end is None:
            return None
        if self.before:
            day = next_weekday(self.weekday, base.start - _WEEK - _DAY)
        else:
            day = next_weekday(self.weekday, base.end)
        return Days(max(day, today), max(day, today))


def _date(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if day <= monthrange(year, month)[1] else None

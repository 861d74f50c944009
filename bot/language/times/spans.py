"""Stretches of days: weeks, months and their parts, ranges and open ends, given today.

A stretch begun before today is clipped to today; one that is over moves to its next occurrence.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from bot.language.times.days import Days, DaySaid, OnDay, monday_of, month_after, next_weekday
from bot.language.times.values import Grain

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_SATURDAY: Final = 5
_SECOND_HALF: Final = 16  # the day on which a second fortnight begins


@dataclass(frozen=True, slots=True)
class Week:
    """A Monday-to-Sunday week, some weeks from this one."""

    weeks: int
    others: tuple[int, ...] = ()

    def days(self, today: date, since: date) -> Days:
        """Return the week, this one from today on."""
        start, end = self._week(today, self.weeks)
        others = tuple(self._week(today, weeks) for weeks in self.others)
        return Days(start, end, Grain.WEEK, others=others)

    def _week(self, today: date, weeks: int) -> tuple[date, date]:
        monday = monday_of(today) + weeks * _WEEK
        return max(monday, today), monday + 6 * _DAY


@dataclass(frozen=True, slots=True)
class PartOfWeek:
    """Some weekdays in a row of a week: its beginning, its middle, its end."""

    first: int
    last: int
    weeks: int

    def days(self, today: date, since: date) -> Days:
        """Return those days; of this week, when they are over, those of the next."""
        monday = monday_of(today) + self.weeks * _WEEK
        if monday + self.last * _DAY < today:
            monday += _WEEK
        start = max(monday + self.first * _DAY, today)
        return Days(start, monday + self.last * _DAY, Grain.WEEK, approx=True)


@dataclass(frozen=True, slots=True)
class Weekend:
    """Saturday and Sunday; coming: «que viene», which today's own weekend is not."""

    weeks: int = 0
    coming: bool = False

    def days(self, today: date, since: date) -> Days:
        """Return the weekend, clipped to today."""
        saturday = monday_of(today) + _SATURDAY * _DAY + self.weeks * _WEEK
        others: tuple[tuple[date, date], ...] = ()
        if self.coming:
            saturday = next_weekday(_SATURDAY, today)
            if saturday < monday_of(today) + _WEEK:
                others = ((saturday + _WEEK, saturday + _WEEK + _DAY),)
        return Days(max(saturday, today), saturday + _DAY, others=others)


@dataclass(frozen=True, slots=True)
class WeekendOf:
    """The weekend of the week in which a day falls."""

    day: DaySaid

    def days(self, today: date, since: date) -> Days | None:
        """Return that Saturday and Sunday, clipped to today."""
        base = self.day.days(today, since)
        if base is None or base.start is None:
            return None
        saturday = monday_of(base.start) + _SATURDAY * _DAY
        return Days(max(saturday, today), max(saturday + _DAY, today))


@dataclass(frozen=True, slots=True)
class WeekHolding:
    """The week in which a day falls, or some weeks from it."""

    day: DaySaid
    weeks: int = 0

    def days(self, today: date, since: date) -> Days | None:
        """Return that Monday to Sunday, clipped to today."""
        base = self.day.days(today, since)
        if base is None or base.start is None:
            return None
        monday = monday_of(base.start) + self.weeks * _WEEK
        sunday = monday + 6 * _DAY
        return Days(max(monday, today), max(sunday, today), Grain.WEEK)


@dataclass(frozen=True, slots=True)
class MonthSaid:
    """A month by name, or by its distance (0 this one, 1 the next); neither: the one at hand."""

    number: int | None = None
    ahead: int | None = None

    def firsts(self, today: date) -> tuple[date, ...]:
        """Return the first days of the months it may be, soonest first."""
        this = today.replace(day=1)
        if self.number is not None:
            named = date(today.year, self.number, 1)
            return (named, named.replace(year=today.year + 1))
        if self.ahead is not None:
            return (month_after(this, self.ahead), month_after(this, self.ahead + 1))
        return (this, month_after(this, 1))


@dataclass(frozen=True, slots=True)
class PartOfMonth:
    """Days first to last of a month; counted from its end when negative (-1 the last).

    may_be_name: «para Julio», which another day in the message shows to be a person.
    """

    month: MonthSaid
    first: int = 1
    last: int = -1
    approx: bool = False
    grain: Grain = Grain.MONTH
    may_be_name: bool = False

    def days(self, today: date, since: date) -> Days:
        """Return the part, of the first month in which it is not over."""
        for start_of_month in self.month.firsts(today):
            start = _day_of(start_of_month, self.first)
            end = _day_of(start_of_month, self.last)
            if end >= today:
                break
        return Days(max(start, today), end, self.grain, self.approx)


@dataclass(frozen=True, slots=True)
class Fortnight:
    """The half of a month that holds today, or the half after it."""

    is_next: bool

    def days(self, today: date, since: date) -> Days:
        """Return the half, clipped to today."""
        is_second = (today.day >= _SECOND_HALF) != self.is_next
        ahead = 1 if self.is_next and not is_second else 0
        first = month_after(today.replace(day=1), ahead)
        start, end = (_SECOND_HALF, -1) if is_second else (1, _SECOND_HALF - 1)
        return Days(max(_day_of(first, start), today), _day_of(first, end), Grain.MONTH)


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """«el primer lunes de mayo», «el último viernes del mes» (-1)."""

    nth: int
    weekday: int
    month: MonthSaid

    def days(self, today: date, since: date) -> Days | None:
        """Return that day; None when no such month has it."""
        for first in self.month.firsts(today):
            if self.nth > 0:
                day = next_weekday(self.weekday, first - _DAY) + (self.nth - 1) * _WEEK
            else:
                day = next_weekday(self.weekday, _day_of(first, -1) - _WEEK)
            if day >= today and day.month == first.month:
                return Days(day, day)
        return None


@dataclass(frozen=True, slots=True)
class Since:
    """From a day on: «a partir del jueves», «recién el 14»."""

    day: DaySaid

    def days(self, today: date, since: date) -> Days | None:
        """Return its first day with an open end."""
        base = self.day.days(today, since)
        return None if base is None else replace(base, end=None, others=(), or_today=False)


@dataclass(frozen=True, slots=True)
class After:
    """After a day or stretch, from the day that follows it."""

    day: DaySaid

    def days(self, today: date, since: date) -> Days | None:
        """Return the day after its last one, with an open end."""
        base = self.day.days(today, since)
        if base is None or base.end is None:
            return None
        return Days(base.end + _DAY, None, base.grain, base.approx)


@dataclass(frozen=True, slots=True)
class Until:
    """From today until a day, that day included or not."""

    day: DaySaid
    included: bool = True

    def days(self, today: date, since: date) -> Days | None:
        """Return today to that day."""
        base = self.day.days(today, since)
        if base is None or base.start is None or base.end is None:
            return None
        end = base.end if self.included else base.start - _DAY
        return Days(today, max(end, today), base.grain, base.approx)


@dataclass(frozen=True, slots=True)
class Between:
    """From one day to another, both included; moves: «del jueves al viernes» may be a move."""

    first: DaySaid
    last: DaySaid
    moves: bool = False

    def days(self, today: date, since: date) -> Days | None:
        """Return the range; its end is looked for after its start."""
        start = _of_the_month_said_later(self.first, self.last).days(today, since)
        if start is None or start.start is None:
            return None
        end = self.last.days(today, start.start)
        if end is None or end.end is None or end.end < start.start:
            return None
        return Days(start.start, end.end, end.grain, start.approx or end.approx)


@dataclass(frozen=True, slots=True)
class Hedged:
    """About a day: «alrededor del 20»."""

    day: DaySaid

    def days(self, today: date, since: date) -> Days | None:
        """Return the day, hedged."""
        base = self.day.days(today, since)
        return None if base is None else replace(base, approx=True)


@dataclass(frozen=True, slots=True)
class Soonest:
    """As soon as possible: from today, open."""

    def days(self, today: date, since: date) -> Days:
        """Return today with an open end and no grain."""
        return Days(today, None, Grain.NONE, approx=True)


@dataclass(frozen=True, slots=True)
class Soon:
    """«en un rato»: some time today."""

    def days(self, today: date, since: date) -> Days:
        """Return today, without grain."""
        return Days(today, today, Grain.NONE, approx=True)


def _of_the_month_said_later(first: DaySaid, last: DaySaid) -> DaySaid:
    """Give «del 15» the month of «al 18 de abril», or the month before it («del 28 al 3 de»)."""
    if not (isinstance(first, OnDay) and isinstance(last, OnDay)):
        return first
    if first.month is None and last.month is not None:
        month = last.month if first.day <= last.day else (last.month - 2) % 12 + 1
        return replace(first, month=month)
    if first.months_ahead is None and last.months_ahead is not None:
        return replace(first, months_ahead=last.months_ahead)
    return first


def _day_of(first: date, day: int) -> date:
    """Return a day of the month that begins on `first`; negative counts from its end."""
    length = monthrange(first.year, first.month)[1]
    return first.replace(day=min(day, length) if day > 0 else length + 1 + day)

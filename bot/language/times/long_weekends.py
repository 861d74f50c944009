"""Days that follow from the calendar of national holidays: «el finde largo», «el feriado».

Unlike feasts said by name, these fall where the holidays were moved to.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from bot.domain.holidays import argentine_holidays
from bot.language.times.days import Days, DaySaid, next_weekday
from bot.language.times.spans import MonthSaid, Weekend

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_SATURDAY: Final = 5
_NEAR: Final = 10 * _DAY
_SHORTEST: Final = 3  # days of a long weekend
_SEARCHED: Final = 400  # days looked ahead; there is a long weekend in every half of a year
_BEFORE: Final = 5  # days a long weekend may have begun before today

Stretch = tuple[date, date]


@dataclass(frozen=True, slots=True)
class LongWeekend:
    """A weekend made longer by a holiday, the bridge between them included.

    month: in which it begins; day: one that falls in it. Neither: the next one, of which people
    speak when it is near; while none is, the weekend at hand.
    """

    month: MonthSaid | None = None
    day: DaySaid | None = None

    def days(self, today: date, since: date) -> Days | None:
        """Return its days, clipped to today; None when there is no such one within a year."""
        holds = self._holds(today, since)
        if holds is None:
            holds = ((today, today + _NEAR),)
        for start, end in _stretches(today, _is_off_or_bridge):
            is_long = end - start >= (_SHORTEST - 1) * _DAY
            if is_long and end >= today and _touches(start, end, holds):
                return Days(max(start, today), end)
        return None if self.month or self.day else Weekend().days(today, since)

    def _holds(self, today: date, since: date) -> tuple[Stretch, ...] | None:
        if self.day is not None:
            base = self.day.days(today, since)
            return () if base is None or base.start is None else ((base.start, base.start),)
        if self.month is None:
            return None
        firsts = self.month.firsts(today)
        return tuple((first, (first + 31 * _DAY).replace(day=1) - _DAY) for first in firsts)


@dataclass(frozen=True, slots=True)
class NextHoliday:
    """«el feriado»: the next national holiday, those on the following days with it."""

    def days(self, today: date, since: date) -> Days | None:
        """Return its days, today's included."""
        ahead = (one for one in _stretches(today, _is_holiday) if one[1] >= today)
        found = next(ahead, None)
        return None if found is None else Days(max(found[0], today), found[1])


@dataclass(frozen=True, slots=True)
class WorkingWeekday:
    """«el lunes que no es feriado»."""

    weekday: int

    def days(self, today: date, since: date) -> Days:
        """Return the first such weekday that is no holiday."""
        day = next_weekday(self.weekday, since)
        while _is_holiday(day):
            day += _WEEK
        return Days(day, day)


def _touches(start: date, end: date, stretches: tuple[Stretch, ...]) -> bool:
    return any(first <= end and start <= last for first, last in stretches)


def _is_holiday(day: date) -> bool:
    return day in argentine_holidays(day.year)


def _is_off(day: date) -> bool:
    return day.weekday() >= _SATURDAY or _is_holiday(day)


def _is_off_or_bridge(day: date) -> bool:
    """Whether nobody works, as on a day between a weekend and a holiday."""
    before, after = day - _DAY, day + _DAY
    is_beside = _is_holiday(before) or _is_holiday(after)
    return _is_off(day) or (is_beside and _is_off(before) and _is_off(after))


def _stretches(today: date, is_part: Callable[[date], bool]) -> Iterator[Stretch]:
    """Return the runs of days that pass a test, soonest first."""
    days = (today + number * _DAY for number in range(-_BEFORE, _SEARCHED))
    for passes, run in groupby(days, is_part):
        if passes:
            listed = list(run)
            yield listed[0], listed[-1]

"""What the rules of days and hours hand over besides plain days and hours."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.language.times.days import Days, DaySaid, next_weekday
from bot.language.times.hours import Clock, HourSaid
from bot.language.times.values import Grain

EVERY_DAY = "FREQ=DAILY"
WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class DayAndHours:
    """A day and hours said as one: «esta noche», «mañana 10»; held: «el turno de mañana»."""

    day: DaySaid
    hours: tuple[HourSaid, ...] = ()
    held: bool = False


@dataclass(frozen=True, slots=True)
class DaysListed:
    """Days offered in one breath: «el 14 o 15 de abril»."""

    days: tuple[DaySaid, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A bare number that replaces one said before it: «a las 5, perdón, 6»."""

    hour: Clock


@dataclass(frozen=True, slots=True)
class Moved:
    """A day only a move points at: «del 15 …», «… al 17»."""

    day: DaySaid
    held: bool = False


@dataclass(frozen=True, slots=True)
class Now:
    """«ya», «ahora»: this minute, where something is wanted. may_open: said before the wish too."""

    may_open: bool


@dataclass(frozen=True, slots=True)
class TheOther:
    """«la otra», «el otro»: the one after the week or weekday said before it."""

    is_week: bool


@dataclass(frozen=True, slots=True)
class Repeat:
    """Something that comes back: its RRULE and its first day, None without an anchor."""

    rule: str
    day: DaySaid | None = None
    weekdays: tuple[int, ...] = ()
    hours: tuple[HourSaid, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstOf:
    """The first of some weekdays ahead, and all that follow."""

    weekdays: tuple[int, ...]

    def days(self, today: date, since: date) -> Days:
        """Return that day with an open end."""
        first = min(next_weekday(weekday, since) for weekday in self.weekdays)
        return Days(first, None, or_today=today.weekday() in self.weekdays)


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day from the next on, today while the hour is ahead."""

    def days(self, today: date, since: date) -> Days:
        """Return tomorrow with an open end."""
        return Days(today + timedelta(days=1), None, Grain.DAY, or_today=True)


@dataclass(frozen=True, slots=True)
class Apposed:
    """«mañana viernes»: the near day if it is that weekday, else the weekday."""

    near: DaySaid
    weekday: int
    after_comma: bool = False

    def days(self, today: date, since: date) -> Days | None:
        """Return the one day both words name."""
        near = self.near.days(today, since)
        if near is not None and near.start is not None and near.start.weekday() == self.weekday:
            return near
        first = next_weekday(self.weekday, since)
        return Days(first, first)

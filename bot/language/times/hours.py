"""Hours and parts of the day as people say them, before anything decides between am and pm."""

from dataclasses import dataclass, replace
from enum import Enum

from bot.language.times.values import Grain

NOON = 12
_HALF_DAY_MINUTES = 12 * 60
# Business hours are taken as 8 to 21, so a bare 1 to 7 is of the afternoon.
_LAST_BARE_AFTERNOON_HOUR = 7
_LAST_SMALL_HOUR = 4


class Half(Enum):
    """What fixes the half of the day of a named hour."""

    AM = "am"
    PM = "pm"
    DAWN = "de la madrugada"
    MORNING = "de la mañana"
    MIDDAY = "del mediodía"
    AFTERNOON = "de la tarde"
    NIGHT = "de la noche"


class Part(Enum):
    """A part of the day: its first and last hour, whether it is vague, and its half."""

    DAWN = (0, 6, False, Half.DAWN)
    MORNING = (6, 13, False, Half.MORNING)
    EARLY = (8, 10, True, Half.MORNING)
    FIRST_HOUR = (8, 9, True, Half.MORNING)
    MID_MORNING = (10, 11, True, Half.MORNING)
    LAST_OF_MORNING = (12, 13, True, Half.MORNING)
    MIDDAY = (12, 14, False, Half.MIDDAY)
    SIESTA = (13, 16, False, Half.AFTERNOON)
    FIRST_OF_AFTERNOON = (13, 14, True, Half.AFTERNOON)
    MID_AFTERNOON = (16, 18, True, Half.AFTERNOON)
    AFTERNOON = (13, 20, False, Half.AFTERNOON)
    LATE_AFTERNOON = (17, 20, False, Half.AFTERNOON)
    LAST_OF_AFTERNOON = (19, 20, True, Half.AFTERNOON)
    EVENING = (18, 21, True, Half.NIGHT)
    EARLY_NIGHT = (19, 21, False, Half.NIGHT)
    FIRST_OF_NIGHT = (19, 20, True, Half.NIGHT)
    NIGHT = (19, 23, False, Half.NIGHT)
    LAST_OF_NIGHT = (22, 23, True, Half.NIGHT)
    LAST_HOUR = (20, 21, True, Half.NIGHT)
    DINNER = (20, 22, True, Half.NIGHT)

    @property
    def start(self) -> int:
        """The minute of the day it begins at."""
        return self.value[0] * 60

    @property
    def end(self) -> int:
        """The minute of the day it ends at."""
        return self.value[1] * 60

    @property
    def is_vague(self) -> bool:
        """True when the words hedge."""
        return self.value[2]

    @property
    def half(self) -> Half:
        """What an hour named with it is taken for."""
        return self.value[3]

    def holds(self, other: "Part") -> bool:
        """True when the other lies wholly inside it."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time. minute may be negative («6 menos cuarto» is 6 and -15).

    is_24h: written so that it cannot be meant otherwise («07:30»).
    """

    hour: int
    minute: int = 0
    half: Half | None = None
    grain: Grain = Grain.HOUR
    approx: bool = False
    is_24h: bool = False

    @property
    def is_bare(self) -> bool:
        """True when nothing in it says which half of the day is meant."""
        return self.half is None and not self.is_24h and 1 <= self.hour < NOON

    def minutes(self, half: Half | None = None) -> int:
        """Return its minute of the day; half: that of the words around it."""
        return _hour24(self, self.half or half) * 60 + self.minute

    def other_minutes(self) -> int:
        """Return the minute of the day twelve hours off, its other reading."""
        return (self.minutes() + _HALF_DAY_MINUTES) % (2 * _HALF_DAY_MINUTES)


@dataclass(frozen=True, slots=True)
class Window:
    """From one clock time to another; None is an open end.

    moves: «de las 5 a las 6» may also move an appointment.
    """

    start: Clock | None
    end: Clock | None
    approx: bool = False
    moves: bool = False

    @property
    def is_open(self) -> bool:
        """True when one of its ends is."""
        return self.start is None or self.end is None


@dataclass(frozen=True, slots=True)
class Either:
    """A choice between two clock times said together: «10 u 11»."""

    first: Clock
    second: Clock


@dataclass(frozen=True, slots=True)
class InMinutes:
    """Some minutes from now: a day and a time at once."""

    count: int
    approx: bool = False


HourSaid = Clock | Window | Part


def of_part(hour: int, approx: bool = False) -> Clock:
    """Return the edge of a part of the day, as a clock time nobody named."""
    return Clock(hour, grain=Grain.DAYPART, approx=approx, is_24h=True)


def with_half(clock: Clock, half: Half | None) -> Clock:
    """Return the clock time with a half of the day, if it had none."""
    return clock if half is None or clock.half is not None else replace(clock, half=half)


def fits(said: tuple[HourSaid, ...], new: HourSaid) -> bool:
    """True when a further hour narrows those said before instead of contradicting them."""
    if isinstance(new, Part):
        parts = [other for other in said if isinstance(other, Part)]
        return all(part.holds(new) or new.holds(part) for part in parts)
    named = [other for other in said if not isinstance(other, Part)]
    if not named:
        return True
    if isinstance(new, Clock):
        # «después de las 2, tipo 3» is 3
        return all(isinstance(other, Window) and other.is_open for other in named)
    if any(isinstance(other, Clock) for other in named):
        return False
    sides = [
        (bound.start is not None, bound.end is not None)
        for bound in (*named, new)
        if isinstance(bound, Window)
    ]
    return sum(start for start, _ in sides) <= 1 and sum(end for _, end in sides) <= 1


def _hour24(clock: Clock, half: Half | None) -> int:
    hour = clock.hour % 24
    if clock.is_24h or hour > NOON or half is None:
        is_evening = not clock.is_24h and 1 <= hour <= _LAST_BARE_AFTERNOON_HOUR
        return hour + NOON if is_evening else hour
    if half in (Half.AM, Half.DAWN):
        return hour % NOON
    if half is Half.MORNING or hour == 0:
        return hour
    if half is Half.MIDDAY:
        return hour + NOON if hour <= _LAST_SMALL_HOUR else hour
    if half is Half.NIGHT:
        return hour % NOON if hour <= _LAST_SMALL_HOUR or hour == NOON else hour + NOON
    return hour if hour == NOON else hour + NOON

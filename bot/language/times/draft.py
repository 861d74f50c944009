"""One time asked for, complete but not yet looked up in the calendar."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.language.times.cover import Piece
from bot.language.times.days import Days, DaySaid, OnDay
from bot.language.times.hours import HourSaid, InMinutes, fits
from bot.language.times.said import Repeat


@dataclass(frozen=True, slots=True)
class Within:
    """A weekday or day of the month inside a stretch: «la semana que viene, martes o jueves»."""

    stretch: DaySaid
    day: DaySaid

    def days(self, today: date, since: date) -> Days | None:
        """Return the day in the stretch; where it has none, the day as it is."""
        whole = self.stretch.days(today, since)
        if whole is None or whole.start is None:
            return self.day.days(today, since)
        day = self.day.days(today, whole.start - timedelta(days=1))
        if day is None or day.start is None or (whole.end and day.start > whole.end):
            return self.day.days(today, since)
        return Days(day.start, day.end, day.grain, whole.approx and not isinstance(self.day, OnDay))


@dataclass(slots=True, eq=False)
class Draft:
    """What a phrase, or several that belong together, ask for.

    stretch: the week or month its day was found in. is_linked: offered beside the draft before
    it. leads: its hours were said before its day, so that they hold for the days after it too.
    """

    day: DaySaid | None = None
    hours: tuple[HourSaid, ...] = ()
    moment: InMinutes | None = None
    repeat: Repeat | None = None
    stretch: DaySaid | None = None
    is_hedged: bool = False
    is_linked: bool = False
    leads: bool = False
    pieces: tuple[Piece, ...] = ()

    @property
    def has_day(self) -> bool:
        """True when it names a day, a frequency or a moment."""
        return not (self.day is None and self.moment is None and self.repeat is None)

    def takes_hours_of(self, other: "Draft") -> bool:
        """Add the other's hours and return True, unless they contradict its own."""
        if self.moment is not None or not all(fits(self.hours, hour) for hour in other.hours):
            return False
        self.hours = (*self.hours, *other.hours)
        self.is_hedged = self.is_hedged or other.is_hedged
        self.pieces += other.pieces
        return True

"""Hours in which the bot starts no message: the siesta and the night. Answers are never quiet."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.intervals import Interval, merge
from bot.domain.schedule import LocalSpan

SIESTA = LocalSpan(time(13), time(16))
NIGHT = LocalSpan(time(21), time(9))

_ANY_DAY = date(2027, 1, 4)  # no clock change near it: used to measure the windows


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Wall-clock windows that repeat every day; touching ones count as one.

    Raises ValueError when they leave no time of the day open.
    """

    windows: tuple[LocalSpan, ...] = (SIESTA, NIGHT)

    def __post_init__(self) -> None:
        longest = max((w.length for w in self._around(_ANY_DAY, ZoneInfo("UTC"))), default=None)
        if longest is not None and longest >= timedelta(days=1):
            raise ValueError("quiet hours leave no time open")

    def is_quiet(self, instant: datetime, zone: ZoneInfo) -> bool:
        """Tell whether the instant lies in a window on the clocks of the zone."""
        return self.window_of(instant, zone) is not None

    def window_of(self, instant: datetime, zone: ZoneInfo) -> Interval | None:
        """Return the whole window around the instant, in UTC; None when it lies in none."""
        day = instant.astimezone(zone).date()
        return next((w for w in self._around(day, zone) if w.contains(instant)), None)

    def windows_within(self, interval: Interval, zone: ZoneInfo) -> tuple[Interval, ...]:
        """Return the windows that overlap an interval of less than a day: sorted, disjoint."""
        day = interval.start.astimezone(zone).date()
        return tuple(w for w in self._around(day, zone) if w.overlaps(interval))

    def _around(self, day: date, zone: ZoneInfo) -> tuple[Interval, ...]:
        """Return the windows from the day before to the day after, merged."""
        days = (day + timedelta(days=shift) for shift in (-1, 0, 1))
        spans = (window.on(near, zone) for near in days for window in self.windows)
        return merge(span for span in spans if span is not None)

"""The same appointment every week or every few weeks: when it falls, and which times are lost."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.availability import Refusal
from bot.domain.schedule import local_instant

LONGEST_SERIES = 52
"""The most appointments of one series: a year of weeks."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """`count` times from the first start on, every so many weeks, on its weekday and wall time.

    except_for: dates on which it does not take place; they count, so that «ten weeks» stay ten.
    Raises ValueError when count or every_weeks is out of range.
    """

    first: datetime
    count: int
    zone: ZoneInfo
    every_weeks: int = 1
    except_for: Collection[date] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.count <= LONGEST_SERIES or self.every_weeks < 1:
            raise ValueError(f"not a series: {self.count} times, every {self.every_weeks} weeks")

    def starts(self) -> tuple[datetime, ...]:
        """Return its starts in UTC, ascending; a clock change keeps the wall time."""
        local = self.first.astimezone(self.zone)
        days = (
            local.date() + timedelta(weeks=self.every_weeks * number)
            for number in range(self.count)
        )
        return tuple(
            local_instant(day, local.time(), self.zone)
            for day in days
            if day not in self.except_for
        )


@dataclass(frozen=True, slots=True)
class Conflict:
    """A time of a series that cannot be booked, and why."""

    start: datetime
    refusal: Refusal


def conflicts(
    starts: Iterable[datetime], refusal_at: Callable[[datetime], Refusal | None]
) -> tuple[Conflict, ...]:
    """Return the starts that are refused, with the reasons, in order; empty when all are free."""
    found = ((start, refusal_at(start)) for start in starts)
    return tuple(Conflict(start, refusal) for start, refusal in found if refusal is not None)

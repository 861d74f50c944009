"""The same appointment every week or every few weeks: looked at whole, booked whole."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.dialogue.commands import AppointmentView, Order, Report, SlotTaken
from bot.domain.series import Conflict


@dataclass(frozen=True, slots=True)
class SeriesWanted:
    """«Todos los martes a las 10, diez semanas»; except_for: dates on which it is left out.

    instead: for some of its dates the time that is taken there; guest_name: who comes to all.
    then: names of what follows on each date, as in BookSlot.
    """

    service_id: int
    first: datetime
    count: int
    every_weeks: int = 1
    except_for: Collection[date] = ()
    address: str | None = None
    instead: Mapping[date, datetime] = field(default_factory=dict)
    guest_name: str | None = None
    then: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanSeries(Order):
    """Look which times of a series can be had; nothing is booked."""

    wanted: SeriesWanted


@dataclass(frozen=True, slots=True)
class BookSeries(Order):
    """Make all appointments of a series, or none."""

    wanted: SeriesWanted


@dataclass(frozen=True, slots=True)
class SeriesPlanned(Report):
    """All its times, ascending, and those of them that cannot be had.

    nearest: what is left around the first of those that cannot, in their order.
    """

    starts: tuple[datetime, ...]
    conflicts: tuple[Conflict, ...]
    nearest: tuple[SlotTaken, ...] = ()

    @property
    def free(self) -> tuple[datetime, ...]:
        """Return the times that can be had."""
        lost = {one.start for one in self.conflicts}
        return tuple(start for start in self.starts if start not in lost)


@dataclass(frozen=True, slots=True)
class SeriesBooked(Report):
    """All of it is in the calendar: what each date starts with, earliest first.

    following: what follows on the first date.
    """

    series_id: int
    appointments: tuple[AppointmentView, ...]
    following: tuple[AppointmentView, ...] = ()


@dataclass(frozen=True, slots=True)
class SeriesRefused(Report):
    """Nothing was booked: these times cannot be had, each with what is left around it."""

    conflicts: tuple[Conflict, ...]
    nearest: tuple[SlotTaken, ...]

"""What stands in calendars, and what a service asks of them: the two sides of a free place.

A calendar holds epoch seconds, as storage reads them. Nothing here reads storage.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.intervals import Interval
from bot.domain.timeline import Stretch, stretch_of
from bot.domain.travel import TravelTimes

_NONE = timedelta(0)
_NO_TRAVEL = TravelTimes()


@dataclass(frozen=True, slots=True)
class Quota:
    """The most sessions of a day and of a week, Monday first; None is without end.

    A session is one appointment, or one class however many come to it.
    """

    per_day: int | None = None
    per_week: int | None = None

    def __bool__(self) -> bool:
        """Whether it limits anything."""
        return self.per_day is not None or self.per_week is not None


_NO_QUOTA = Quota()


@dataclass(frozen=True, slots=True)
class Demand:
    """What one appointment needs: its own time, time around it, a seat, resources, a way there.

    before, after: kept free around it, open or not. capacity: how many come to one session of
    service_id; seats: how many of them come together. resources: ids, of each of which one unit is
    needed from before to after. own, all: quotas of the service and of its provider. zone: where a
    home visit goes, None when not known.
    """

    duration: timedelta
    service_id: int = 0
    before: timedelta = _NONE
    after: timedelta = _NONE
    capacity: int = 1
    seats: int = 1
    resources: tuple[int, ...] = ()
    own: Quota = _NO_QUOTA
    all: Quota = _NO_QUOTA
    travel: TravelTimes = _NO_TRAVEL
    zone: str | None = None

    def __post_init__(self) -> None:
        if self.duration <= _NONE:
            raise ValueError(f"duration must be above zero: {self.duration}")

    @property
    def needs_details(self) -> bool:
        """Whether it matters what the taken time is taken by."""
        return bool(self.capacity > 1 or self.own or self.all or self.travel)


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment in a calendar. taken: with its buffers. zone: of a home visit."""

    service_id: int
    start: int
    taken: Stretch
    seat: int = 1
    zone: str | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Calendar:
    """What takes a provider's time. busy: all of it, sorted by start, perhaps overlapping.

    booked: the appointments of it, those that were kept included, and of whole weeks around; only
    filled when a Demand needs details.
    """

    busy: Sequence[Stretch] = ()
    booked: Sequence[Booked] = ()

    @classmethod
    def of(cls, busy: Iterable[Interval], booked: Sequence[Booked] = ()) -> "Calendar":
        """Return the calendar of intervals in any order."""
        return cls(sorted(stretch_of(one) for one in busy), booked)

    def session(self, service_id: int, start: datetime) -> tuple[Booked, ...]:
        """Return the active appointments of one session."""
        second = start.timestamp()
        return tuple(
            one
            for one in self.booked
            if one.is_active and one.service_id == service_id and one.start == second
        )

    def has_session(self, service_id: int, start: datetime) -> bool:
        """Whether somebody comes to a session already."""
        return bool(self.session(service_id, start))


Units = Mapping[int, Sequence[Sequence[Stretch]]]
"""Resource id → for each of its units what takes it, sorted by start."""


@dataclass(frozen=True, slots=True)
class Place:
    """The seat and units that a new appointment takes."""

    seat: int = 1
    units: Mapping[int, int] = field(default_factory=dict)

"""The places that calendars leave: what is taken is read once, then asked of for any service."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from actions.desk import Desk
from bot.domain.availability import Refusal, Starts, openings, refusal_of
from bot.domain.calendars import Calendar, Demand, Place, Quota, Units
from bot.domain.catalogue import Service
from bot.domain.conflicts import is_taken, place_at, taken_by
from bot.domain.demands import demand_of
from bot.domain.intervals import Interval
from storage.locks import lock_calendars
from storage.repositories import places
from storage.repositories.appointments import Spot
from storage.rows.appointments import AppointmentRow

_AROUND = timedelta(days=1)  # what lies outside a window but reaches into it


@dataclass(frozen=True, slots=True)
class View:
    """What stands in the calendars of some services around a window, as it was when read."""

    desk: Desk
    calendars: dict[int, Calendar]
    units: Units

    def openings(self, service: Service, demand: Demand, window: Interval) -> Starts:
        """Return every start in the window at which a service can be booked now."""
        return openings(
            demand,
            self.desk.catalogue.provider(service.provider_id).schedule,
            self.desk.catalogue.policies_of(service.id).rules,
            self.calendars[service.provider_id],
            window,
            self.desk.now,
            units=self.units,
        )

    def refusal(
        self, service: Service, demand: Demand, start: datetime, *, as_of: datetime | None = None
    ) -> Refusal | None:
        """Return why a service cannot be booked at a start; None when it can.

        as_of: when the place was promised, which counts for the notice that a booking needs.
        """
        return refusal_of(
            demand,
            self.desk.catalogue.provider(service.provider_id).schedule,
            self.desk.catalogue.policies_of(service.id).rules,
            self.calendars[service.provider_id],
            start,
            as_of or self.desk.now,
            units=self.units,
        )

    def place(self, service: Service, demand: Demand, start: datetime) -> Spot:
        """Return what an appointment takes at a start that is not refused."""
        calendar = self.calendars[service.provider_id]
        place = place_at(demand, calendar, start, self.units)
        if demand.resources and not place.units:
            place = Place(place.seat, places.session_units(self.desk.db, service.id, start))
        during = Interval(start, start + service.duration)
        return Spot(during, taken_by(demand, start), place)


def look(
    desk: Desk, services: Sequence[Service], window: Interval, *, ignoring: int | None = None
) -> View:
    """Read what is taken around a window for some services.

    ignoring: an appointment of the same person that will give up its place.
    """
    demands = [demand_of(desk.catalogue, service) for service in services]
    around = Interval(window.start - _AROUND, window.end + _AROUND)
    needed = sorted({one for demand in demands for one in demand.resources})
    return View(
        desk,
        places.calendars(
            desk.db,
            sorted({service.provider_id for service in services}),
            around,
            ignoring=ignoring,
            with_details=any(demand.needs_details for demand in demands),
        ),
        places.units(
            desk.db, [desk.catalogue.resources[one] for one in needed], around, ignoring=ignoring
        ),
    )


def lock(desk: Desk, services: Iterable[Service]) -> None:
    """Take all that appointments for some services need, in one go, until the transaction ends."""
    wanted = list(services)
    lock_calendars(
        desk.db,
        [service.provider_id for service in wanted],
        [resource for service in wanted for resource in service.resources],
    )


def sharers(desk: Desk, service: Service) -> set[int]:
    """Return the ids of providers whose appointments can stand in the way of a service."""
    needed = set(service.resources)
    others = (one for one in desk.catalogue.services if needed & set(one.resources))
    return {service.provider_id, *(one.provider_id for one in others)}


def take_again(desk: Desk, row: AppointmentRow) -> bool:
    """Give an expired appointment a seat at its own time; False when the place is another's.

    What it counts for a day or a week is no matter: it counted when it was booked.
    """
    service = desk.catalogue.service(row.service_id)
    demand = replace(demand_of(desk.catalogue, service, row.zone), own=Quota(), all=Quota())
    during = Interval(row.starts_at, row.ends_at)
    view = look(desk, [service], during, ignoring=row.id)
    calendar = view.calendars[row.provider_id]
    if is_taken(demand, calendar, row.starts_at, desk.catalogue.zone, view.units):
        return False
    row.seat = place_at(demand, calendar, row.starts_at, view.units).seat
    return True


def as_proposed(desk: Desk, row: AppointmentRow, during: Interval) -> Spot:
    """Return what an appointment takes at a time that its provider chose: nothing around it.

    A resource that has no unit left is done without; that too is the provider's choice.
    """
    service = desk.catalogue.service(row.service_id)
    own = demand_of(desk.catalogue, service, row.zone)
    demand = replace(own, duration=during.length, before=timedelta(0), after=timedelta(0))
    view = look(desk, [service], during, ignoring=row.id)
    try:
        place = place_at(demand, view.calendars[row.provider_id], during.start, view.units)
    except ValueError:
        place = Place()
    return Spot(during, during, place)

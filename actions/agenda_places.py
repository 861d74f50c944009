"""What the business is shown before it acts: places that are free, and what cancelling costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from actions import cancelling, slots
from actions.desk import Desk
from bot.domain.availability import Slot, Wish
from bot.domain.cancellation import CancellationTerms
from bot.domain.schedule import local_day
from bot.language.addresses import zone_named
from storage.rows.appointments import AppointmentRow


@dataclass(frozen=True, slots=True)
class FreePlaces:
    """Starts of a service on a day, earliest first; nearest: what there is when it has none."""

    starts: tuple[datetime, ...]
    nearest: tuple[Slot, ...]


def free_on(
    desk: Desk,
    service_id: int,
    day: date,
    *,
    address: str | None = None,
    moving: int | None = None,
    then: Sequence[str] = (),
) -> FreePlaces:
    """Return where a service can be booked on a local day. Raises KeyError for an unknown service.

    address: where to, for home visits. moving: an appointment that will give up its place. then:
    names of services of the same visit, for which there is room right after.
    """
    service = desk.catalogue.service(service_id)
    provider = desk.catalogue.provider(service.provider_id)
    zone = zone_named(address, provider.home_zones) if address else None
    whole = local_day(day, provider.schedule.zone)
    found = slots.openings(desk, [service], whole, ignoring=moving, then=then, zone=zone)
    starts = tuple(start for _, some in found for start in some)
    nearest = () if starts else slots.around(desk, [service], [Wish(day, day)], moving, then)
    return FreePlaces(starts, nearest)


def free_to_move(desk: Desk, appointment_id: int, day: date) -> FreePlaces:
    """Return where an appointment can be moved to on a local day; none when it is gone."""
    row = desk.db.get(AppointmentRow, appointment_id)
    if row is None or not desk.catalogue.has_service(row.service_id):
        return FreePlaces((), ())
    return free_on(desk, row.service_id, day, address=row.address, moving=appointment_id)


def cancellation_terms(desk: Desk, appointment_id: int) -> CancellationTerms | None:
    """Return what it would cost the customer to cancel now; None when the appointment is gone."""
    row = desk.db.get(AppointmentRow, appointment_id)
    return cancelling.terms_of(desk, row) if row is not None else None

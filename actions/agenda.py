"""What the business does with appointments in its agenda; customer and provider are told.

The rules are those of the chat, by its own actions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from actions import booking, cancelling, jobs, moving, notify, places, requests, time_off, visits
from actions.agenda_customers import Customer, contact_of, guest_of
from actions.agenda_errors import AgendaError, ChangedError, PlaceLostError
from actions.agenda_notices import tell_customer, tell_provider, told
from actions.desk import Desk
from bot.dialogue.commands import (
    AnswerRequest,
    AppointmentCancelled,
    AppointmentChanged,
    AppointmentView,
    BookSlot,
    CancelAppointment,
    MoveAppointment,
    SlotTaken,
)
from bot.dialogue.orders.calendars import CancelJobs, CloseJob
from bot.domain.appointments import ACTIVE, AppointmentState
from bot.domain.availability import Slot
from bot.domain.catalogue import Provider, Service
from bot.domain.demands import demand_of, visit_demand
from bot.domain.intervals import Interval
from bot.domain.visits import services_of
from bot.language import formats
from bot.language.addresses import zone_named
from storage.repositories import appointments
from storage.rows.appointments import AppointmentRow


@dataclass(frozen=True, slots=True)
class NewAppointment:
    """An appointment to make. address: where to, for a provider who visits homes.

    then: names of what is done right after it in the same visit; its own name for more people.
    """

    service_id: int
    start: datetime
    customer: Customer
    address: str | None = None
    then: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, by whom, and whether it can be told of: all that booking needs."""

    service: Service
    zone: str | None
    contact_id: int
    conversation_id: int
    guest_name: str | None


def create(desk: Desk, wanted: NewAppointment) -> AppointmentView:
    """Book a free place for a customer. The same once more is the appointment that they have.

    Raises AgendaError, PlaceLostError when the rules refuse the place.
    """
    asked = asked_by(desk, wanted)
    if (known := _same(desk, asked, wanted)) is not None:
        return appointments.view(desk.db, known)
    slot = slot_of(asked.service, wanted.start)
    command = BookSlot(slot, wanted.address, then=wanted.then, guest_name=asked.guest_name)
    book = visits.book if wanted.then else booking.book
    outcome = book(desk, command, asked.contact_id, asked.conversation_id)
    if isinstance(outcome, SlotTaken):
        raise lost(desk, asked.service, wanted.start, outcome, zone=asked.zone, then=wanted.then)
    made = (outcome.appointment, *outcome.following)
    rows = [desk.db.get_one(AppointmentRow, one.id) for one in made]
    tell_customer(desk, "booked_for_you", rows)
    return outcome.appointment


def asked_by(desk: Desk, wanted: NewAppointment) -> Asked:
    """Return what is to be booked for whom; the contact is made when new. Raises AgendaError."""
    service = _service(desk, wanted.service_id)
    provider = desk.catalogue.provider(service.provider_id)
    if not services_of(desk.catalogue, service, wanted.then):
        raise AgendaError("agenda.not_one_visit", provider=provider.first_name)
    zone = _zone(provider, wanted.address)
    contact = contact_of(desk, wanted.customer)
    assert contact.id is not None
    conversation_id = notify.conversation_of(desk, contact.id)
    if conversation_id is None:
        raise AgendaError("agenda.no_way_to_tell")
    return Asked(service, zone, contact.id, conversation_id, guest_of(contact, wanted.customer))


def move(desk: Desk, appointment_id: int, version: int, start: datetime) -> AppointmentView:
    """Give an appointment another time. Raises AgendaError, ChangedError, PlaceLostError."""
    row = _as_seen(desk, appointment_id, version)
    service = _service(desk, row.service_id)
    if row.starts_at == start:
        raise AgendaError("agenda.same_time")
    command = MoveAppointment(appointment_id, version, slot_of(service, start))
    outcome = moving.move(desk, command, row.contact_id)
    if isinstance(outcome, AppointmentChanged):
        raise ChangedError
    if isinstance(outcome, SlotTaken):
        raise lost(desk, service, start, outcome, zone=row.zone, ignoring=appointment_id)
    before = formats.long_when(outcome.previous_start, desk.catalogue.zone)
    moved = desk.db.get_one(AppointmentRow, outcome.appointment.id)
    tell_customer(desk, "moved_for_you", [moved], before=before)
    return outcome.appointment


def cancel_as_asked(desk: Desk, appointment_id: int, version: int) -> AppointmentView:
    """Cancel because the customer wants it, on the terms of the policies.

    Raises AgendaError, ChangedError.
    """
    row = _still_ahead(desk, appointment_id, version)
    terms = cancelling.terms_of(desk, row)
    outcome = cancelling.cancel(desk, CancelAppointment(appointment_id, version), row.contact_id)
    if not isinstance(outcome, AppointmentCancelled):
        raise ChangedError
    reply = notify.about(desk, "cancelled_for_you", row, terms=told(desk, terms))
    notify.tell_customer(desk, row, reply, f"cancelled_for_you:{row.id}:{row.version}")
    return outcome.appointment


def cancel_ours(desk: Desk, appointment_id: int, version: int) -> AppointmentView:
    """Cancel because the business cannot: the deposit goes back whole, another time is offered.

    Raises AgendaError, ChangedError.
    """
    row = _still_ahead(desk, appointment_id, version)
    provider_knows = row.state is not AppointmentState.HELD
    command = CancelJobs(((appointment_id, version),))
    found = time_off.cancel_jobs(desk, command, row.provider_id)
    if not found.appointments:
        raise ChangedError
    if provider_knows:
        tell_provider(desk, "appointment_cancelled", row)
    return found.appointments[0]


def answer(desk: Desk, appointment_id: int, version: int, *, accepted: bool) -> AppointmentView:
    """Accept or decline a request in place of its provider. Raises ChangedError."""
    row = desk.db.get(AppointmentRow, appointment_id)  # locked in there, after what it replaces
    if row is None:
        raise ChangedError
    command = AnswerRequest(appointment_id, version, accepted)
    outcome = requests.answer_request(desk, command, row.provider_id)
    if isinstance(outcome, AppointmentChanged):
        raise ChangedError
    tell_provider(desk, "appointment_new" if accepted else "appointment_cancelled", row)
    return outcome.appointment


def close(desk: Desk, appointment_id: int, version: int, *, came: bool) -> AppointmentView:
    """Note that an appointment was kept, or that nobody came. Raises AgendaError, ChangedError."""
    row = _as_seen(desk, appointment_id, version)
    if row.starts_at > desk.now:
        raise AgendaError("agenda.not_begun")
    outcome = jobs.close(desk, CloseJob(appointment_id, version, came), row.provider_id)
    if isinstance(outcome, AppointmentChanged):
        raise ChangedError
    return outcome.job


def _as_seen(desk: Desk, appointment_id: int, version: int) -> AppointmentRow:
    row = appointments.locked(desk.db, appointment_id)
    if row is None or row.version != version:
        raise ChangedError
    return row


def _still_ahead(desk: Desk, appointment_id: int, version: int) -> AppointmentRow:
    row = _as_seen(desk, appointment_id, version)
    if row.ends_at <= desk.now:
        raise AgendaError("agenda.over")
    return row


def _service(desk: Desk, service_id: int) -> Service:
    if not desk.catalogue.has_service(service_id):
        raise AgendaError("agenda.no_service")
    return desk.catalogue.service(service_id)


def _zone(provider: Provider, address: str | None) -> str | None:
    """Return the zone that a home visit goes to; None for a provider who stays where they are."""
    if not provider.visits_homes:
        return None
    zone = zone_named(address or "", provider.home_zones)
    if zone is None:
        zones = formats.all_of(provider.home_zones)
        raise AgendaError("agenda.no_zone", provider=provider.first_name, zones=zones)
    return zone


def slot_of(service: Service, start: datetime) -> Slot:
    """Return the place of a service at a start."""
    return Slot(service.provider_id, service.id, start, start + service.duration)


def _same(desk: Desk, asked: Asked, wanted: NewAppointment) -> AppointmentRow | None:
    """Return the appointment that a form sent twice has made already."""
    statement = select(AppointmentRow).where(
        AppointmentRow.contact_id == asked.contact_id,
        AppointmentRow.service_id == wanted.service_id,
        AppointmentRow.starts_at == wanted.start,
        col(AppointmentRow.state).in_(ACTIVE),
    )
    found = desk.db.exec(statement).all()
    return next((row for row in found if row.guest_name == asked.guest_name), None)


def lost(
    desk: Desk,
    service: Service,
    start: datetime,
    taken: SlotTaken,
    *,
    zone: str | None,
    ignoring: int | None = None,
    then: Sequence[str] = (),
    as_of: datetime | None = None,
) -> PlaceLostError:
    """Return why a place is not to be had; what nothing refuses was taken this very moment.

    then, as_of: as it was to be booked.
    """
    demand = visit_demand(desk.catalogue, service, then, zone) or demand_of(
        desk.catalogue, service, zone
    )
    around = Interval(start, start + demand.duration)
    services = services_of(desk.catalogue, service, then)
    view = places.look(desk, services, around, ignoring=ignoring)
    return PlaceLostError(view.refusal(service, demand, start, as_of=as_of), taken.nearest)

"""What the business does with appointments in its agenda; customer and provider are told.

The rules are those of the chat, by its own actions.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from actions import booking, cancelling, jobs, moving, notify, places, requests, time_off
from actions.agenda_customers import Customer, contact_of, guest_of
from actions.agenda_errors import AgendaError, ChangedError, PlaceLostError
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
from bot.domain.cancellation import CancellationTerms
from bot.domain.catalogue import Provider, Service
from bot.domain.demands import demand_of
from bot.domain.intervals import Interval
from bot.language import formats
from bot.language.addresses import zone_named
from storage.repositories import appointments
from storage.rows.appointments import AppointmentRow

_NOTICES = {
    AppointmentState.CONFIRMED: "",
    AppointmentState.PENDING_PROVIDER: "_asked",
    AppointmentState.HELD: "_deposit",
}


@dataclass(frozen=True, slots=True)
class NewAppointment:
    """An appointment to make. address: where to, for a provider who visits homes."""

    service_id: int
    start: datetime
    customer: Customer
    address: str | None = None


def create(desk: Desk, wanted: NewAppointment) -> AppointmentView:
    """Book a free place for a customer. The same once more is the appointment that they have.

    Raises AgendaError, PlaceLostError when the rules refuse the place.
    """
    service = _service(desk, wanted.service_id)
    provider = desk.catalogue.provider(service.provider_id)
    zone = _zone(provider, wanted.address)
    contact = contact_of(desk, wanted.customer)
    assert contact.id is not None
    guest_name = guest_of(contact, wanted.customer)
    if (known := _same(desk, contact.id, guest_name, wanted)) is not None:
        return appointments.view(desk.db, known)
    conversation_id = notify.conversation_of(desk, contact.id)
    if conversation_id is None:
        raise AgendaError("agenda.no_way_to_tell")
    slot = _slot(service, wanted.start)
    command = BookSlot(slot, wanted.address, guest_name=guest_name)
    outcome = booking.book(desk, command, contact.id, conversation_id)
    if isinstance(outcome, SlotTaken):
        raise _lost(desk, service, wanted.start, outcome, zone=zone)
    _tell_customer(desk, "booked_for_you", outcome.appointment)
    return outcome.appointment


def move(desk: Desk, appointment_id: int, version: int, start: datetime) -> AppointmentView:
    """Give an appointment another time. Raises AgendaError, ChangedError, PlaceLostError."""
    row = _as_seen(desk, appointment_id, version)
    service = _service(desk, row.service_id)
    if row.starts_at == start:
        raise AgendaError("agenda.same_time")
    command = MoveAppointment(appointment_id, version, _slot(service, start))
    outcome = moving.move(desk, command, row.contact_id)
    if isinstance(outcome, AppointmentChanged):
        raise ChangedError
    if isinstance(outcome, SlotTaken):
        raise _lost(desk, service, start, outcome, zone=row.zone, ignoring=appointment_id)
    before = formats.long_when(outcome.previous_start, desk.catalogue.zone)
    _tell_customer(desk, "moved_for_you", outcome.appointment, before=before)
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
    reply = notify.about(desk, "cancelled_for_you", row, terms=_told(desk, terms))
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
        _tell_provider(desk, "appointment_cancelled", row)
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
    _tell_provider(desk, "appointment_new" if accepted else "appointment_cancelled", row)
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


def _slot(service: Service, start: datetime) -> Slot:
    return Slot(service.provider_id, service.id, start, start + service.duration)


def _same(
    desk: Desk, contact_id: int, guest_name: str | None, wanted: NewAppointment
) -> AppointmentRow | None:
    """Return the appointment that a form sent twice has made already."""
    statement = select(AppointmentRow).where(
        AppointmentRow.contact_id == contact_id,
        AppointmentRow.service_id == wanted.service_id,
        AppointmentRow.starts_at == wanted.start,
        col(AppointmentRow.state).in_(ACTIVE),
    )
    found = desk.db.exec(statement).all()
    return next((row for row in found if row.guest_name == guest_name), None)


def _lost(
    desk: Desk,
    service: Service,
    start: datetime,
    taken: SlotTaken,
    *,
    zone: str | None,
    ignoring: int | None = None,
) -> PlaceLostError:
    """Return why a place is not to be had; what nothing refuses was taken this very moment."""
    around = Interval(start, start + service.duration)
    view = places.look(desk, [service], around, ignoring=ignoring)
    refusal = view.refusal(service, demand_of(desk.catalogue, service, zone), start)
    return PlaceLostError(refusal, taken.nearest)


def _told(desk: Desk, terms: CancellationTerms) -> str:
    """Return what becomes of the deposit, as the customer reads it."""
    if terms.deposit is None:
        return desk.phrases("told.no_deposit")
    if terms.refund is not None:
        return desk.phrases("told.refunded", amount=formats.money(terms.refund))
    if terms.credit is not None:
        return desk.phrases("told.credited", amount=formats.money(terms.credit))
    return desk.phrases("told.kept")


def _tell_customer(desk: Desk, name: str, view: AppointmentView, **more: str) -> None:
    """Tell what was made or moved for them, as it stands."""
    row = desk.db.get_one(AppointmentRow, view.id)
    notice = name + _NOTICES[view.state]
    if view.state is AppointmentState.HELD:
        assert row.hold_expires_at is not None
        until = row.hold_expires_at.astimezone(desk.catalogue.zone)
        more["until"] = formats.hour(until.time())
        notice = notice if view.deposit else name  # another of the visit waits for the deposit
    reply = notify.about(desk, notice, row, **more)
    notify.tell_customer(desk, row, reply, f"{name}:{row.id}:{row.version}")


def _tell_provider(desk: Desk, name: str, row: AppointmentRow) -> None:
    reply = notify.about(desk, name, row)
    notify.tell_provider(desk, row, reply, f"{name}:{row.id}:{row.version}")

"""An appointment is moved: the new place is certain before the old one is given up."""

from datetime import datetime

from actions import customers, deposits, notify
from actions.booking import free_place, taken
from actions.desk import Desk
from actions.line import fulfil
from actions.transitions import changed, is_theirs
from bot.dialogue.commands import (
    AppointmentChanged,
    AppointmentMoved,
    MoveAppointment,
    SlotTaken,
)
from bot.domain.appointments import AppointmentState
from bot.domain.catalogue import Quote
from bot.domain.deposits import goes_along
from bot.domain.intervals import Interval
from bot.domain.money import Money
from bot.language import formats
from storage.repositories import appointments
from storage.repositories.appointments import OverlapError, Spot
from storage.repositories.calendars import drop_proposals
from storage.repositories.waitlist import free_up
from storage.rows.appointments import AppointmentRow


def move(
    desk: Desk, command: MoveAppointment, contact_id: int, *, as_of: datetime | None = None
) -> AppointmentMoved | AppointmentChanged | SlotTaken:
    """Give an appointment another place, and tell its provider. as_of: as for booking.book."""
    outcome = relocate(desk, command, contact_id, as_of=as_of)
    if isinstance(outcome, AppointmentMoved):
        moved = desk.db.get_one(AppointmentRow, outcome.appointment.id)
        tell_provider(desk, moved, outcome.previous_start)
    return outcome


def tell_provider(desk: Desk, moved: AppointmentRow, before: datetime) -> None:
    """Tell the provider of an appointment that was moved, once that is certain."""
    if moved.state is not AppointmentState.CONFIRMED:
        return
    was = formats.long_when(before, desk.catalogue.zone)
    reply = notify.about(desk, "appointment_moved", moved, before=was)
    notify.tell_provider(desk, moved, reply, f"moved:{moved.id}:{moved.version}")


def relocate(
    desk: Desk, command: MoveAppointment, contact_id: int, *, as_of: datetime | None = None
) -> AppointmentMoved | AppointmentChanged | SlotTaken:
    """Give an appointment another place; the old one is kept until the new one is certain.

    Nobody is told that it was moved. as_of: as for booking.book.
    """
    row = appointments.locked(desk.db, command.appointment_id)
    if not is_theirs(row, contact_id, command.version):
        return changed(desk, row, contact_id)
    assert row is not None
    service = desk.catalogue.service(row.service_id)
    provider = desk.catalogue.provider(row.provider_id)
    start, before = command.slot.start, row.starts_at
    to = free_place(desk, service, start, zone=row.zone, ignoring=row.id, as_of=as_of)
    if to is None:
        return taken(desk, service, start, ignoring=row.id, zone=row.zone)
    left = Interval(row.starts_at, row.ends_at)
    try:
        moved = _moved(desk, row, to, must_accept=provider.must_accept)
    except OverlapError:
        return taken(desk, service, start, ignoring=row.id, zone=row.zone)
    if moved.id == row.id:
        drop_proposals(desk.db, command.appointment_id)
        free_up(desk.db, provider.id, left, now=desk.now)
    fulfil(desk, contact_id, command.slot)
    if moved.state is AppointmentState.HELD and moved.id != row.id:
        deposits.ask(desk, moved)
    elif moved.state is AppointmentState.PENDING_PROVIDER:
        notify.ask_provider(desk, moved)
        notify.plan_reminder(desk, moved)  # takes back the one of its old time
    elif moved.state is AppointmentState.CONFIRMED:
        notify.plan_reminder(desk, moved)
    return AppointmentMoved(appointments.view(desk.db, moved), before)


def _moved(desk: Desk, row: AppointmentRow, to: Spot, *, must_accept: bool) -> AppointmentRow:
    """Return the appointment at its new place: the same row, or a second one until that is certain.

    It is certain once the provider accepted it, and once its deposit is paid where the first one
    does not go along. A new time that overlaps the old one cannot stand beside it, so that the old
    one is given up.
    """
    catalogue = customers.catalogue_for(desk, row.contact_id)
    quote = catalogue.quote(row.service_id, to.during.start.astimezone(catalogue.zone).date())
    paid = deposits.paid_deposit(desk.db, row)
    beside = not Interval(row.taken_from, row.taken_until).overlaps(to.taken)
    if beside and paid is not None and quote.deposit is not None:
        policies = catalogue.policies_of(row.service_id)
        if not goes_along(policies, row.starts_at, row.moves, desk.now):
            return _beside(desk, row, to, AppointmentState.HELD, quote)
    if paid is None and row.state is not AppointmentState.HELD:
        row.price_centavos = quote.price.centavos
    if beside and must_accept and row.state is AppointmentState.CONFIRMED:
        kept = Quote(Money(row.price_centavos), None)
        return _beside(desk, row, to, AppointmentState.PENDING_PROVIDER, kept)
    row.moves += 1
    return appointments.move(
        desk.db, row, to, needs_provider=must_accept, actor=desk.actor, now=desk.now
    )


def _beside(
    desk: Desk, row: AppointmentRow, to: Spot, state: AppointmentState, quote: Quote
) -> AppointmentRow:
    """Put a second appointment beside one, to take its place once it is certain."""
    other = AppointmentRow(
        code="",
        provider_id=row.provider_id,
        service_id=row.service_id,
        contact_id=row.contact_id,
        conversation_id=row.conversation_id,
        starts_at=to.during.start,
        ends_at=to.during.end,
        taken_from=to.taken.start,
        taken_until=to.taken.end,
        seat=to.place.seat,
        state=state,
        price_centavos=quote.price.centavos,
        deposit_centavos=quote.deposit.centavos if quote.deposit else None,
        address=row.address,
        zone=row.zone,
        series_id=row.series_id,
        replaces_id=row.id,
        moves=row.moves + 1,
        created_at=desk.now,
    )
    return appointments.add(desk.db, other, actor=desk.actor, units=to.place.units)

"""Invoices that people ask for: gathered in the dialogue, issued by a person of the team."""

from sqlmodel import col, select

from actions import handoff
from actions.desk import Desk
from bot.dialogue.commands import AppointmentsFound
from bot.dialogue.orders.office import InvoiceKept, KeepInvoice, NothingAsked
from bot.domain.appointments import AppointmentState
from storage.repositories import appointments, requests
from storage.rows.appointments import AppointmentRow
from storage.rows.people import ConversationRow
from storage.rows.requests import InvoiceRequestRow, InvoiceState

_INVOICEABLE = (AppointmentState.CONFIRMED, AppointmentState.COMPLETED)
_MOST = 9


def invoiceable(desk: Desk, contact_id: int) -> AppointmentsFound:
    """Return a person's appointments that an invoice may be about, newest first."""
    statement = (
        select(AppointmentRow)
        .where(
            AppointmentRow.contact_id == contact_id,
            col(AppointmentRow.state).in_(_INVOICEABLE),
        )
        .order_by(col(AppointmentRow.starts_at).desc())
        .limit(_MOST)
    )
    return AppointmentsFound(tuple(appointments.views(desk.db, desk.db.exec(statement).all())))


def keep(
    desk: Desk, command: KeepInvoice, contact_id: int, conversation: ConversationRow
) -> InvoiceKept:
    """Note what is known of the invoice being asked for, and return all that is by now."""
    assert conversation.id is not None
    row = requests.invoice_draft(desk.db, contact_id) or InvoiceRequestRow(
        contact_id=contact_id,
        conversation_id=conversation.id,
        state=InvoiceState.DRAFT,
        created_at=desk.now,
    )
    for name in ("appointment_id", "tax_id", "tax_name", "letter"):
        value = getattr(command, name)
        if value is not None:
            setattr(row, name, value)
    desk.db.add(row)
    desk.db.flush()
    return InvoiceKept(row.appointment_id, row.tax_id, row.tax_name, row.letter)


def send(desk: Desk, contact_id: int, conversation: ConversationRow) -> InvoiceKept | NothingAsked:
    """Put the invoice being asked for before a person of the team; one for each appointment."""
    row = requests.invoice_draft(desk.db, contact_id)
    if row is None:
        return NothingAsked()
    earlier = select(InvoiceRequestRow).where(
        InvoiceRequestRow.contact_id == contact_id,
        InvoiceRequestRow.state == InvoiceState.REQUESTED,
        InvoiceRequestRow.appointment_id == row.appointment_id,
    )
    for other in desk.db.exec(earlier).all():
        other.state = InvoiceState.WITHDRAWN  # the newer one says it better
        desk.db.add(other)
    row.state, row.requested_at = InvoiceState.REQUESTED, desk.now
    desk.db.add(row)
    handoff.request(desk, conversation, "invoice")
    desk.note("invoice.requested", appointment_id=row.appointment_id)
    return InvoiceKept(row.appointment_id, row.tax_id, row.tax_name, row.letter)


def drop(desk: Desk, contact_id: int) -> None:
    """Forget the invoice being asked for."""
    row = requests.invoice_draft(desk.db, contact_id)
    if row is not None:
        row.state = InvoiceState.WITHDRAWN
        desk.db.add(row)

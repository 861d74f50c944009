"""Whether something the bot starts may leave now: asked again at the moment of sending, so that a
backlog cannot break the quiet hours, a consent taken back, or a change of the appointment."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from actions import recovery
from bot.domain.appointments import AppointmentState
from bot.domain.catalogue import Catalogue
from bot.domain.reminders import resend_due, shift_out_of_quiet
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import OutboxRow, Urgency
from storage.rows.people import ContactRow, ConversationRow


@dataclass(frozen=True, slots=True)
class Leave:
    """When a row may leave; reason: why it is not owed any more, None when it is."""

    at: datetime
    reason: str | None = None


def reminder_key(appointment: AppointmentRow) -> str:
    """Return the outbox key of the reminder of an appointment as it stands now."""
    return f"reminder:{appointment.id}:{appointment.version}"


def may_leave(db: Session, catalogue: Catalogue, row: OutboxRow, *, now: datetime) -> Leave:
    """Return when a row may leave. Answers and notices always may; what the bot starts by rules."""
    if row.urgency is not Urgency.REMINDER:
        return Leave(now)
    if row.appointment_id is None:
        return _may_start(db, catalogue, row, now)
    appointment = db.get(AppointmentRow, row.appointment_id, populate_existing=True)
    if appointment is None or appointment.state is not AppointmentState.CONFIRMED:
        return Leave(now, "not_confirmed")
    if row.key != reminder_key(appointment):
        return Leave(now, "changed")  # moved while this one was on its way out
    contact = db.get_one(ContactRow, appointment.contact_id)
    if contact.opted_out_at is not None:
        return Leave(now, "opted_out")
    due_at = resend_due(
        now, appointment.starts_at, catalogue.policies, catalogue.zone, appointment.id or 0
    )
    return Leave(due_at) if due_at is not None else Leave(now, "too_late")


def _may_start(db: Session, catalogue: Catalogue, row: OutboxRow, now: datetime) -> Leave:
    """Return when another message that the bot starts may leave."""
    conversation = db.get_one(ConversationRow, row.conversation_id)
    if recovery.is_over(db, conversation, row, now=now):
        return Leave(now, "answered")
    if db.get_one(ContactRow, conversation.contact_id).opted_out_at is not None:
        return Leave(now, "opted_out")
    quiet_hours = catalogue.policies.quiet_hours
    return Leave(shift_out_of_quiet(now, now, quiet_hours, catalogue.zone, row.id or 0))

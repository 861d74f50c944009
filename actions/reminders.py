"""Whether something the bot starts may leave now: asked again at the moment of sending, so that a
backlog cannot break the quiet hours, a consent taken back, or a change of the appointment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session

from actions import recovery
from actions.keys import reminder_key
from bot.domain.appointments import AppointmentState
from bot.domain.catalogue import Catalogue
from bot.domain.reminders import resend_due, shift_out_of_quiet
from storage.rows.mail import STARTED, OutboxRow, Urgency

TOO_LATE = "too_late"
UNREACHABLE_PERSON = "unreachable"
_BETWEEN_PROMOTIONS = timedelta(days=30)  # to one person, lest they block the number


@dataclass(frozen=True, slots=True)
class Leave:
    """When a row may leave; reason: why it is not owed any more, None when it is."""

    at: datetime
    reason: str | None = None


_STANDING = text("""
SELECT a.state, a.version, a.starts_at, p.opted_out_at, p.promotions_at,
       EXISTS (SELECT 1 FROM contact_identity i WHERE i.contact_id = p.id
               AND i.unreachable_at > coalesce(c.last_inbound_at, '-infinity')) AS unreachable
FROM conversation c JOIN contact p ON p.id = c.contact_id
LEFT JOIN appointment a ON a.id = :appointment_id
WHERE c.id = :conversation_id
""")


def may_leave(db: Session, catalogue: Catalogue, row: OutboxRow, *, now: datetime) -> Leave:
    """Return when a row may leave. Answers and notices always may; what the bot starts by rules."""
    if row.urgency not in STARTED:
        return Leave(now)
    values = {"appointment_id": row.appointment_id, "conversation_id": row.conversation_id}
    standing = db.execute(_STANDING, values).one()
    if row.appointment_id is not None and standing.state != AppointmentState.CONFIRMED.value:
        return Leave(now, "not_confirmed")
    key = reminder_key(row.appointment_id, standing.version)
    if row.appointment_id is not None and row.key != key:
        return Leave(now, "changed")  # moved while this one was on its way out
    if standing.opted_out_at is not None:
        return Leave(now, "opted_out")
    if standing.unreachable:
        return Leave(now, UNREACHABLE_PERSON)
    if row.urgency is Urgency.CAMPAIGN and (
        reason := _may_promote(db, row, standing.promotions_at, now)
    ):
        return Leave(now, reason)
    if recovery.is_over(db, row, now=now):
        return Leave(now, "answered")
    if row.appointment_id is None:
        quiet_hours = catalogue.policies.quiet_hours
        return Leave(shift_out_of_quiet(now, now, quiet_hours, catalogue.zone, row.id or 0))
    due_at = resend_due(
        now, standing.starts_at, catalogue.policies, catalogue.zone, row.appointment_id
    )
    return Leave(due_at) if due_at is not None else Leave(now, TOO_LATE)


_PROMOTED = text("""
SELECT max(o.sent_at) FROM outbox o JOIN conversation c ON c.id = o.conversation_id
WHERE o.urgency = 'campaign' AND o.state = 'sent' AND c.contact_id =
      (SELECT contact_id FROM conversation WHERE id = :conversation_id)
""")


def _may_promote(db: Session, row: OutboxRow, promotions_at: datetime | None, now: datetime) -> str:
    """Return why a promotion may not leave: nobody agreed to it, or there was one lately."""
    if promotions_at is None:
        return "no_consent"
    last = db.execute(_PROMOTED, {"conversation_id": row.conversation_id}).scalar_one()
    return "capped" if last is not None and now - last < _BETWEEN_PROMOTIONS else ""

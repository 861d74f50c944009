"""Winning back who did not come: up to three messages, each later; any answer ends them.

All are queued at once. Whether one is still owed is asked when it is about to leave, so that
nothing has to be taken back when the person writes, books or moves on by any other way.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from actions import notify
from actions.desk import Desk
from bot.dialogue import notices
from bot.domain.appointments import ACTIVE
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import OutboxRow
from storage.rows.people import ConversationRow

_KEY = "missed:"


def begin(desk: Desk, row: AppointmentRow) -> None:
    """Queue what is written to the customer of a missed appointment, by the business's policy."""
    conversation_id = notify.conversation_of(desk, row.contact_id)
    if conversation_id is None:
        return
    view = notify.view_of(desk, row)
    after = desk.catalogue.policies_of(row.service_id).recover_after
    for number, wait in enumerate(after, start=1):
        reply = notices.missed(view, desk.catalogue, desk.phrases, number=number)
        key = f"{_KEY}{row.id}:{row.version}:{number}"
        notify.start_message(desk, conversation_id, reply, key, at=desk.now + wait)


def is_over(db: Session, row: OutboxRow, *, now: datetime) -> bool:
    """Whether a queued message is one of these and not owed any more.

    They wrote since, or have another appointment ahead, made by whatever way.
    """
    if not row.key.startswith(_KEY):
        return False
    conversation = db.get_one(ConversationRow, row.conversation_id)
    wrote = conversation.last_inbound_at
    if wrote is not None and wrote >= row.created_at:
        return True
    ahead = select(AppointmentRow.id).where(
        AppointmentRow.contact_id == conversation.contact_id,
        col(AppointmentRow.state).in_(ACTIVE),
        AppointmentRow.starts_at > now,
        AppointmentRow.created_at > row.created_at,
    )
    return db.exec(ahead.limit(1)).first() is not None

"""Replies that are not to leave any more, since the owner has answered from the phone's own app."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, text
from sqlmodel import Session

from storage.rows.people import Elsewhere
from storage.statements import run
from storage.unit_of_work import each_by_itself

OWNER_ANSWERED = "owner_answered"  # why a reply was taken back, as its row's error_code
_PATIENCE = timedelta(minutes=1)  # replies do not wait longer for an echo that cannot be read

_WITHDRAW = """
UPDATE outbox SET state = 'cancelled', error_code = %(reason)s
WHERE conversation_id = %(conversation_id)s AND state = 'queued'
  AND urgency = 'reply' AND author = 'bot'
"""
# An echo may tell any name of the person.
_LOOK = text("""
SELECT c.handoff = 'active' AND c.agent IS NULL AND c.handoff_reason = :phone_app AS has_answered,
       (SELECT min(e.thread) FROM inbox e
        WHERE e.done_at IS NULL AND e.received_at > :since AND e.thread IN (
            SELECT 'echo|' || c.thread
            UNION ALL
            SELECT 'echo|' || c.channel || '|' || c.business_address || '|'
                   || substr(i.value, length(c.channel) + 2)
            FROM contact_identity i
            WHERE i.contact_id = c.contact_id AND i.kind = 'address'
              AND starts_with(i.value, c.channel || '|'))) AS echo
FROM conversation c WHERE c.id = :conversation_id
""")


@dataclass(frozen=True, slots=True)
class OwnerAnswer:
    """Whether the owner has answered; echo: the inbox thread that may yet tell so, or None."""

    has_answered: bool
    echo: str | None


def look(engine: Engine, conversation_id: int, *, now: datetime) -> OwnerAnswer:
    """Return whether the owner is answering in a conversation, as it stands now."""
    values = {
        "conversation_id": conversation_id,
        "phone_app": Elsewhere.PHONE_APP.value,
        "since": now - _PATIENCE,
    }
    with each_by_itself(engine) as db:
        has_answered, echo = db.execute(_LOOK, values).one()
    return OwnerAnswer(bool(has_answered), echo)


def withdraw_replies(db: Session, conversation_id: int) -> int:
    """Take back what the bot was about to answer; return how many messages that is.

    To be called under `outbox.lock_sending`: what a worker has leased is taken back by itself.
    """
    values = {"conversation_id": conversation_id, "reason": OWNER_ANSWERED}
    return run(db, _WITHDRAW, values).rowcount

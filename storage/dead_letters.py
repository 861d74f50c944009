"""Messages that reached nobody, until somebody sends them again or lets them be."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from storage.rows.mail import UNDELIVERED

_FORGIVE = """
), forgiven AS (
    UPDATE contact_identity i SET unreachable_at = NULL, unreachable_code = NULL
    FROM revived JOIN conversation c ON c.id = revived.conversation_id
    WHERE i.contact_id = c.contact_id
)
SELECT conversation_id FROM revived
"""
_REVIVE = text(
    f"""
WITH revived AS (
    UPDATE outbox SET state = 'queued', due_at = :now, attempts = 0, external_id = NULL,
           status_rank = 0, error_code = NULL, sent_at = NULL, lease_until = NULL,
           as_template = false, price_micros = NULL, is_price_told = false
    WHERE id = :id AND {UNDELIVERED}
    RETURNING conversation_id
{_FORGIVE}"""  # noqa: S608 - our own words
)
_RESOLVE = text(
    f"""
UPDATE outbox SET resolved_at = :now, resolved_by = :by
WHERE id = :id AND {UNDELIVERED} RETURNING conversation_id"""  # noqa: S608 - our own words
)


def revive(db: Session, row_id: int, *, now: datetime) -> int | None:
    """Owe an undelivered message again and return its conversation; None when it is none.

    The person counts as reachable again, since whoever sends it again thinks so.
    """
    return db.execute(_REVIVE, {"id": row_id, "now": now}).scalar_one_or_none()


def resolve(db: Session, row_id: int, *, by: str, now: datetime) -> int | None:
    """Let an undelivered message be and return its conversation; None when it is none."""
    return db.execute(_RESOLVE, {"id": row_id, "by": by, "now": now}).scalar_one_or_none()

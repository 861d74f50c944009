"""Facts outside turns, kept for analysts."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from storage.statements import run

_NOTE = """
INSERT INTO event (at, kind, conversation_id, provider_id, service_id, appointment_id, details)
VALUES (%(at)s, %(kind)s, %(conversation_id)s, %(provider_id)s, %(service_id)s, %(appointment_id)s,
        CAST(%(details)s AS jsonb))
"""


def note(
    db: Session,
    kind: str,
    *,
    at: datetime,
    conversation_id: int | None = None,
    provider_id: int | None = None,
    service_id: int | None = None,
    appointment_id: int | None = None,
    details: Mapping[str, Any],
) -> None:
    """Record a fact; details hold ids and counts, never what people wrote."""
    values = {
        "at": at,
        "kind": kind,
        "conversation_id": conversation_id,
        "provider_id": provider_id,
        "service_id": service_id,
        "appointment_id": appointment_id,
        "details": json.dumps(dict(details), ensure_ascii=False),
    }
    db.flush()
    run(db, _NOTE, values)

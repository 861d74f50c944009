"""Those who want to give appointments, as the console lists them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, text


@dataclass(frozen=True, slots=True)
class Signup:
    """One lead. tax_id, account, phone None: not given. reason: why it was rejected."""

    id: int
    conversation_id: int
    state: str
    name: str
    trade: str
    zone: str
    services: str
    hours: str
    tax_id: str | None
    account: str | None
    phone: str | None
    submitted_at: datetime
    consented_at: datetime | None
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None


_SIGNUPS = text("""
SELECT id, conversation_id, state, coalesce(name, '') AS name, coalesce(trade, '') AS trade,
       coalesce(zone, '') AS zone, coalesce(services, '') AS services,
       coalesce(hours, '') AS hours, tax_id, account, phone, submitted_at, consented_at,
       decided_at, decided_by, reason
FROM provider_lead WHERE state = ANY(:states)
ORDER BY coalesce(decided_at, submitted_at) DESC, id DESC LIMIT :limit
""")


def waiting(engine: Engine, *, limit: int = 100) -> list[Signup]:
    """Return those that nobody has decided, longest waiting first."""
    return _of(engine, ["submitted"], limit)[::-1]


def decided(engine: Engine, *, limit: int = 20) -> list[Signup]:
    """Return those decided last, newest first."""
    return _of(engine, ["verified", "rejected"], limit)


def _of(engine: Engine, states: list[str], limit: int) -> list[Signup]:
    with engine.connect() as connection:
        rows = connection.execute(_SIGNUPS, {"states": states, "limit": limit}).mappings()
        return [Signup(**row) for row in rows]

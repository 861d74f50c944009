"""Conversations for pages: who waits for a person, and what was understood."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Engine, or_, text
from sqlmodel import Session, col, select

from storage.rows.facts import TurnRow
from storage.rows.mail import InboxRow
from storage.rows.people import ContactRow, ConversationRow, Handoff, IdentityKind, IdentityRow
from storage.unit_of_work import transaction

_PHONE_TAIL = 4  # digits; enough to tell two people of one name apart, too few to call them


class Holder(Enum):
    """Who answers in a conversation; QUEUE: the bot, until a person takes it."""

    BOT = "none"
    QUEUE = "requested"
    PERSON = "active"


@dataclass(frozen=True, slots=True)
class ConversationCard:
    """One conversation in a list. waiting_since None: nobody was asked for.

    phone_tail: the last digits of the phone, None when it is hidden. reason: one of HandoffReason's
    values or "refund_failed", one of Elsewhere's, None when an agent came by themselves. back_at:
    when the bot comes back by itself.
    """

    id: int
    name: str | None
    phone_tail: str | None
    is_provider: bool
    holder: Holder
    reason: str | None
    agent: str | None
    waiting_since: datetime | None
    last_inbound_at: datetime | None
    back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TurnTrace:
    """What the bot understood and did in one turn."""

    at: datetime
    text: str
    kind: str
    intent: str | None
    confidence: float | None
    entities: Sequence[dict[str, Any]]
    commands: Sequence[str]
    outcomes: Sequence[str]
    outcome: str
    total_ms: int
    nlu_ms: int
    replies: int


_PHONE = (
    select(IdentityRow.value)
    .where(IdentityRow.contact_id == ContactRow.id, IdentityRow.kind == IdentityKind.PHONE)
    .limit(1)
    .scalar_subquery()
)
_CARDS = select(ConversationRow, ContactRow, _PHONE).join(
    ContactRow, col(ContactRow.id) == ConversationRow.contact_id
)


def waiting(engine: Engine, *, limit: int = 200) -> list[ConversationCard]:
    """Return the conversations that wait for a person or are with one, longest waiting first."""
    statement = (
        _CARDS.where(ConversationRow.handoff != Handoff.NONE)
        .order_by(col(ConversationRow.handoff_at), col(ConversationRow.id))
        .limit(limit)
    )
    with transaction(engine) as db:
        return [_card(*found) for found in db.exec(statement).all()]


def one(engine: Engine, conversation_id: int) -> ConversationCard | None:
    """Return one conversation, None when there is none."""
    with transaction(engine) as db:
        found = db.exec(_CARDS.where(ConversationRow.id == conversation_id)).first()
    return _card(*found) if found is not None else None


def _words_of(payload: dict[str, Any]) -> str:
    """Return what a person wrote, or in brackets what they sent instead."""
    words = payload.get("Body") or payload.get("ButtonText") or payload.get("ListTitle")
    return str(words or f"[{payload.get('MessageType') or 'media'}]")


_TURNS = text("""
SELECT t.* FROM turn t
JOIN conversation c ON c.id = t.conversation_id
JOIN contact_identity i ON i.contact_id = c.contact_id AND i.kind = 'phone'
WHERE i.value = :phone ORDER BY t.id DESC LIMIT :limit
""")


def turns_of_phone(engine: Engine, phone: str, *, limit: int = 20) -> list[TurnTrace]:
    """Return what was understood in a person's last turns, newest first."""
    with transaction(engine) as db:
        statement = select(TurnRow).from_statement(_TURNS)
        rows = list(db.execute(statement, {"phone": phone, "limit": limit}).scalars())
        texts = _texts_of(db, [turn.inbox_id for turn in rows if turn.inbox_id is not None])
    return [
        TurnTrace(
            at=turn.at,
            text="\n".join(texts.get(turn.inbox_id, ())),
            kind=turn.kind,
            intent=turn.intent,
            confidence=turn.confidence,
            entities=turn.entities,
            commands=turn.commands,
            outcomes=turn.results,
            outcome=turn.outcome,
            total_ms=turn.total_ms,
            nlu_ms=turn.nlu_ms,
            replies=turn.replies,
        )
        for turn in rows
    ]


def _texts_of(db: Session, row_ids: Sequence[int]) -> dict[int | None, list[str]]:
    """Return what was read in turns, by the first row of each, in the order it came."""
    statement = (
        select(InboxRow)
        .where(or_(col(InboxRow.id).in_(row_ids), col(InboxRow.joined_to).in_(row_ids)))
        .order_by(col(InboxRow.id))
    )
    texts: dict[int | None, list[str]] = defaultdict(list)
    for row in db.exec(statement).all():
        texts[row.joined_to or row.id].append(_words_of(row.payload))
    return texts


def _card(row: ConversationRow, contact: ContactRow, phone: str | None) -> ConversationCard:
    assert row.id is not None
    return ConversationCard(
        id=row.id,
        name=contact.name,
        phone_tail=phone and phone[-_PHONE_TAIL:],
        is_provider=contact.provider_id is not None,
        holder=Holder(row.handoff.value),
        reason=row.handoff_reason,
        agent=row.agent,
        waiting_since=row.handoff_at,
        last_inbound_at=row.last_inbound_at,
        back_at=row.handoff_until,
    )

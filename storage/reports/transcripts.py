"""What was said in one conversation, by whom, and how far our messages got."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from sqlalchemy import Engine, and_, or_
from sqlmodel import Session, col, select

from bot.channels.codecs import CODECS
from bot.channels.errors import UnknownShapeError
from bot.messages.inbound import InboundKind
from storage.outbox import STATUS_RANK
from storage.owner_answers import OWNER_ANSWERED
from storage.rows.mail import InboxKind, InboxRow, OutboxKind, OutboxRow, OutboxState, Urgency
from storage.rows.media import MediaRow
from storage.rows.people import ConversationRow, IdentityKind, IdentityRow
from storage.unit_of_work import transaction

_BESIDE = (InboxKind.ECHO, InboxKind.STANDBY)  # said between the person and somebody else of us


class Delivery(Enum):
    """How far a message of ours got. WITHDRAWN: the owner answered before it left."""

    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a conversation. author: "customer", "bot", "agent:<name>", or "owner" for the
    business on the phone's own app.

    attachment: what came instead of words or with them, None for plain words; of a voice note that
    was listened to, text holds the words. file_id: of what is kept of it, None when nothing is.
    delivery None: it was sent to us.
    """

    at: datetime
    author: str
    text: str
    choices: tuple[str, ...]
    attachment: InboundKind | None
    delivery: Delivery | None
    file_id: int | None = None


def transcript(engine: Engine, conversation_id: int, *, limit: int = 100) -> list[Line]:
    """Return the last messages of a conversation, oldest first; reminders only once they left."""
    with transaction(engine) as db:
        conversation = db.get(ConversationRow, conversation_id)
        if conversation is None:
            return []
        lines = [*_inbound(db, conversation, limit), *_outbound(db, conversation_id, limit)]
    return sorted(lines, key=lambda line: line.at)[-limit:]


def _inbound(db: Session, conversation: ConversationRow, limit: int) -> list[Line]:
    """Return the last messages of the person, in the order they came."""
    names = select(IdentityRow.value).where(
        IdentityRow.contact_id == conversation.contact_id,
        IdentityRow.kind == IdentityKind.ADDRESS,
    )
    threads = {conversation.thread, *_threads(conversation, db.exec(names).all())}
    beside = [f"{kind.value}|{one}" for kind in _BESIDE for one in threads]
    statement = (
        select(InboxRow)
        .where(
            col(InboxRow.thread).in_([conversation.thread, *beside]),
            col(InboxRow.kind).in_([InboxKind.MESSAGE, *_BESIDE]),
        )
        .order_by(col(InboxRow.id).desc())
        .limit(limit)
    )
    rows = db.exec(statement).all()
    files = _files_of(db, [row.id for row in rows if row.id is not None])
    return [_said_beside_us(row, files.get(row.id)) for row in reversed(rows)]


def _threads(conversation: ConversationRow, names: Sequence[str]) -> set[str]:
    """Return the threads of a person's names with one number of ours; an echo may tell any."""
    channel = f"{conversation.channel}|"
    return {
        f"{channel}{conversation.business_address}|{name.removeprefix(channel)}"
        for name in names
        if name.startswith(channel)
    }


def _said_beside_us(row: InboxRow, file: MediaRow | None) -> Line:
    line = _said_to_us(row, file)
    return replace(line, author="owner") if row.kind is InboxKind.ECHO else line


def _files_of(db: Session, inbox_ids: Sequence[int]) -> dict[int | None, MediaRow]:
    """Return the files that came with messages, by the message."""
    found = db.exec(select(MediaRow).where(col(MediaRow.inbox_id).in_(inbox_ids))).all()
    return {one.inbox_id: one for one in found}


def _said_to_us(row: InboxRow, file: MediaRow | None) -> Line:
    try:
        inbound = CODECS[row.source].decode(row.payload, row.received_at)
    except UnknownShapeError:
        kind, words = InboundKind.UNSUPPORTED, ""
    else:
        kind, words = inbound.kind, inbound.text
    attachment = None if kind in (InboundKind.TEXT, InboundKind.TAP) else kind
    words = words or (file.transcript if file is not None else None) or ""
    file_id = file.id if file is not None and file.digest is not None else None
    return Line(row.received_at, "customer", words, (), attachment, None, file_id)


def _outbound(db: Session, conversation_id: int, limit: int) -> list[Line]:
    """Return our last messages, in the order they were put."""
    has_begun = col(OutboxRow.state).in_(
        [OutboxState.SENT, OutboxState.SENDING, OutboxState.FAILED]
    )
    is_next = and_(
        col(OutboxRow.state) == OutboxState.QUEUED, col(OutboxRow.urgency) == Urgency.REPLY
    )
    statement = (
        select(OutboxRow)
        .where(
            OutboxRow.conversation_id == conversation_id,
            OutboxRow.kind == OutboxKind.MESSAGE,
            or_(has_begun, is_next, col(OutboxRow.error_code) == OWNER_ANSWERED),
        )
        .order_by(col(OutboxRow.id).desc())
        .limit(limit)
    )
    return [_said_by_us(row) for row in reversed(db.exec(statement).all())]


def _said_by_us(row: OutboxRow) -> Line:
    put_at = row.created_at if row.urgency is Urgency.REPLY else row.due_at
    titles = [choice["title"] for choice in row.payload.get("choices", ())]
    if "label" in row.payload:  # of a payment link
        titles.append(str(row.payload["label"]).rstrip(":"))
    return Line(
        at=row.sent_at or put_at,
        author=row.author,
        text=str(row.payload.get("body", "")),
        choices=tuple(titles),
        attachment=None,
        delivery=_delivery(row),
    )


def _delivery(row: OutboxRow) -> Delivery:
    """Return how far a message got by our own record and by the channel's notices."""
    seen = STATUS_RANK[row.status_rank - 1] if row.status_rank > 0 else ""  # ranks count from one
    if row.state is OutboxState.FAILED or seen in ("undelivered", "failed"):
        return Delivery.FAILED
    if row.state is OutboxState.CANCELLED:
        return Delivery.WITHDRAWN
    if row.state is not OutboxState.SENT:
        return Delivery.PENDING
    return Delivery(seen) if seen in ("delivered", "read") else Delivery.SENT

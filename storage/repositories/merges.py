"""Two contacts made one, and taken apart again: what moved is on record, row by row."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text, update
from sqlmodel import Session, col, select

from storage.locks import lock_thread
from storage.rows.appointments import AppointmentRow, SeriesRow
from storage.rows.consent import ConsentRow
from storage.rows.mail import OutboxRow, OutboxState
from storage.rows.people import ContactMergeRow, ContactRow, ConversationRow, IdentityRow
from storage.rows.requests import DataRequestRow, InvoiceRequestRow, ProviderLeadRow
from storage.rows.waitlist import WaitlistWishRow

# All that belongs to a contact: a table with a new link to it is added here.
_OWNED: Sequence[type[Any]] = (
    IdentityRow,
    ConversationRow,
    ConsentRow,
    DataRequestRow,
    InvoiceRequestRow,
    ProviderLeadRow,
    AppointmentRow,
    SeriesRow,
    WaitlistWishRow,
)

Rows = Mapping[str, Sequence[int]]  # the name of a table → ids


def owned_tables() -> frozenset[str]:
    """Return the names of the tables whose rows go with a contact."""
    return frozenset(str(kind.__tablename__) for kind in _OWNED)


def give(db: Session, giver_id: int, taker_id: int) -> dict[str, list[int]]:
    """Let everything of one contact be another's; return what it was. Tables left as they were
    are not named."""
    db.flush()
    given: dict[str, list[int]] = {}
    for kind in _OWNED:
        statement = (
            update(kind)
            .where(col(kind.contact_id) == giver_id)
            .values(contact_id=taker_id)
            .returning(kind.id)
        )
        if ids := list(db.execute(statement).scalars()):
            given[str(kind.__tablename__)] = sorted(ids)
    return given


def give_back(db: Session, rows: Rows, *, holder_id: int, owner_id: int) -> int:
    """Let rows be their former owner's again, if they still are with the holder; return how many.

    What was made since then is not among them.
    """
    db.flush()
    count = 0
    for kind in _OWNED:
        ids = rows.get(str(kind.__tablename__), ())
        statement = (
            update(kind)
            .where(col(kind.id).in_(ids), col(kind.contact_id) == holder_id)
            .values(contact_id=owner_id)
            .returning(kind.id)
        )
        count += len(db.execute(statement).all()) if ids else 0
    return count


def was_undone(db: Session, one_id: int, other_id: int) -> bool:
    """Whether somebody has taken these two apart: they are never made one by themselves again."""
    pair = (one_id, other_id)
    statement = select(ContactMergeRow.id).where(
        col(ContactMergeRow.kept_id).in_(pair),
        col(ContactMergeRow.merged_id).in_(pair),
        col(ContactMergeRow.undone_at).is_not(None),
    )
    return db.exec(statement).first() is not None


def locked(db: Session, merge_id: int) -> ContactMergeRow | None:
    """Return a merge, locked, None when there is none."""
    return db.get(ContactMergeRow, merge_id, with_for_update=True)


def lock_pair(db: Session, one_id: int, other_id: int) -> tuple[ContactRow, ContactRow]:
    """Return two contacts, locked in the same order for everybody."""
    rows = {
        one: db.get_one(ContactRow, one, with_for_update=True, populate_existing=True)
        for one in sorted((one_id, other_id))
    }
    return rows[one_id], rows[other_id]


_RETHREAD = text("""
UPDATE inbox SET thread = beside || CAST(:new AS text)
FROM (VALUES (''), ('echo|'), ('standby|')) AS threads(beside)
WHERE thread = beside || CAST(:old AS text)
""")


def move_thread(db: Session, conversation: ConversationRow, thread: str, address: str) -> None:
    """Let a conversation go on in another thread, with all that was said in it.

    Raises LockBusyError when somebody works on it; the transaction must then end.
    """
    lock_thread(db, conversation.thread)
    db.execute(_RETHREAD, {"old": conversation.thread, "new": thread})
    conversation.thread, conversation.address = thread, address
    db.add(conversation)
    db.flush()


def leave(db: Session, conversation: ConversationRow, *, now: datetime) -> None:
    """Let a conversation end where its person is not any more: whoever writes from there is new."""
    conversation.left_at = now
    move_thread(db, conversation, f"left|{conversation.id}", conversation.address)


def readdress(
    db: Session, from_id: int, to_id: int, row_ids: Sequence[int] | None = None
) -> list[int]:
    """Let what a conversation is owed leave by another one; return the ids of these rows.

    row_ids: only of these. What has begun to leave stays where it is.
    """
    statement = update(OutboxRow).where(
        col(OutboxRow.conversation_id) == from_id, col(OutboxRow.state) == OutboxState.QUEUED
    )
    if row_ids is not None:
        statement = statement.where(col(OutboxRow.id).in_(row_ids))
    moved = statement.values(conversation_id=to_id).returning(col(OutboxRow.id))
    return sorted(one for one in db.execute(moved).scalars() if one is not None)


def conversation_at(db: Session, thread: str) -> ConversationRow | None:
    """Return the conversation of a thread, None when there is none."""
    return db.exec(select(ConversationRow).where(ConversationRow.thread == thread)).first()


def conversations_at(
    db: Session, contact_id: int, channel: str, address: str
) -> Sequence[ConversationRow]:
    """Return somebody's conversations at one address, one for each of our numbers."""
    statement = select(ConversationRow).where(
        ConversationRow.contact_id == contact_id,
        ConversationRow.channel == channel,
        ConversationRow.address == address,
        col(ConversationRow.left_at).is_(None),
    )
    return db.exec(statement).all()


def latest_of(db: Session, conversation: ConversationRow) -> ConversationRow:
    """Return where its person last wrote to the same number of ours: itself, unless elsewhere."""
    statement = (
        select(ConversationRow)
        .where(
            ConversationRow.contact_id == conversation.contact_id,
            ConversationRow.channel == conversation.channel,
            ConversationRow.business_address == conversation.business_address,
            col(ConversationRow.left_at).is_(None),
        )
        .order_by(col(ConversationRow.last_inbound_at).desc().nulls_last(), col(ConversationRow.id))
        .limit(1)
    )
    return db.exec(statement).first() or conversation

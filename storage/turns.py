"""A turn's two ends, each in one statement: it is the hottest path, and every statement costs it.

What happens in between goes through the repositories.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select, text
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from storage.outbox import LEASE_SECONDS, Claimed
from storage.rows.catalogue import BusinessRow
from storage.rows.mail import STARTED, InboxRow, OutboxKind, OutboxRow, OutboxState, Urgency
from storage.rows.people import ContactRow, ConversationRow


@dataclass(frozen=True, slots=True)
class OpenedTurn:
    """What a turn starts from; conversation and contact are None for somebody's first message.

    row_ids: the items that are read as one message, oldest first. notice_ids: the ids of the
    buttons of a notice, if one was the last thing this person was sent.
    """

    row_ids: tuple[int, ...]
    thread: str
    received_at: datetime
    conversation: ConversationRow | None
    contact: ContactRow | None
    catalogue_version: int | None
    notice_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClosedTurn:
    """What a turn left behind: its record, the answers leased to this worker, what waits next.

    next_id None: nothing else waits in the thread. is_queued: an answer waits behind what somebody
    else is sending to the conversation.
    """

    turn_id: int
    claimed: list[Claimed]
    is_queued: bool
    next_id: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One reply of a turn, as it waits in the outbox."""

    key: str
    payload: Mapping[str, Any]


NOTICE_LIFE = timedelta(days=3)  # what comes later answers nothing blindly
_CHOICES = col(OutboxRow.payload)["choices"]
_HAS_CHOICES = func.jsonb_array_length(func.coalesce(_CHOICES, text("'[]'::jsonb"))) > 0
_LEFT_AT = func.coalesce(OutboxRow.sent_at, OutboxRow.created_at)
# A notice with buttons that left after everything else may be what the person is answering.
_NOTICE = (
    select(case((col(OutboxRow.urgency) != Urgency.REPLY, _CHOICES)))
    .where(
        col(OutboxRow.conversation_id) == ConversationRow.id,
        bindparam("since") < _LEFT_AT,
        or_(
            col(OutboxRow.urgency) == Urgency.REPLY,
            and_(
                col(OutboxRow.urgency).in_([Urgency.NOTICE, *STARTED]),
                col(OutboxRow.state) == OutboxState.SENT,
                _HAS_CHOICES,
            ),
        ),
    )
    .order_by(_LEFT_AT.desc(), col(OutboxRow.id).desc())
    .limit(1)
    .correlate(ConversationRow)
    .scalar_subquery()
)
_OPEN = (
    select(
        col(InboxRow.thread),
        col(InboxRow.received_at),
        ConversationRow,
        ContactRow,
        col(BusinessRow.catalogue_version),
        _NOTICE,
    )
    .outerjoin(ConversationRow, col(ConversationRow.thread) == InboxRow.thread)
    .outerjoin(ContactRow, col(ContactRow.id) == ConversationRow.contact_id)
    .outerjoin(BusinessRow, text("true"))
    .where(col(InboxRow.id) == func.any(bindparam("row_ids")), col(InboxRow.done_at).is_(None))
    .order_by(col(InboxRow.id))
)


def open_turn(db: Session, row_ids: Sequence[int], *, now: datetime) -> OpenedTurn | None:
    """Return what a turn starts from, read under the thread's lock.

    row_ids: items of one thread. None when one of them is done already.
    """
    found = db.execute(_OPEN, {"row_ids": list(row_ids), "since": now - NOTICE_LIFE}).all()
    if len(found) != len(row_ids):
        return None
    thread, received_at, conversation, contact, version, choices = found[0]
    notice_ids = tuple(one["id"] for one in choices or ())
    return OpenedTurn(
        tuple(row_ids), thread, received_at, conversation, contact, version, notice_ids
    )


_CLOSE = text("""
WITH finished AS (
    UPDATE inbox SET done_at = :now, joined_to = nullif(CAST(:first_id AS bigint), id)
    WHERE id = ANY(:row_ids)
), kept AS (
    UPDATE conversation SET session = CAST(:session AS jsonb), last_inbound_at = :last_inbound_at
    WHERE id = :conversation_id
), recorded AS (
    INSERT INTO turn (conversation_id, inbox_id, at, kind, messages, intent, confidence, entities,
                      ranking, commands, results, outcome, flow, misses, replies, wait_ms, nlu_ms,
                      total_ms, model)
    SELECT * FROM jsonb_to_record(CAST(:turn AS jsonb)) AS t(
        conversation_id bigint, inbox_id bigint, at timestamptz, kind text, messages int,
        intent text,
        confidence float, entities jsonb, ranking jsonb, commands jsonb, results jsonb,
        outcome text, flow text, misses int, replies int, wait_ms int, nlu_ms int, total_ms int,
        model text)
    RETURNING id
), busy AS (
    SELECT EXISTS (
        SELECT 1 FROM outbox WHERE conversation_id = :conversation_id
          AND urgency NOT IN ('reminder', 'campaign')
          AND (state = 'sending' OR state = 'queued')
          AND error_code IS DISTINCT FROM 'template_pending') AS is_busy
), owed AS (
    INSERT INTO outbox (key, kind, urgency, conversation_id, turn_id, author, payload, state,
                        due_at, lease_until, attempts, as_template, status_rank, created_at)
    SELECT a.key, 'message', 'reply', :conversation_id, recorded.id, 'bot', a.payload,
           CASE WHEN is_busy THEN 'queued' ELSE 'sending' END, :now,
           CASE WHEN NOT is_busy THEN clock_timestamp() + make_interval(secs => :lease) END,
           CASE WHEN is_busy THEN 0 ELSE 1 END, false, 0, :now
    FROM recorded, busy,
         ROWS FROM (jsonb_to_recordset(CAST(:answers AS jsonb)) AS (key text, payload jsonb))
         WITH ORDINALITY AS a(key, payload, number)
    ORDER BY a.number
    ON CONFLICT (key) DO NOTHING
    RETURNING id, key, state
)
SELECT (SELECT id FROM recorded) AS turn_id,
       (SELECT jsonb_object_agg(key, id) FROM owed WHERE state = 'sending') AS leased,
       (SELECT min(id) FROM inbox WHERE thread = :thread AND done_at IS NULL
          AND id <> ALL(:row_ids)) AS next_id
""")


def close_turn(
    db: Session,
    opened: OpenedTurn,
    conversation: ConversationRow,
    *,
    session: Mapping[str, Any],
    last_inbound_at: datetime,
    record: Mapping[str, Any],
    answers: Sequence[Answer],
    now: datetime,
) -> ClosedTurn:
    """Write a turn's end: session, record, answers, inbox; lease the answers to this worker.

    record: the columns of TurnRow, JSON-ready. The answers are only queued when the conversation
    is owed something earlier, which whoever sends that goes on with.
    """
    db.flush()
    db.execute(_LOCK_OUTBOX, {"id": conversation.id})
    values = {
        "now": now,
        "first_id": opened.row_ids[0],
        "row_ids": list(opened.row_ids),
        "thread": opened.thread,
        "conversation_id": conversation.id,
        "session": _json(session),
        "last_inbound_at": last_inbound_at,
        "turn": _json(record),
        "answers": _json([{"key": one.key, "payload": one.payload} for one in answers]),
        "lease": LEASE_SECONDS,
    }
    closed = db.execute(_CLOSE, values).one()
    set_committed_value(conversation, "session", dict(session))
    set_committed_value(conversation, "last_inbound_at", last_inbound_at)
    leased: Mapping[str, int] = closed.leased or {}
    claimed = [
        Claimed(_leased_row(leased[one.key], one, conversation, now), uncertain=False)
        for one in answers
        if one.key in leased
    ]
    is_queued = len(claimed) < len(answers)
    return ClosedTurn(closed.turn_id, claimed, is_queued, closed.next_id)


_LOCK_OUTBOX = text("SELECT pg_advisory_xact_lock(hashtextextended('outbox', :id))")


def _leased_row(
    row_id: int, answer: Answer, conversation: ConversationRow, now: datetime
) -> OutboxRow:
    return OutboxRow(
        id=row_id,
        key=answer.key,
        kind=OutboxKind.MESSAGE,
        urgency=Urgency.REPLY,
        conversation_id=conversation.id,
        payload=dict(answer.payload),
        state=OutboxState.SENDING,
        due_at=now,
        attempts=1,
        created_at=now,
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)

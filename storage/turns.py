"""A turn's two ends, each in one statement: it is the hottest path, and every statement costs it.

What happens in between goes through the repositories.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session

from storage.outbox import LEASE_SECONDS, Claimed, lock_sending
from storage.rows.mail import OutboxKind, OutboxRow, OutboxState, Urgency
from storage.rows.people import ContactRow, ConversationRow
from storage.statements import array, columns_of, run


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
_CONVERSATION, _CONTACT = columns_of(ConversationRow), columns_of(ContactRow)
_OUTBOX = columns_of(OutboxRow)
# A notice with buttons that left after everything else may be what the person is answering.
_OPEN_ALL = """
SELECT inbox.thread, inbox.received_at, business.catalogue_version, (
    SELECT CASE WHEN o.urgency <> 'reply' THEN o.payload -> 'choices' END
    FROM outbox o
    WHERE o.conversation_id = conversation.id
      AND coalesce(o.sent_at, o.created_at) > %(since)s
      AND (o.urgency = 'reply'
           OR (o.state = 'sent' AND jsonb_array_length(coalesce(o.payload -> 'choices', '[]')) > 0))
    ORDER BY coalesce(o.sent_at, o.created_at) DESC, o.id DESC LIMIT 1
), conversation.*, contact.*
FROM inbox
LEFT JOIN conversation ON conversation.thread = inbox.thread
LEFT JOIN contact ON contact.id = conversation.contact_id
LEFT JOIN business ON true
WHERE inbox.id = ANY(CAST(%(row_ids)s AS bigint[])) AND inbox.done_at IS NULL
ORDER BY inbox.id
"""
_OPEN = _CONTACT.spelt_out(_CONVERSATION.spelt_out(_OPEN_ALL))


def open_turn(db: Session, row_ids: Sequence[int], *, now: datetime) -> OpenedTurn | None:
    """Return what a turn starts from, read under the thread's lock.

    row_ids: items of one thread. None when one of them is done already.
    """
    values = {"row_ids": array(row_ids), "since": now - NOTICE_LIFE}
    found = run(db, _OPEN, values).fetchall()
    if len(found) != len(row_ids):
        return None
    thread, received_at, version, choices, *known = found[0]
    width = len(_CONVERSATION.names)
    return OpenedTurn(
        tuple(row_ids),
        thread,
        received_at,
        _CONVERSATION.row(db, known[:width]),
        _CONTACT.row(db, known[width:]),
        version,
        tuple(one["id"] for one in choices or ()),
    )


_CLOSE = """
WITH finished AS (
    UPDATE inbox SET done_at = %(now)s, joined_to = nullif(CAST(%(first_id)s AS bigint), id)
    WHERE id = ANY(CAST(%(row_ids)s AS bigint[]))
), kept AS (
    UPDATE conversation
    SET session = CAST(%(session)s AS jsonb), last_inbound_at = %(last_inbound_at)s
    WHERE id = %(conversation_id)s
), recorded AS (
    INSERT INTO turn (conversation_id, inbox_id, at, kind, messages, intent, confidence, entities,
                      ranking, commands, results, outcome, flow, misses, replies, wait_ms, nlu_ms,
                      total_ms, model)
    SELECT * FROM jsonb_to_record(CAST(%(turn)s AS jsonb)) AS t(
        conversation_id bigint, inbox_id bigint, at timestamptz, kind text, messages int,
        intent text,
        confidence float, entities jsonb, ranking jsonb, commands jsonb, results jsonb,
        outcome text, flow text, misses int, replies int, wait_ms int, nlu_ms int, total_ms int,
        model text)
    RETURNING id
), busy AS (
    SELECT EXISTS (
        SELECT 1 FROM outbox WHERE conversation_id = %(conversation_id)s
          AND urgency NOT IN ('reminder', 'campaign')
          AND (state = 'sending' OR state = 'queued')
          AND error_code IS DISTINCT FROM 'template_pending') AS is_busy
), owed AS (
    INSERT INTO outbox (key, kind, urgency, conversation_id, turn_id, author, payload, state,
                        due_at, lease_until, attempts, as_template, status_rank, created_at)
    SELECT a.key, 'message', 'reply', %(conversation_id)s, recorded.id, 'bot', a.payload,
           CASE WHEN is_busy THEN 'queued' ELSE 'sending' END, %(now)s,
           CASE WHEN NOT is_busy THEN clock_timestamp() + make_interval(secs => %(lease)s) END,
           CASE WHEN is_busy THEN 0 ELSE 1 END, false, 0, %(now)s
    FROM recorded, busy,
         ROWS FROM (jsonb_to_recordset(CAST(%(answers)s AS jsonb)) AS (key text, payload jsonb))
         WITH ORDINALITY AS a(key, payload, number)
    ORDER BY a.number
    ON CONFLICT (key) DO NOTHING
    RETURNING id, key, state
)
SELECT (SELECT id FROM recorded) AS turn_id,
       (SELECT jsonb_object_agg(key, id) FROM owed WHERE state = 'sending') AS leased,
       (SELECT min(id) FROM inbox WHERE thread = %(thread)s AND done_at IS NULL
          AND id <> ALL(CAST(%(row_ids)s AS bigint[]))) AS next_id
"""


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
    assert conversation.id is not None
    lock_sending(db, conversation.id)
    values = {
        "now": now,
        "first_id": opened.row_ids[0],
        "row_ids": array(opened.row_ids),
        "thread": opened.thread,
        "conversation_id": conversation.id,
        "session": _json(session),
        "last_inbound_at": last_inbound_at,
        "turn": _json(record),
        "answers": _json([{"key": one.key, "payload": one.payload} for one in answers]),
        "lease": LEASE_SECONDS,
    }
    ((turn_id, leased, next_id),) = run(db, _CLOSE, values)
    set_committed_value(conversation, "session", dict(session))
    set_committed_value(conversation, "last_inbound_at", last_inbound_at)
    ids: Mapping[str, int] = leased or {}
    claimed = [
        Claimed(_leased_row(ids[one.key], one, conversation, now), uncertain=False)
        for one in answers
        if one.key in ids
    ]
    is_queued = len(claimed) < len(answers)
    return ClosedTurn(turn_id, claimed, is_queued, next_id)


def _leased_row(
    row_id: int, answer: Answer, conversation: ConversationRow, now: datetime
) -> OutboxRow:
    return _OUTBOX.made(
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

"""The outbox: what we owe the world. Rows are put inside the transaction they follow from; sending
starts after its commit, under a lease, so that a dead worker's row is looked at again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, text, update
from sqlmodel import Session, col, select

from storage.rows.mail import OutboxKind, OutboxRow, OutboxState, Urgency
from storage.rows.people import ConversationRow
from storage.statements import array, columns_of, run
from storage.unit_of_work import each_by_itself, transaction

# The channels' words for how far a message got, lowest first; failed ones rank above, being final.
STATUS_RANK = ("queued", "sending", "sent", "delivered", "read", "undelivered", "failed")
UNCONFIRMED = "unconfirmed"  # it may have left; the channel has been given time to say so
LEASE_SECONDS = 30  # longer than any gateway's time limit, short enough to be noticed by nobody


@dataclass(frozen=True, slots=True)
class Owed:
    """Something to put into the outbox; key makes it unique for ever."""

    key: str
    kind: OutboxKind
    urgency: Urgency
    payload: Mapping[str, Any]
    due_at: datetime
    conversation_id: int | None = None
    appointment_id: int | None = None
    refund_id: int | None = None
    turn_id: int | None = None
    author: str = "bot"


@dataclass(frozen=True, slots=True)
class Left:
    """A row that left: the party's id of it, and whether it went as an approved template."""

    row_id: int
    external_id: str
    as_template: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row leased to this worker. uncertain: an earlier try may have left unnoted."""

    row: OutboxRow
    uncertain: bool


_PUT = """
INSERT INTO outbox (key, kind, urgency, conversation_id, appointment_id, refund_id, turn_id, author,
                    payload, state, due_at, attempts, as_template, status_rank, created_at)
VALUES (%(key)s, %(kind)s, %(urgency)s, %(conversation_id)s, %(appointment_id)s, %(refund_id)s,
        %(turn_id)s, %(author)s, CAST(%(payload)s AS jsonb), 'queued', %(due_at)s, 0, false, 0,
        %(now)s)
ON CONFLICT (key) DO NOTHING RETURNING id
"""


def put(db: Session, owed: Owed, *, now: datetime) -> int | None:
    """Queue something and return its id; None when its key is there already."""
    values = {
        "key": owed.key,
        "kind": owed.kind.value,
        "urgency": owed.urgency.value,
        "conversation_id": owed.conversation_id,
        "appointment_id": owed.appointment_id,
        "refund_id": owed.refund_id,
        "turn_id": owed.turn_id,
        "author": owed.author,
        "payload": json.dumps(dict(owed.payload), ensure_ascii=False),
        "due_at": owed.due_at,
        "now": now,
    }
    db.flush()
    row = run(db, _PUT, values).fetchone()
    return row[0] if row is not None else None


_CANCEL_PENDING = """
UPDATE outbox SET state = 'cancelled'
WHERE appointment_id = %(appointment_id)s AND urgency = %(urgency)s AND state = 'queued'
"""


def cancel_pending(db: Session, appointment_id: int, urgency: Urgency) -> None:
    """Take back what is queued of one urgency for an appointment and has not begun to leave."""
    run(db, _CANCEL_PENDING, {"appointment_id": appointment_id, "urgency": urgency.value})


_OUTBOX = columns_of(OutboxRow)
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('outbox', %(id)s))"


def lock_sending(db: Session, conversation_id: int) -> None:
    """Let nobody else begin to send to a conversation until the transaction ends.

    For whoever puts something at once under way, leases what is there, or takes it back.
    """
    db.flush()
    run(db, _LOCK, {"id": conversation_id})


# What waits for its next try keeps those put after it back, so that nothing overtakes; a reminder
# or a template that is not approved yet may wait for hours and keeps nobody back.
_CLAIM = """
WITH mine AS (
    SELECT id, state = 'sending' AS uncertain FROM outbox
    WHERE conversation_id = %(conversation_id)s AND due_at <= %(now)s
      AND (state = 'queued' OR (state = 'sending' AND lease_until < clock_timestamp()))
      AND NOT EXISTS (
          SELECT 1 FROM outbox busy WHERE busy.conversation_id = %(conversation_id)s
            AND busy.state = 'sending' AND busy.lease_until >= clock_timestamp())
      AND (urgency IN ('reminder', 'campaign') OR NOT EXISTS (
          SELECT 1 FROM outbox earlier WHERE earlier.conversation_id = %(conversation_id)s
            AND earlier.id < outbox.id AND earlier.state = 'queued' AND earlier.due_at > %(now)s
            AND earlier.urgency NOT IN ('reminder', 'campaign')
            AND earlier.error_code IS DISTINCT FROM 'template_pending'))
    ORDER BY id LIMIT 20
)
UPDATE outbox SET state = 'sending', attempts = attempts + 1,
       lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
FROM mine WHERE outbox.id = mine.id RETURNING mine.uncertain, outbox.*
"""
_CLAIM_REFUND = """
UPDATE outbox SET state = 'sending', attempts = attempts + 1,
       lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
WHERE id = %(id)s AND (state = 'queued' OR (state = 'sending' AND lease_until < clock_timestamp()))
RETURNING false, outbox.*
"""


@dataclass(frozen=True, slots=True)
class Turnover:
    """What a conversation is owed by now, and whom to send it to."""

    conversation: ConversationRow
    claimed: list[Claimed]


def claim_conversation(engine: Engine, conversation_id: int, *, now: datetime) -> Turnover | None:
    """Lease what a conversation is owed by now, in order; None when there is nothing to send now.

    Nothing is leased while another worker sends to it, so that the messages of one conversation
    leave one by one, in the order they were put.
    """
    with transaction(engine) as db:
        claimed = claim_in(db, conversation_id, now=now)
        if not claimed:
            return None
        return Turnover(db.get_one(ConversationRow, conversation_id), claimed)


def claim_in(db: Session, conversation_id: int, *, now: datetime) -> list[Claimed]:
    """Lease what a conversation is owed, inside a transaction that may just have put it there."""
    lock_sending(db, conversation_id)
    values = {"conversation_id": conversation_id, "now": now, "lease": LEASE_SECONDS}
    return _claimed(db, _CLAIM, values)


def claim_refund(engine: Engine, row_id: int) -> Claimed | None:
    """Lease a refund to be made, None when somebody else is making it or it is made."""
    with transaction(engine) as db:
        values = {"id": row_id, "lease": LEASE_SECONDS}
        claimed = _claimed(db, _CLAIM_REFUND, values)
        return claimed[0] if claimed else None


def _claimed(db: Session, statement: str, values: Mapping[str, object]) -> list[Claimed]:
    found = [
        Claimed(row, uncertain)
        for uncertain, *read in run(db, _OUTBOX.spelt_out(statement), values)
        if (row := _OUTBOX.row(db, read)) is not None
    ]
    return sorted(found, key=lambda one: one.row.id or 0)


@dataclass(frozen=True, slots=True)
class Due:
    """Whose time has come: conversations that are owed messages, and rows of refunds.

    later: the places in line of conversations that are owed only what the bot starts.
    """

    conversations: tuple[int, ...]
    refunds: tuple[int, ...]
    later: Mapping[int, float]


_URGENT = text("""
SELECT conversation_id, CASE WHEN kind = 'refund' THEN id END AS refund_id
FROM outbox
WHERE due_at <= :now AND state IN ('queued', 'sending') AND urgency IN ('reply', 'notice')
  AND (state = 'queued' OR lease_until < clock_timestamp())
GROUP BY 1, 2
ORDER BY min(CASE urgency WHEN 'reply' THEN 0 ELSE 1 END), min(id)
LIMIT 500
""")
_LATER = text("""
SELECT conversation_id, urgency, due_at
FROM outbox
WHERE due_at <= :now AND state IN ('queued', 'sending') AND urgency IN ('reminder', 'campaign')
  AND (state = 'queued' OR lease_until < clock_timestamp())
ORDER BY urgency DESC, due_at, id
LIMIT :most
""")
_BEHIND_REMINDERS = 1e11  # seconds, more than any instant has


def due(engine: Engine, *, now: datetime, most_later: int = 500) -> Due:
    """Return whose time has come, those owed replies first; reminders before campaigns.

    most_later: how many of those owed only what the bot starts, which may be very many.
    """
    with transaction(engine) as db:
        rows = db.execute(_URGENT, {"now": now}).all()
        later: dict[int, float] = {}
        for conversation_id, urgency, due_at in db.execute(
            _LATER, {"now": now, "most": most_later}
        ):
            behind = _BEHIND_REMINDERS if urgency == Urgency.CAMPAIGN.value else 0.0
            later.setdefault(conversation_id, due_at.timestamp() + behind)
    return Due(
        conversations=tuple(one for one, refund in rows if refund is None and one is not None),
        refunds=tuple(refund for _, refund in rows if refund is not None),
        later=later,
    )


_MARK_SENT = """
WITH gone AS (
    UPDATE outbox SET state = 'sent', external_id = l.external_id, as_template = l.as_template,
           sent_at = %(now)s, lease_until = NULL, error_code = NULL
    FROM jsonb_to_recordset(CAST(%(left)s AS jsonb))
         AS l(row_id bigint, external_id text, as_template boolean)
    WHERE outbox.id = l.row_id
      AND (outbox.state = 'sending' OR outbox.external_id = l.external_id)
)
SELECT EXISTS (
    SELECT 1 FROM outbox
    WHERE conversation_id = %(conversation_id)s AND due_at <= %(now)s
      AND id <> ALL(CAST(%(row_ids)s AS bigint[]))
      AND (state = 'queued' OR (state = 'sending' AND lease_until < clock_timestamp())))
"""


def mark_sent(
    engine: Engine, left: Sequence[Left], *, now: datetime, conversation_id: int | None = None
) -> bool:
    """Note what left, under the party's ids; return whether the conversation is owed more.

    It takes no lock: what is put at this very moment by somebody who still saw these under way is
    rung for by whoever put it, or by the clock's next tick.
    """
    values = {
        "left": json.dumps([asdict(one) for one in left]),
        "row_ids": array(one.row_id for one in left),
        "conversation_id": conversation_id,
        "now": now,
    }
    with each_by_itself(engine) as db:
        ((is_owed,),) = run(db, _MARK_SENT, values)
        return bool(is_owed)


def mark_failed(engine: Engine, row_id: int, error_code: str) -> None:
    """Note that it can never leave."""
    _set(engine, row_id, state=OutboxState.FAILED, error_code=error_code, lease_until=None)


_MARK_UNREACHABLE = text("""
UPDATE contact_identity i SET unreachable_at = :now, unreachable_code = :code
FROM conversation c
WHERE c.id = :conversation_id AND i.contact_id = c.contact_id
  AND (i.value = c.channel || '|' || c.address
       OR (i.kind = 'phone' AND strpos(c.address, ltrim(i.value, '+')) > 0))
""")


def mark_unreachable(
    engine: Engine, conversation_id: int, error_code: str, *, now: datetime
) -> None:
    """Note that the names by which we know somebody lead nowhere, until they write again."""
    with each_by_itself(engine) as db:
        values = {"conversation_id": conversation_id, "code": error_code, "now": now}
        db.execute(_MARK_UNREACHABLE, values)


def postpone(engine: Engine, row_id: int, due_at: datetime, error_code: str | None) -> None:
    """Put it back for a later try."""
    _set(
        engine,
        row_id,
        state=OutboxState.QUEUED,
        due_at=due_at,
        error_code=error_code,
        lease_until=None,
    )


def defer(engine: Engine, row_id: int, due_at: datetime) -> None:
    """Put it back untried until it may leave."""
    _set(
        engine,
        row_id,
        state=OutboxState.QUEUED,
        due_at=due_at,
        attempts=OutboxRow.attempts - 1,
        lease_until=None,
    )


def await_word(engine: Engine, row_id: int, *, seconds: float) -> None:
    """Keep a row leased while the channel may still tell that it left, and note that we wait."""
    until = func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)
    _set(engine, row_id, lease_until=until, error_code=UNCONFIRMED)


def put_back(engine: Engine, claimed: Claimed) -> None:
    """Give up a lease untried; what may have left unnoted stays known as such."""
    values: dict[str, object] = {"attempts": OutboxRow.attempts - 1}
    if claimed.uncertain:
        values["lease_until"] = func.clock_timestamp()
    else:
        values |= {"state": OutboxState.QUEUED, "lease_until": None}
    assert claimed.row.id is not None
    _set(engine, claimed.row.id, **values)


def sent_ids(engine: Engine, conversation_id: int) -> frozenset[str]:
    """Return the channel's ids of everything noted as sent in a conversation."""
    statement = select(OutboxRow.external_id).where(
        OutboxRow.conversation_id == conversation_id, col(OutboxRow.external_id).is_not(None)
    )
    with transaction(engine) as db:
        return frozenset(one for one in db.exec(statement).all() if one is not None)


def was_sent(db: Session, conversation_id: int, external_id: str) -> bool:
    """Whether a message with the channel's id is one that we noted as sent."""
    statement = select(OutboxRow.id).where(
        OutboxRow.conversation_id == conversation_id, OutboxRow.external_id == external_id
    )
    return db.exec(statement).first() is not None


def is_sending(db: Session, conversation_id: int) -> bool:
    """Whether something is leaving for a conversation that is not noted as sent yet."""
    statement = select(OutboxRow.id).where(
        OutboxRow.conversation_id == conversation_id, OutboxRow.state == OutboxState.SENDING
    )
    return db.exec(statement).first() is not None


def withdraw(engine: Engine, row_id: int, reason: str) -> None:
    """Note that it is not owed any more."""
    _set(engine, row_id, state=OutboxState.CANCELLED, error_code=reason, lease_until=None)


def _set(engine: Engine, row_id: int, **values: object) -> None:
    with transaction(engine) as db:
        _set_in(db, row_id, **values)


def _set_in(db: Session, row_id: int, **values: object) -> None:
    db.execute(
        update(OutboxRow)
        .where(col(OutboxRow.id) == row_id, col(OutboxRow.state) == OutboxState.SENDING)
        .values(**values)
    )

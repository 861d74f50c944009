"""The inbox: every item the world tells us, recorded once before it is answered with 200."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, func, or_, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col, select

from storage.rows.mail import InboxKind as InboxKind  # doors take it from here
from storage.rows.mail import InboxRow
from storage.statements import run
from storage.unit_of_work import each_by_itself, transaction

_ONLY_KEPT = [InboxKind.NEWS.value, InboxKind.UNKNOWN.value]


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One item as a door hands it over; (source, kind, external_id) tells repeats."""

    source: str
    kind: InboxKind
    external_id: str
    thread: str
    payload: Mapping[str, Any]


_RECORD_ALL = """
INSERT INTO inbox (source, kind, external_id, thread, payload, received_at, done_at, attempts)
SELECT i.source, i.kind, i.external_id, i.thread, i.payload, %(now)s,
       CASE WHEN i.kind = ANY(%(only_kept)s) THEN CAST(%(now)s AS timestamptz) END, 0
FROM ROWS FROM (jsonb_to_recordset(CAST(%(items)s AS jsonb)) AS (
         source text, kind text, external_id text, thread text, payload jsonb))
     WITH ORDINALITY AS i(source, kind, external_id, thread, payload, number)
ORDER BY i.number
ON CONFLICT (source, kind, external_id) DO NOTHING RETURNING kind, thread
"""


def record_all(
    engine: Engine, items: Sequence[InboxItem], *, now: datetime
) -> list[tuple[InboxKind, str]]:
    """Keep the items of one batch, all or none; return kind and thread of those that are new.

    NEWS and UNKNOWN are only kept: nothing is to be made of them.
    """
    with each_by_itself(engine) as db:
        return record_in(db, items, now=now)


def record_in(
    db: Session | Connection, items: Sequence[InboxItem], *, now: datetime
) -> list[tuple[InboxKind, str]]:
    """Keep items as `record_all` does, inside a transaction."""
    described = [
        {
            "source": item.source,
            "kind": item.kind.value,
            "external_id": item.external_id,
            "thread": item.thread,
            "payload": dict(item.payload),
        }
        for item in items
    ]
    values = {
        "items": json.dumps(described, ensure_ascii=False),
        "only_kept": _ONLY_KEPT,
        "now": now,
    }
    return [(InboxKind(kind), thread) for kind, thread in run(db, _RECORD_ALL, values)]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item of a thread that is still to do.

    was_held: it was found unfinished; is_held: the moment that it waits for the next is not over.
    """

    id: int
    source: str
    payload: Mapping[str, Any]
    received_at: datetime
    attempts: int
    was_held: bool
    is_held: bool


_WAITING = """
SELECT id, source, payload, received_at, attempts, hold_until IS NOT NULL AS was_held,
       coalesce(hold_until > clock_timestamp(), false) AS is_held
FROM inbox WHERE thread = %(thread)s AND done_at IS NULL
ORDER BY id LIMIT %(limit)s
"""


def waiting_in(db: Session | Connection, thread: str, *, limit: int) -> list[Waiting]:
    """Return the oldest items of a thread that are still to do, oldest first."""
    rows = run(db, _WAITING, {"thread": thread, "limit": limit})
    return [Waiting(*row) for row in rows]


# Each item keeps the end of its own moment, so that the first one's tells when the burst began.
_HOLD = text("""
WITH known AS (
    SELECT min(hold_until) AS first, max(hold_until) AS last FROM inbox WHERE id = ANY(:ids)
), fresh AS (
    UPDATE inbox SET hold_until = least(clock_timestamp() + CAST(:pause AS interval),
                                        known.first + CAST(:longer AS interval))
    FROM known WHERE id = ANY(:ids) AND hold_until IS NULL
    RETURNING hold_until
)
SELECT coalesce(greatest(known.last, (SELECT max(hold_until) FROM fresh)) > clock_timestamp(),
                false)
FROM known
""")


def hold(db: Session, row_ids: Sequence[int], pause: timedelta, *, longest: timedelta) -> bool:
    """Let items wait for the one that may follow; False when they have waited long enough.

    pause: after the newest of them; longest: for all together. By PostgreSQL's clock, whatever
    time a demo shows.
    """
    values = {"ids": list(row_ids), "pause": pause, "longer": longest - pause}
    return bool(db.execute(_HOLD, values).scalar_one())


@dataclass(frozen=True, slots=True)
class Held:
    """Threads whose last item has waited long enough, and seconds until the next one has.

    next_seconds None: no other thread waits.
    """

    due: frozenset[str]
    next_seconds: float | None


NONE_HELD = Held(frozenset(), None)
_HELD = text("""
SELECT thread, extract(epoch FROM max(hold_until) - clock_timestamp()) AS seconds
FROM inbox WHERE done_at IS NULL AND hold_until IS NOT NULL GROUP BY thread
""")


def held(engine: Engine) -> Held:
    """Return which threads wait for a message that may follow, and for how long yet."""
    with each_by_itself(engine) as db:
        rows = [(thread, float(seconds)) for thread, seconds in db.execute(_HELD)]
    return Held(
        due=frozenset(thread for thread, seconds in rows if seconds <= 0),
        next_seconds=min((seconds for _, seconds in rows if seconds > 0), default=None),
    )


def next_of(db: Session, thread: str) -> InboxRow | None:
    """Return the oldest item of a thread that is still to do, or None."""
    statement = (
        select(InboxRow)
        .where(InboxRow.thread == thread, col(InboxRow.done_at).is_(None))
        .order_by(col(InboxRow.id))
        .limit(1)
    )
    return db.exec(statement).first()


def still_waiting(db: Session, row_id: int) -> InboxRow | None:
    """Return an item if it is still to do, read anew under the caller's lock."""
    row = db.get(InboxRow, row_id, populate_existing=True)
    return row if row is not None and row.done_at is None else None


def threads_waiting(engine: Engine, before: datetime, *, limit: int = 500) -> list[str]:
    """Return the threads with something to do since before an instant, longest waiting first."""
    statement = (
        select(InboxRow.thread)
        .where(
            col(InboxRow.done_at).is_(None),
            InboxRow.kind != InboxKind.STATUS,
            col(InboxRow.received_at) < before,
        )
        .group_by(col(InboxRow.thread))
        .order_by(func.min(InboxRow.id))
        .limit(limit)
    )
    with transaction(engine) as db:
        return list(db.exec(statement).all())


def finish(db: Session, row: InboxRow, *, now: datetime, problem: str | None = None) -> None:
    """Mark an item as done; problem: why nothing could be made of it, by kind."""
    row.done_at = now
    row.problem = problem
    db.add(row)


def note_failure(engine: Engine, row_id: int, problem: str, *, most: int, now: datetime) -> bool:
    """Count a failed attempt and return whether the item was buried because it failed too often."""
    with transaction(engine) as db:
        row = db.get(InboxRow, row_id)
        if row is None or row.done_at is not None:
            return False
        row.attempts += 1
        row.problem = problem
        buried = row.attempts >= most
        if buried:
            row.done_at = now
        db.add(row)
        return buried


_CLOCK = func.clock_timestamp()


def waiting_since(engine: Engine, before: datetime, *, limit: int = 200) -> Sequence[InboxRow]:
    """Return the first waiting message of each thread, received before an instant.

    What waits on purpose, for the message that may follow, is none of them.
    """
    statement = (
        select(InboxRow)
        .where(
            col(InboxRow.done_at).is_(None),
            InboxRow.kind == InboxKind.MESSAGE,
            col(InboxRow.received_at) < before,
            or_(col(InboxRow.hold_until).is_(None), col(InboxRow.hold_until) < _CLOCK),
        )
        .order_by(col(InboxRow.thread), col(InboxRow.id))
        .ext(distinct_on(col(InboxRow.thread)))
        .limit(limit)
    )
    with transaction(engine) as db:
        return db.exec(statement).all()

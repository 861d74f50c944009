"""Merged contacts for pages: who became who, why, what moved, and whether it can be undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, text

from storage.unit_of_work import each_by_itself

_PHONE_TAIL = 4


@dataclass(frozen=True, slots=True)
class Person:
    """Who is meant; phone_tail None: the phone is hidden, or not theirs any more."""

    name: str | None
    phone_tail: str | None


@dataclass(frozen=True, slots=True)
class Merge:
    """One merge. merged None: only a name changed. cause: a value of MergeCause.

    moved: name of a table → how many rows. can_be_undone: the one who was kept still is themselves.
    """

    id: int
    kept: Person
    merged: Person | None
    cause: str
    at: datetime
    moved: Mapping[str, int]
    can_be_undone: bool
    undone_at: datetime | None
    undone_by: str | None
    conversation_id: int | None


_MERGES = text("""
SELECT m.id, m.cause, m.at, m.moved, m.undone_at, m.undone_by, m.merged_id,
       k.name AS kept_name, g.name AS merged_name, k.merged_into_id IS NULL AS is_kept_whole,
       (SELECT right(value, :tail) FROM contact_identity
        WHERE contact_id = m.kept_id AND kind = 'phone' ORDER BY id LIMIT 1) AS kept_tail,
       (SELECT right(value, :tail) FROM contact_identity
        WHERE contact_id = m.merged_id AND kind = 'phone' ORDER BY id LIMIT 1) AS merged_tail,
       (SELECT id FROM conversation WHERE contact_id = m.kept_id AND left_at IS NULL
        ORDER BY last_inbound_at DESC NULLS LAST LIMIT 1) AS conversation_id
FROM contact_merge m
JOIN contact k ON k.id = m.kept_id LEFT JOIN contact g ON g.id = m.merged_id
ORDER BY m.id DESC LIMIT :limit
""")


def latest(engine: Engine, *, limit: int = 200) -> list[Merge]:
    """Return the newest merges, newest first."""
    with each_by_itself(engine) as db:
        rows = db.execute(_MERGES, {"tail": _PHONE_TAIL, "limit": limit}).all()
    return [
        Merge(
            id=row.id,
            kept=Person(row.kept_name, row.kept_tail),
            merged=Person(row.merged_name, row.merged_tail) if row.merged_id else None,
            cause=row.cause,
            at=row.at,
            moved={name: len(ids) for name, ids in row.moved.get("rows", {}).items()},
            can_be_undone=row.undone_at is None and row.is_kept_whole,
            undone_at=row.undone_at,
            undone_by=row.undone_by,
            conversation_id=row.conversation_id,
        )
        for row in rows
    ]

"""Finding the messages worth a look, and the reviews that wait or are done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from storage.rows.reviews import ReviewReason, ReviewRow, ReviewState

SOON = timedelta(minutes=3)  # a correction comes at once or is something else


@dataclass(frozen=True, slots=True)
class Candidate:
    """A turn worth a look, if only for what followed.

    payloads: the messages read as one, as their channel gave them; name: of the writer. chosen: the
    tap that answered «move or cancel?», if that was asked. reason None: only such a tap could be
    one.
    """

    turn_id: int
    at: datetime
    reason: ReviewReason | None
    chosen: dict[str, Any] | None
    source: str
    payloads: Sequence[dict[str, Any]]
    name: str | None
    intent: str
    confidence: float
    ranking: list[dict[str, Any]]
    entities: list[dict[str, Any]]


# A text that was followed by a button of «move or cancel?» is looked at whatever became of it.
_CANDIDATES = text("""
SELECT t.id AS turn_id, t.at, c.name, t.intent, t.confidence, t.ranking, t.entities,
       (SELECT i.source FROM inbox i WHERE i.id = t.inbox_id) AS source,
       (SELECT jsonb_agg(i.payload ORDER BY i.id) FROM inbox i
        WHERE t.inbox_id IN (i.id, i.joined_to)) AS payloads,
       chosen.payload AS chosen,
       CASE WHEN t.outcome = 'fell_back' THEN 'not_understood'
            WHEN t.outcome = 'handed_off' THEN 'led_to_a_person'
            WHEN next.id IS NOT NULL THEN 'corrected'
            WHEN t.confidence < :doubtful THEN 'doubtful' END AS reason
FROM turn t
JOIN conversation v ON v.id = t.conversation_id
JOIN contact c ON c.id = v.contact_id
LEFT JOIN LATERAL (
    SELECT n.id FROM turn n
    WHERE n.conversation_id = t.conversation_id AND n.id > t.id AND n.at <= t.at + :soon
      AND n.intent IN ('restart', 'complain', 'talk_to_human')
    ORDER BY n.id LIMIT 1
) next ON true
LEFT JOIN LATERAL (
    SELECT i.payload FROM turn n JOIN inbox i ON i.id = n.inbox_id
    WHERE n.conversation_id = t.conversation_id AND n.id > t.id AND n.at <= t.at + :soon
      AND n.kind = 'tap' AND EXISTS (
          SELECT 1 FROM outbox o WHERE o.turn_id = t.id
          AND o.payload -> 'choices' @> '[{"id": "menu:move"}, {"id": "menu:cancel"}]')
    ORDER BY n.id LIMIT 1
) chosen ON t.intent IN ('cancel', 'reschedule')
WHERE t.at >= :since AND t.at < :until AND t.kind = 'text' AND t.inbox_id IS NOT NULL
  AND t.intent IS NOT NULL AND t.outcome <> 'silent'
  AND (t.outcome IN ('fell_back', 'handed_off') OR next.id IS NOT NULL
       OR chosen.payload IS NOT NULL OR t.confidence < :doubtful)
  AND NOT EXISTS (SELECT 1 FROM review r WHERE r.turn_id = t.id)
ORDER BY t.at, t.id
LIMIT :limit
""")


def candidates(
    db: Session, *, since: datetime, until: datetime, doubtful: float, limit: int
) -> list[Candidate]:
    """Return turns of [since, until) that may be worth a look and are not kept yet, oldest first.

    doubtful: a reading less likely than this is worth one whatever became of it.
    """
    values = {"since": since, "until": until, "soon": SOON, "doubtful": doubtful, "limit": limit}
    return [
        Candidate(
            turn_id=row.turn_id,
            at=row.at,
            reason=ReviewReason(row.reason) if row.reason else None,
            chosen=row.chosen,
            source=row.source,
            payloads=row.payloads,
            name=row.name,
            intent=row.intent,
            confidence=row.confidence,
            ranking=row.ranking,
            entities=row.entities,
        )
        for row in db.execute(_CANDIDATES, values)
    ]


def keep(db: Session, rows: Sequence[ReviewRow]) -> int:
    """Add reviews, one a turn at most; return how many were new."""
    if not rows:
        return 0
    values = [row.model_dump(exclude={"id"}) for row in rows]
    kept = insert(ReviewRow).values(values).on_conflict_do_nothing(index_elements=["turn_id"])
    return len(db.execute(kept.returning(col(ReviewRow.id))).all())


def next_open(db: Session, *, after: int = 0) -> ReviewRow | None:
    """Return the oldest review after an id that waits; after the last one the first."""
    waiting = select(ReviewRow).where(ReviewRow.state == ReviewState.OPEN)
    ahead = waiting.where(col(ReviewRow.id) > after).order_by(col(ReviewRow.id)).limit(1)
    found = db.exec(ahead).first()
    return found or db.exec(waiting.order_by(col(ReviewRow.id)).limit(1)).first()


def counts(db: Session) -> dict[ReviewState, int]:
    """Return how many reviews are in each state."""
    found = db.execute(text("SELECT state, count(*) AS many FROM review GROUP BY state"))
    return dict.fromkeys(ReviewState, 0) | {ReviewState(row.state): int(row.many) for row in found}


def labelled(db: Session) -> list[ReviewRow]:
    """Return every labelled review, oldest first."""
    statement = (
        select(ReviewRow).where(ReviewRow.state == ReviewState.LABELLED).order_by(col(ReviewRow.id))
    )
    return list(db.exec(statement).all())

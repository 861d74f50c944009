"""What must be true when a fault run is over, each as one query that finds the exceptions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, text

from tests.faults.people import Told

_TABLES = """
CREATE TEMP TABLE told (external_id text PRIMARY KEY, phone text, place int);
CREATE TEMP TABLE heard (sid text PRIMARY KEY, phone text, seq bigint);
"""

INVARIANTS = {
    "taken and not in the inbox": """
        SELECT told.external_id FROM told
        LEFT JOIN inbox i ON i.external_id = told.external_id AND i.kind = 'message'
        WHERE i.id IS NULL
    """,
    "in the inbox and never told": """
        SELECT i.id FROM inbox i LEFT JOIN told ON told.external_id = i.external_id
        WHERE i.kind = 'message' AND told.external_id IS NULL
    """,
    "still waiting": "SELECT id FROM inbox WHERE done_at IS NULL",
    "neither answered nor its fate on record": """
        SELECT i.id FROM inbox i LEFT JOIN turn t ON t.inbox_id = coalesce(i.joined_to, i.id)
        WHERE i.kind = 'message' AND t.id IS NULL AND i.problem IS NULL
    """,
    "answered by two turns": """
        SELECT inbox_id FROM turn WHERE inbox_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1
    """,
    "read with others and also alone": """
        SELECT i.id FROM inbox i JOIN turn t ON t.inbox_id = i.id
        WHERE i.joined_to IS NOT NULL
    """,
    "a turn's replies are not as many as it made": """
        SELECT t.id FROM turn t LEFT JOIN outbox o ON o.turn_id = t.id AND o.urgency = 'reply'
        GROUP BY t.id HAVING count(o.id) <> t.replies
    """,
    "owed and not on its way": """
        SELECT id FROM outbox WHERE state = 'sending' OR (state = 'queued' AND due_at <= now())
    """,
    "failed without a word why": """
        SELECT id FROM outbox WHERE state = 'failed' AND error_code IS NULL
    """,
    "noted as sent and never heard": """
        SELECT o.id FROM outbox o LEFT JOIN heard h ON h.sid = o.external_id
        WHERE o.kind = 'message' AND o.state = 'sent' AND h.sid IS NULL
    """,
    "heard and not noted: sent twice": """
        SELECT h.sid FROM heard h LEFT JOIN outbox o ON o.external_id = h.sid
        WHERE o.id IS NULL
    """,
    "two rows noted under one message": """
        SELECT external_id FROM outbox WHERE external_id IS NOT NULL
        GROUP BY 1 HAVING count(*) > 1
    """,
    "two appointments in one place": """
        SELECT a.id FROM appointment a JOIN appointment b
          ON a.provider_id = b.provider_id AND a.id < b.id
         AND tstzrange(a.taken_from, a.taken_until) && tstzrange(b.taken_from, b.taken_until)
         AND ((a.service_id, a.starts_at) <> (b.service_id, b.starts_at) OR a.seat = b.seat)
        WHERE a.state IN ('held', 'pending_provider', 'confirmed')
          AND b.state IN ('held', 'pending_provider', 'confirmed')
    """,
    "a person's messages recorded out of order": """
        SELECT * FROM (
            SELECT told.place, lag(told.place) OVER (PARTITION BY i.thread ORDER BY i.id) AS before
            FROM told JOIN inbox i ON i.external_id = told.external_id) AS pair
        WHERE before > place
    """,
    # A tap may be answered while a text waits for Rasa; nothing else overtakes.
    "turns of a conversation out of order": """
        SELECT * FROM (
            SELECT inbox_id,
                   lag(inbox_id) OVER (PARTITION BY conversation_id ORDER BY id) AS before
            FROM turn WHERE kind <> 'tap' AND inbox_id IS NOT NULL) AS pair
        WHERE before > inbox_id
    """,
    "taps of a conversation out of order": """
        SELECT * FROM (
            SELECT inbox_id,
                   lag(inbox_id) OVER (PARTITION BY conversation_id ORDER BY id) AS before
            FROM turn WHERE kind = 'tap' AND inbox_id IS NOT NULL) AS pair
        WHERE before > inbox_id
    """,
    "replies of a conversation heard out of order": """
        SELECT * FROM (
            SELECT o.id, lag(o.id) OVER (PARTITION BY o.conversation_id ORDER BY h.seq) AS before
            FROM outbox o JOIN heard h ON h.sid = o.external_id
            WHERE o.urgency = 'reply') AS pair
        WHERE before > id
    """,
}

_FIGURES = {
    "in_the_inbox": "SELECT count(*) FROM inbox WHERE kind = 'message'",
    "turns": "SELECT count(*) FROM turn",
    "read_with_others": "SELECT count(*) FROM inbox WHERE joined_to IS NOT NULL",
    "tried_again_turns": "SELECT count(*) FROM inbox WHERE kind = 'message' AND attempts > 0",
    "set_aside_with_a_problem": """
        SELECT count(*) FROM inbox i WHERE kind = 'message' AND done_at IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM turn t WHERE t.inbox_id = coalesce(i.joined_to, i.id))
    """,
    "apologised": "SELECT count(*) FROM inbox WHERE apologised_at IS NOT NULL",
    "replies_sent": "SELECT count(*) FROM outbox WHERE state = 'sent'",
    "sends_tried_again": "SELECT count(*) FROM outbox WHERE attempts > 1",
    "replies_failed": "SELECT count(*) FROM outbox WHERE state = 'failed'",
    "appointments": "SELECT count(*) FROM appointment",
    "active_appointments": """
        SELECT count(*) FROM appointment WHERE state IN ('held', 'pending_provider', 'confirmed')
    """,
    "slowest_answer_s": """
        SELECT coalesce(max(extract(epoch FROM o.sent_at - i.received_at)), 0)
        FROM outbox o JOIN turn t ON t.id = o.turn_id JOIN inbox i ON i.id = t.inbox_id
    """,
    "p50_answer_s": """
        SELECT percentile_cont(0.5) WITHIN GROUP (
            ORDER BY extract(epoch FROM o.sent_at - i.received_at))
        FROM outbox o JOIN turn t ON t.id = o.turn_id JOIN inbox i ON i.id = t.inbox_id
        WHERE i.hold_until IS NULL
    """,
}


@dataclass(frozen=True, slots=True)
class Findings:
    """What a run came to. violations: the broken invariants, with up to five exceptions each."""

    violations: dict[str, list[str]]
    figures: dict[str, float]


def examine(engine: Engine, told: Sequence[Told], heard: Sequence[dict[str, Any]]) -> Findings:
    """Hold the database against what the people told and what reached their phones."""
    with engine.connect() as connection:
        connection.execute(text(_TABLES))
        _fill(connection, told, heard)
        violations = {
            name: [str(row[0]) for row in found[:5]]
            for name, query in INVARIANTS.items()
            if (found := connection.execute(text(query)).all())
        }
        figures = {
            name: round(float(connection.execute(text(query)).scalar_one() or 0), 1)
            for name, query in _FIGURES.items()
        }
        connection.rollback()
    return Findings(violations, figures)


def _fill(connection: Connection, told: Sequence[Told], heard: Sequence[dict[str, Any]]) -> None:
    rows = [{"id": one.external_id, "phone": one.phone, "place": one.place} for one in told]
    if rows:
        connection.execute(text("INSERT INTO told VALUES (:id, :phone, :place)"), rows)
    bubbles = [
        {"sid": one["sid"], "phone": one["phone"], "seq": one["seq"]}
        for one in heard
        if one["direction"] == "out"
    ]
    if bubbles:
        connection.execute(text("INSERT INTO heard VALUES (:sid, :phone, :seq)"), bubbles)

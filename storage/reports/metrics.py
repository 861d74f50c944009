"""Figures for monitoring, counted from the tables when they are asked for: no turn pays for them.

Every process of the web finds the same. What is counted is counted from midnight UTC on, so that a
question never reads more than a day; a monitor takes the new beginning for a restart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, text

from storage.unit_of_work import each_by_itself

BUCKETS_MS = (10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000)


@dataclass(frozen=True, slots=True)
class Family:
    """Figures of one name. counts: they only grow. samples: a value for each set of labels."""

    name: str
    help: str
    counts: bool
    labels: tuple[str, ...]
    samples: Sequence[tuple[tuple[str, ...], float]]


@dataclass(frozen=True, slots=True)
class Durations:
    """How long one stage of the turns took: turns by bucket of BUCKETS_MS (the last: longer)."""

    stage: str
    turns: Sequence[int]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Question:
    """A query whose rows are labels and then a value."""

    name: str
    help: str
    counts: bool
    labels: tuple[str, ...]
    query: str


_QUESTIONS = (
    _Question(
        "turnero_webhooks",
        "Items recorded, by who told them and their kind.",
        True,
        ("source", "kind"),
        "SELECT source, kind, count(*) FROM inbox WHERE received_at >= :since GROUP BY 1, 2",
    ),
    _Question(
        "turnero_turns",
        "Turns of the dialogue, by what they came to.",
        True,
        ("outcome",),
        "SELECT outcome, count(*) FROM turn WHERE at >= :since GROUP BY 1",
    ),
    _Question(
        "turnero_sends",
        "What fell due and came to an end, by channel, urgency and result.",
        True,
        ("channel", "urgency", "result"),
        """
        SELECT coalesce(c.channel, 'mercadopago'), o.urgency, o.state, count(*)
        FROM outbox o LEFT JOIN conversation c ON c.id = o.conversation_id
        WHERE o.due_at >= :since AND o.due_at <= :now
          AND o.state IN ('sent', 'failed', 'cancelled')
        GROUP BY 1, 2, 3
        """,
    ),
    _Question(
        "turnero_charged_messages",
        "Messages that left as approved templates, which WhatsApp charges for.",
        True,
        ("channel",),
        """
        SELECT c.channel, count(*) FROM outbox o JOIN conversation c ON c.id = o.conversation_id
        WHERE o.due_at >= :since AND o.due_at <= :now AND o.as_template AND o.state = 'sent'
        GROUP BY 1
        """,
    ),
    _Question(
        "turnero_message_cost",
        "What messages cost that fell due, in the currency of WHATSAPP_PRICES, by category.",
        True,
        ("channel", "category"),
        """
        SELECT c.channel, o.category, sum(o.price_micros) / 1e6
        FROM outbox o JOIN conversation c ON c.id = o.conversation_id
        WHERE o.due_at >= :since AND o.due_at <= :now AND o.price_micros > 0
        GROUP BY 1, 2
        """,
    ),
    _Question(
        "turnero_appointment_events",
        "What happened to appointments: held, confirmed, expired and so on.",
        True,
        ("event",),
        "SELECT event, count(*) FROM appointment_event WHERE at >= :since GROUP BY 1",
    ),
    _Question(
        "turnero_waiting",
        "Items of the inbox, and of the outbox fallen due, that nobody has finished.",
        False,
        ("queue",),
        """
        SELECT 'inbox', count(*) FROM inbox WHERE done_at IS NULL AND kind <> 'status'
        UNION ALL
        SELECT 'outbox', count(*) FROM outbox
        WHERE state IN ('queued', 'sending') AND due_at <= :now
        """,
    ),
    _Question(
        "turnero_oldest_waiting_seconds",
        "For how long the oldest of those has waited.",
        False,
        ("queue",),
        """
        SELECT 'inbox', coalesce(extract(epoch FROM :now - min(received_at)), 0) FROM inbox
        WHERE done_at IS NULL AND kind <> 'status'
        UNION ALL
        SELECT 'outbox', coalesce(extract(epoch FROM :now - min(due_at)), 0) FROM outbox
        WHERE state IN ('queued', 'sending') AND due_at <= :now
        """,
    ),
    _Question(
        "turnero_handed_over",
        "Conversations that wait for a person or are with somebody, by who has them.",
        False,
        ("holder",),
        """
        SELECT CASE WHEN handoff = 'active' AND agent IS NULL THEN coalesce(handoff_reason, 'agent')
                    WHEN handoff = 'active' THEN 'agent' ELSE 'waiting' END, count(*)
        FROM conversation WHERE handoff <> 'none' GROUP BY 1
        """,
    ),
    _Question(
        "turnero_holds",
        "Places kept for a deposit that is not paid yet.",
        False,
        (),
        "SELECT count(*) FROM appointment WHERE state = 'held'",
    ),
    _Question(
        "turnero_reminders_planned",
        "Reminders whose time has not come.",
        False,
        (),
        """
        SELECT count(*) FROM outbox
        WHERE state = 'queued' AND urgency = 'reminder' AND due_at > :now
        """,
    ),
)

_STAGES = text("""
SELECT stage, width_bucket(ms::float8, CAST(:buckets AS float8[])) AS bucket,
       count(*) AS turns, sum(ms) / 1000.0 AS seconds
FROM turn, LATERAL (VALUES ('wait', wait_ms), ('nlu', nlu_ms), ('total', total_ms)) AS s(stage, ms)
WHERE at >= :since GROUP BY 1, 2
""")


def families(engine: Engine, *, now: datetime) -> list[Family]:
    """Return every figure but the durations. Raises DBAPIError."""
    times = {"now": now, "since": _midnight(now)}
    with each_by_itself(engine) as db:
        return [_answered(db, question, times) for question in _QUESTIONS]


def _answered(db: Connection, question: _Question, times: dict[str, datetime]) -> Family:
    rows = db.execute(text(question.query), times).all()
    samples = [(tuple(map(str, row[:-1])), float(row[-1])) for row in rows]
    return Family(question.name, question.help, question.counts, question.labels, samples)


def durations(engine: Engine, *, now: datetime) -> list[Durations]:
    """Return how long the stages of the turns took. Raises DBAPIError."""
    values = {"since": _midnight(now), "buckets": [ms + 0.5 for ms in BUCKETS_MS]}
    turns: dict[str, list[int]] = {}
    seconds: dict[str, float] = {}
    with each_by_itself(engine) as db:
        for row in db.execute(_STAGES, values):
            turns.setdefault(row.stage, [0] * (len(BUCKETS_MS) + 1))[row.bucket] = row.turns
            seconds[row.stage] = seconds.get(row.stage, 0.0) + float(row.seconds)
    return [Durations(stage, turns[stage], seconds[stage]) for stage in sorted(turns)]


def _midnight(now: datetime) -> datetime:
    """Return when the UTC day of an instant began."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)

"""What messages cost: in a month, for each conversation and for each booking."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, text

from storage.unit_of_work import each_by_itself


@dataclass(frozen=True, slots=True)
class CategoryCost:
    """One category in a time: messages, how many were charged, millionths of the currency."""

    category: str
    messages: int
    billable: int
    micros: int


@dataclass(frozen=True, slots=True)
class Costs:
    """What left in a time. bookings: appointments made in it, each with what led to it."""

    categories: tuple[CategoryCost, ...]
    conversations: int
    bookings: int
    booking_micros: int

    @property
    def micros(self) -> int:
        """Return what all of it cost."""
        return sum(one.micros for one in self.categories)


# Nothing leaves before it is due, and nothing waits for months; when it was due is indexed.
_CATEGORIES = text("""
SELECT category, count(*) AS messages, count(*) FILTER (WHERE billable) AS billable,
       coalesce(sum(price_micros), 0)::bigint AS micros
FROM outbox
WHERE kind = 'message' AND state = 'sent' AND category IS NOT NULL
  AND sent_at >= :since AND sent_at < :until AND due_at > :since - interval '92 days'
GROUP BY category ORDER BY micros DESC, category
""")
_CONVERSATIONS = text("""
SELECT count(DISTINCT conversation_id) FROM outbox
WHERE kind = 'message' AND state = 'sent' AND category IS NOT NULL
  AND sent_at >= :since AND sent_at < :until AND due_at > :since - interval '92 days'
""")
# To a booking belongs what was said in its conversation since the one before, and what left about
# it afterwards, to whomever.
_OF_BOOKING = """
SELECT coalesce(sum(o.price_micros), 0)::bigint FROM outbox o
WHERE o.kind = 'message' AND o.state = 'sent' AND (
    o.appointment_id = a.id OR (
        o.appointment_id IS NULL AND o.conversation_id = a.conversation_id
        AND o.created_at <= a.created_at
        AND o.created_at > coalesce(
            (SELECT max(b.created_at) FROM appointment b
             WHERE b.conversation_id = a.conversation_id AND b.created_at < a.created_at),
            '-infinity')))
"""
# The same for all of a time: what was made in one go, as a visit, shares what led to it.
_BOOKINGS = text("""
WITH made AS MATERIALIZED (
    SELECT id, conversation_id FROM appointment
    WHERE created_at >= :since AND created_at < :until),
talk AS MATERIALIZED (
    SELECT conversation_id, created_at AS until,
           lag(created_at, 1, '-infinity') OVER (PARTITION BY conversation_id ORDER BY created_at)
               AS since
    FROM (SELECT DISTINCT a.conversation_id, a.created_at FROM appointment a
          WHERE a.conversation_id IN (SELECT conversation_id FROM made)) AS moments)
SELECT (SELECT count(*) FROM made) AS bookings,
       ((SELECT coalesce(sum(o.price_micros), 0) FROM made m
         JOIN outbox o ON o.appointment_id = m.id
         WHERE o.kind = 'message' AND o.state = 'sent')
        + (SELECT coalesce(sum(o.price_micros), 0) FROM talk t
           JOIN outbox o ON o.conversation_id = t.conversation_id
               AND o.created_at > t.since AND o.created_at <= t.until
           WHERE t.until >= :since AND t.until < :until AND o.appointment_id IS NULL
             AND o.kind = 'message' AND o.state = 'sent'))::bigint AS micros
""")
_BOOKING = text(f"SELECT ({_OF_BOOKING}) FROM appointment a WHERE a.id = :id")  # noqa: S608
_CONVERSATION = text("""
SELECT coalesce(sum(price_micros), 0)::bigint FROM outbox
WHERE conversation_id = :id AND kind = 'message' AND state = 'sent'
""")


def between(engine: Engine, since: datetime, until: datetime) -> Costs:
    """Return what left in [since, until) and what it cost."""
    span = {"since": since, "until": until}
    with each_by_itself(engine) as db:
        categories = tuple(CategoryCost(**row) for row in db.execute(_CATEGORIES, span).mappings())
        conversations = db.execute(_CONVERSATIONS, span).scalar_one()
        bookings = db.execute(_BOOKINGS, span).one()
    return Costs(categories, conversations, bookings.bookings, bookings.micros)


def of_conversation(engine: Engine, conversation_id: int) -> int:
    """Return what all messages of a conversation cost, in millionths of the currency."""
    with each_by_itself(engine) as db:
        return int(db.execute(_CONVERSATION, {"id": conversation_id}).scalar_one())


def of_booking(engine: Engine, appointment_id: int) -> int | None:
    """Return what led to an appointment and what left about it; None when there is none."""
    with each_by_itself(engine) as db:
        return db.execute(_BOOKING, {"id": appointment_id}).scalar_one_or_none()

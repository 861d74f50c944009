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


# Nothing leaves before it is due, and nothing waits for months; when it was due is indexed. The row
# without a category is that of all of them.
_CATEGORIES = text("""
SELECT category, count(*) AS messages, count(*) FILTER (WHERE billable) AS billable,
       coalesce(sum(price_micros), 0)::bigint AS micros,
       count(DISTINCT conversation_id) AS conversations
FROM outbox
WHERE kind = 'message' AND state = 'sent' AND category IS NOT NULL
  AND sent_at >= :since AND sent_at < :until AND due_at > :since - interval '92 days'
GROUP BY GROUPING SETS ((category), ()) ORDER BY micros DESC, category
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
# The same for all of a time, with what was said up to three months before it: what was made in one
# go, as a visit, shares what led to it.
_BOOKINGS = text("""
WITH booked AS MATERIALIZED (
    SELECT id, conversation_id, created_at FROM appointment
    WHERE created_at >= :since - interval '92 days' AND created_at < :until),
paid AS MATERIALIZED (
    SELECT appointment_id, conversation_id, created_at, price_micros FROM outbox
    WHERE kind = 'message' AND state = 'sent' AND price_micros > 0
      AND due_at > :since - interval '92 days'),
talk AS (
    SELECT conversation_id, created_at AS until,
           lag(created_at, 1, '-infinity') OVER (PARTITION BY conversation_id ORDER BY created_at)
               AS since
    FROM (SELECT DISTINCT conversation_id, created_at FROM booked) AS moments)
SELECT (SELECT count(*) FROM booked WHERE created_at >= :since) AS bookings,
       ((SELECT coalesce(sum(p.price_micros), 0) FROM paid p
         JOIN booked b ON b.id = p.appointment_id WHERE b.created_at >= :since)
        + (SELECT coalesce(sum(p.price_micros), 0) FROM paid p
           JOIN talk t ON t.conversation_id = p.conversation_id
               AND p.created_at > t.since AND p.created_at <= t.until
           WHERE t.until >= :since AND p.appointment_id IS NULL))::bigint AS micros
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
        rows = db.execute(_CATEGORIES, span).all()
        bookings = db.execute(_BOOKINGS, span).one()
    categories = tuple(
        CategoryCost(row.category, row.messages, row.billable, row.micros)
        for row in rows
        if row.category is not None
    )
    conversations = next(row.conversations for row in rows if row.category is None)
    return Costs(categories, conversations, bookings.bookings, bookings.micros)


def of_conversation(engine: Engine, conversation_id: int) -> int:
    """Return what all messages of a conversation cost, in millionths of the currency."""
    with each_by_itself(engine) as db:
        return int(db.execute(_CONVERSATION, {"id": conversation_id}).scalar_one())


def of_booking(engine: Engine, appointment_id: int) -> int | None:
    """Return what led to an appointment and what left about it; None when there is none."""
    with each_by_itself(engine) as db:
        return db.execute(_BOOKING, {"id": appointment_id}).scalar_one_or_none()

"""Delivery notices laid over the messages they are about: how far each got, and at what price."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, text

from storage.unit_of_work import transaction

_PATIENCE = timedelta(minutes=1)  # how long a notice waits for its message's id to be known
_MOST_TRIES = 8  # of what is refused for being too much at once: some 25 minutes


@dataclass(frozen=True, slots=True)
class Refusals:
    """Errors of notices, by what they are answered with.

    window_closed: a template is sent once more, as the approved one. too_many: it is sent once more
    after a pause. pair_is_full: of those, what is about one person only. unreachable: the person's
    names are marked.
    """

    window_closed: Collection[str] = ()
    too_many: Collection[str] = ()
    pair_is_full: Collection[str] = ()
    unreachable: Collection[str] = ()


# A notice names its message by the channel's id or, where the channel carries it, by our row: then
# a message that left without our noting it is known to have left.
_ABSORB = text("""
WITH news AS (
    SELECT id, payload->>'message_id' AS sid, CAST(payload->>'outbox_id' AS bigint) AS outbox_id,
           array_position(:ranks, payload->>'status') AS rank, payload->>'error_code' AS error,
           payload->>'category' AS category, CAST(payload->>'billable' AS boolean) AS billable
    FROM inbox WHERE kind = 'status' AND done_at IS NULL
    ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED
), best AS (
    SELECT sid, max(outbox_id) AS outbox_id, max(rank) AS rank, max(error) AS error,
           max(category) AS category, bool_or(billable) AS billable
    FROM news WHERE rank IS NOT NULL GROUP BY sid
), told AS (
    SELECT o.id, best.* FROM best JOIN outbox o ON o.external_id = best.sid
    UNION
    SELECT o.id, best.* FROM best JOIN outbox o ON o.id = best.outbox_id
), hit AS (
    SELECT o.id, max(told.rank) AS rank, max(told.error) AS error, max(told.sid) AS sid,
           max(told.category) AS category, bool_or(told.billable) AS billable,
           bool_or(told.error = ANY(:window_closed) AND o.state = 'sent' AND NOT o.as_template
                   AND o.payload->>'kind' = 'template') AS again,
           bool_or(told.error = ANY(:too_many) AND o.state = 'sent' AND o.attempts < :most_tries)
               AS later
    FROM told JOIN outbox o ON o.id = told.id
    GROUP BY o.id
), raised AS (
    UPDATE outbox SET
        status_rank = CASE WHEN again OR later THEN 0
                           ELSE greatest(status_rank, hit.rank) END,
        error_code = coalesce(
            hit.error, CASE WHEN state = 'sending' THEN NULL ELSE error_code END),
        external_id = CASE WHEN again OR later THEN NULL
                           ELSE coalesce(external_id, hit.sid) END,
        state = CASE WHEN again OR later THEN 'queued'
                     WHEN state = 'sending' THEN 'sent' ELSE state END,
        due_at = CASE WHEN again THEN :now
                      WHEN later THEN :now + make_interval(secs => 6 * 2 ^ attempts)
                      ELSE due_at END,
        sent_at = CASE WHEN again OR later THEN NULL
                       WHEN state = 'sending' THEN :now ELSE sent_at END,
        lease_until = CASE WHEN state = 'sending' THEN NULL ELSE lease_until END,
        category = coalesce(hit.category, outbox.category),
        billable = coalesce(hit.billable, outbox.billable),
        is_price_told = is_price_told OR hit.billable IS NOT NULL,
        price_micros = CASE
            WHEN again OR later OR hit.rank >= :undelivered THEN NULL
            WHEN hit.billable IS NOT NULL AND (hit.billable, hit.category)
                 IS DISTINCT FROM (outbox.billable, outbox.category) THEN NULL
            ELSE price_micros END
    FROM hit WHERE outbox.id = hit.id
    RETURNING outbox.conversation_id, outbox.error_code, later
), marked AS (
    UPDATE contact_identity i SET unreachable_at = :now, unreachable_code = raised.error_code
    FROM raised JOIN conversation c ON c.id = raised.conversation_id
    WHERE raised.error_code = ANY(:unreachable) AND i.contact_id = c.contact_id
      AND (i.value = c.channel || '|' || c.address
           OR (i.kind = 'phone' AND strpos(c.address, ltrim(i.value, '+')) > 0))
), done AS (
    UPDATE inbox SET done_at = :now FROM news
    WHERE inbox.id = news.id
      AND (inbox.received_at < :old
           OR EXISTS (SELECT 1 FROM outbox WHERE external_id = news.sid)
           OR EXISTS (SELECT 1 FROM outbox WHERE id = news.outbox_id))
)
SELECT DISTINCT c.business_address, c.id FROM raised JOIN conversation c
ON c.id = raised.conversation_id WHERE raised.later AND raised.error_code = ANY(:pair_is_full)
""")


def absorb(
    engine: Engine, ranks: Sequence[str], refusals: Refusals, *, now: datetime
) -> list[tuple[str, int]]:
    """Lay all delivery notices over their messages, whatever order they came in.

    Returns to whom too much was sent: number of ours and conversation. ranks: status words, lowest
    first; a message keeps the highest it ever had. A notice that came before its message's id was
    known waits for the next call, at most a minute.
    """
    values = {
        "ranks": list(ranks),
        "undelivered": ranks.index("undelivered") + 1,
        "window_closed": list(refusals.window_closed),
        "too_many": list(refusals.too_many),
        "pair_is_full": list(refusals.pair_is_full),
        "unreachable": list(refusals.unreachable),
        "most_tries": _MOST_TRIES,
        "now": now,
        "old": now - _PATIENCE,
    }
    with transaction(engine) as db:
        return [(number, one) for number, one in db.execute(_ABSORB, values)]

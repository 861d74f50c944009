"""What each message costs, reckoned after it left so that nobody waits for it."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text
from sqlmodel import Session

from bot.messages.prices import MessageCategory, PriceTable
from storage.unit_of_work import transaction

_MOST_AT_ONCE = 1000
_PAST_FREE = 10**9
_KNOWN = {one.value for one in MessageCategory}


@dataclass(frozen=True, slots=True)
class _Priced:
    """One message as it is to be noted: its row, and how WhatsApp bills it."""

    id: int
    category: str
    billable: bool
    price_micros: int


_UNPRICED = text("""
SELECT o.id, o.as_template, o.payload->>'name' AS template, o.category, o.billable,
       o.is_price_told, o.status_rank >= 6 AS undelivered, o.sent_at, c.business_address,
       (SELECT t.category FROM channel_content t
        WHERE t.name = o.payload->>'name' AND (t.layout LIKE 'meta/%') = (c.channel = 'meta')
        ORDER BY t.updated_at DESC NULLS LAST LIMIT 1) AS registered
FROM outbox o JOIN conversation c ON c.id = o.conversation_id
WHERE o.state = 'sent' AND o.kind = 'message' AND o.price_micros IS NULL
ORDER BY o.id LIMIT :most FOR UPDATE OF o SKIP LOCKED
""")
_TALLY = text("""
INSERT INTO message_tally (business_address, month, messages) VALUES (:number, :month, :count)
ON CONFLICT (business_address, month)
DO UPDATE SET messages = message_tally.messages + :count
RETURNING messages - :count
""")
_NOTE = text("""
UPDATE outbox SET category = p.category, billable = p.billable, price_micros = p.price_micros
FROM jsonb_to_recordset(CAST(:priced AS jsonb))
     AS p(id bigint, category text, billable boolean, price_micros bigint)
WHERE outbox.id = p.id
""")


def settle(
    engine: Engine, table: PriceTable, categories: Mapping[str, MessageCategory], *, zone: ZoneInfo
) -> int:
    """Price the messages that left since the last call; return how many.

    categories: those of the templates, by name. zone: whose months count. What did not arrive costs
    nothing, and what the channel told of its price holds over the table.
    """
    with transaction(engine) as db:
        rows = db.execute(_UNPRICED, {"most": _MOST_AT_ONCE}).all()
        as_what = [_category(row, categories) for row in rows]
        numbers = _numbered(db, list(zip(rows, as_what, strict=True)), zone)
        priced = [
            _priced(row, one, table, _day(row, zone), sent_before)
            for row, one, sent_before in zip(rows, as_what, numbers, strict=True)
        ]
        if priced:
            db.execute(_NOTE, {"priced": json.dumps([asdict(one) for one in priced])})
    return len(priced)


def _category(row: Any, categories: Mapping[str, MessageCategory]) -> MessageCategory:
    """Return as what a message is billed: as told, else as its template is known, else service."""
    told = row.category if row.is_price_told else row.registered if row.as_template else None
    if told in _KNOWN:
        return MessageCategory(told)
    if row.as_template:
        return categories.get(row.template, MessageCategory.UTILITY)
    return MessageCategory.SERVICE


def _numbered(
    db: Session, rows: Sequence[tuple[Any, MessageCategory]], zone: ZoneInfo
) -> list[int]:
    """Return how many of SERVICE left before each by its number in its month, and count them.

    What was counted before is not counted again.
    """
    keys = [
        (row.business_address, _day(row, zone).replace(day=1))
        if category is MessageCategory.SERVICE and row.category is None
        else None
        for row, category in rows
    ]
    counts = Counter(key for key in keys if key is not None)
    before = {
        (number, month): int(
            db.execute(_TALLY, {"number": number, "month": month, "count": count}).scalar_one()
        )
        for (number, month), count in sorted(counts.items())
    }
    numbers = []
    for key in keys:
        numbers.append(before[key] if key is not None else 0)
        if key is not None:
            before[key] += 1
    return numbers


def _priced(
    row: Any, category: MessageCategory, table: PriceTable, day: date, sent_before: int
) -> _Priced:
    if row.undelivered or (row.is_price_told and not row.billable):
        return _Priced(row.id, category.value, billable=False, price_micros=0)
    # What the channel calls billable is past the free ones, whatever we counted.
    before = _PAST_FREE if row.is_price_told else sent_before
    price = table.price(category, day, sent_before=before)
    return _Priced(row.id, category.value, row.is_price_told or price > 0, price)


def _day(row: Any, zone: ZoneInfo) -> date:
    sent_at: datetime = row.sent_at
    return sent_at.astimezone(zone).date()

"""What did not arrive, what waits for WhatsApp's approval, and what WhatsApp says about us."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, text

from bot.messages.prices import MessageCategory
from bot.messages.templates import CATEGORIES
from storage.rows.mail import UNDELIVERED
from storage.unit_of_work import each_by_itself

_PHONE_TAIL = 4


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One message that reached nobody. window_is_open: free words may leave to this person."""

    id: int
    conversation_id: int
    name: str | None
    phone_tail: str | None
    author: str
    urgency: str
    words: str
    is_template: bool
    error_code: str | None
    at: datetime
    window_is_open: bool
    is_unreachable: bool


@dataclass(frozen=True, slots=True)
class TemplateTrouble:
    """A template that may not leave, with the messages that wait for it.

    is_promotion: it leaves only to who agreed to promotions, as WhatsApp takes it for one.
    """

    name: str
    channel: str
    status: str
    reason: str | None
    waiting: int
    is_promotion: bool


@dataclass(frozen=True, slots=True)
class News:
    """One thing that WhatsApp told about our account, numbers or templates."""

    at: datetime
    kind: str
    details: Mapping[str, Any]


_DEAD = text(
    f"""
SELECT o.id, o.conversation_id, p.name, o.author, o.urgency,
       coalesce(o.payload->>'body', '') AS words, o.payload->>'kind' = 'template' AS is_template,
       o.error_code, coalesce(o.sent_at, o.due_at) AS at,
       coalesce(c.last_inbound_at > :since, false) AS window_is_open,
       (SELECT right(i.value, {_PHONE_TAIL}) FROM contact_identity i
        WHERE i.contact_id = p.id AND i.kind = 'phone' LIMIT 1) AS phone_tail,
       EXISTS (SELECT 1 FROM contact_identity i WHERE i.contact_id = p.id
               AND i.unreachable_at > coalesce(c.last_inbound_at, '-infinity')) AS is_unreachable
FROM outbox o JOIN conversation c ON c.id = o.conversation_id
JOIN contact p ON p.id = c.contact_id
WHERE {UNDELIVERED} ORDER BY o.id DESC LIMIT :limit"""  # noqa: S608
)
_COUNT = text(f"SELECT count(*) FROM outbox WHERE {UNDELIVERED}")  # noqa: S608 - our own words
_TEMPLATES = text("""
SELECT t.name, CASE WHEN t.layout LIKE 'meta/%' THEN 'meta' ELSE 'twilio' END AS channel,
       coalesce(t.status, 'pending') AS status, t.reason, t.approved AS is_promotion,
       (SELECT count(*) FROM outbox o JOIN conversation c ON c.id = o.conversation_id
        WHERE o.state = 'queued' AND o.error_code = 'template_pending'
          AND o.payload->>'name' = t.name
          AND (c.channel = 'meta') = (t.layout LIKE 'meta/%')) AS waiting
FROM channel_content t
WHERE t.name IS NOT NULL
  AND (NOT t.approved OR (t.category = 'marketing' AND t.name <> ALL(:promotions)))
ORDER BY waiting DESC, t.name, channel
""")
_NEWS = text("""
SELECT received_at, payload FROM inbox
WHERE kind IN ('news', 'account') AND payload ? 'field'
  AND payload->>'field' <> 'user_preferences'
  AND coalesce(payload->'value'->>'event', '') <> 'APPROVED' ORDER BY id DESC LIMIT :limit
""")


def dead_letters(engine: Engine, *, now: datetime, limit: int = 100) -> list[DeadLetter]:
    """Return what reached nobody and nobody has dealt with, newest first."""
    with each_by_itself(engine) as db:
        values = {"limit": limit, "since": now - timedelta(hours=24)}
        return [DeadLetter(**row) for row in db.execute(_DEAD, values).mappings()]


def count_dead(engine: Engine) -> int:
    """Return how many messages reached nobody and nobody has dealt with."""
    with each_by_itself(engine) as db:
        return int(db.execute(_COUNT).scalar_one())


def template_troubles(engine: Engine) -> list[TemplateTrouble]:
    """Return the templates that may not leave to everybody, those most waited for first."""
    ours = [name for name, one in CATEGORIES.items() if one is MessageCategory.MARKETING]
    with each_by_itself(engine) as db:
        found = db.execute(_TEMPLATES, {"promotions": ours}).mappings()
        return [TemplateTrouble(**row) for row in found]


def news(engine: Engine, *, limit: int = 20) -> list[News]:
    """Return what WhatsApp told last about account, numbers and templates, newest first.

    That a template was approved is left out: all of ours are, or stand among the troubles.
    """
    with each_by_itself(engine) as db:
        rows = db.execute(_NEWS, {"limit": limit}).all()
    return [News(at, payload["field"], payload.get("value") or {}) for at, payload in rows]

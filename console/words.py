"""Read models put into words for agents: who, why, since when, and what was said."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from bot.language.formats import short_day
from bot.language.phrases import Phrases
from bot.messages.inbound import InboundKind
from storage.reports.conversations import ConversationCard, Holder
from storage.reports.transcripts import Delivery, Line

_WINDOW = timedelta(hours=24)  # WhatsApp takes free text only this long after the person wrote
_REASONS = {
    "asked": "console.reason_asked",
    "misunderstood": "console.reason_misunderstood",
    "complaint": "console.reason_complaint",
    "emergency": "console.reason_emergency",
    "invoice": "console.reason_invoice",
    "personal_data": "console.reason_personal_data",
    "provider_signup": "console.reason_provider_signup",
    "provider_request": "console.reason_provider_request",
    "waitlist": "console.reason_waitlist",
    "refund_failed": "console.reason_refund_failed",
    "payment_mismatch": "console.reason_payment_mismatch",
    "failed": "console.reason_failed",
    "phone_app": "console.reason_phone_app",
    "standby": "console.reason_standby",
}
_ATTACHMENTS = {
    InboundKind.AUDIO: "console.sent_audio",
    InboundKind.IMAGE: "console.sent_image",
    InboundKind.VIDEO: "console.sent_video",
    InboundKind.DOCUMENT: "console.sent_document",
    InboundKind.STICKER: "console.sent_sticker",
    InboundKind.LOCATION: "console.sent_location",
    InboundKind.CONTACT: "console.sent_contact",
    InboundKind.REACTION: "console.sent_reaction",
}
_DELIVERIES = {
    Delivery.PENDING: "console.delivery_pending",
    Delivery.SENT: "console.delivery_sent",
    Delivery.DELIVERED: "console.delivery_delivered",
    Delivery.READ: "console.delivery_read",
    Delivery.FAILED: "console.delivery_failed",
    Delivery.WITHDRAWN: "console.delivery_withdrawn",
}
_BOLD = re.compile(r"\*(\S(?:[^*\n]*\S)?)\*")


@dataclass(frozen=True, slots=True)
class Card:
    """A conversation as a page shows it. tail: last digits of the phone, "" when hidden.

    is_elsewhere: somebody answers outside of the console. back_at: the hour at which the bot comes
    back by itself, "" when it does not.
    """

    id: int
    name: str
    initial: str
    tail: str
    is_provider: bool
    holder: Holder
    agent: str | None
    is_mine: bool
    is_elsewhere: bool
    back_at: str
    reason: str
    since: str
    is_window_closed: bool


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as a page shows it. day: a heading above it, "" when it is the same day.

    side: "customer", "bot" or "agent". author: above the bubble, "" when the same went before.
    """

    day: str
    side: str
    author: str
    body: Markup
    attachment: str
    file_id: int | None
    choices: tuple[str, ...]
    time: str
    delivery: str
    has_failed: bool
    is_withdrawn: bool


def card(
    shown: ConversationCard, agent: str, phrases: Phrases, *, zone: ZoneInfo, now: datetime
) -> Card:
    """Return a conversation in words, as one agent sees it."""
    name = shown.name or phrases("console.nameless")
    reason = _REASONS.get(shown.reason or "", "console.reason_other")
    last = shown.last_inbound_at
    return Card(
        id=shown.id,
        name=name,
        initial=name[0].upper() if shown.name else "?",
        tail=f"··{shown.phone_tail}" if shown.phone_tail else "",
        is_provider=shown.is_provider,
        holder=shown.holder,
        agent=shown.agent,
        is_mine=shown.holder is Holder.PERSON and shown.agent == agent,
        is_elsewhere=shown.holder is Holder.PERSON and shown.agent is None,
        back_at=f"{shown.back_at.astimezone(zone):%H:%M}" if shown.back_at else "",
        reason=phrases(reason) if shown.reason else "",
        since=ago(shown.waiting_since, phrases, now=now) if shown.waiting_since else "",
        is_window_closed=last is None or now - last >= _WINDOW,
    )


def ago(instant: datetime, phrases: Phrases, *, now: datetime) -> str:
    """Return how long ago something was: «recién», «hace 5 min», «hace 2 h», «hace 3 días»."""
    minutes = int((now - instant).total_seconds() // 60)
    if minutes < 1:
        return phrases("console.ago_now")
    if minutes < 60:
        return phrases("console.ago_minutes", count=minutes)
    if minutes < 24 * 60:
        return phrases("console.ago_hours", count=minutes // 60)
    return phrases.plural("console.ago_days", minutes // (24 * 60))


def bubbles(
    lines: Iterable[Line], phrases: Phrases, *, zone: ZoneInfo, now: datetime
) -> list[Bubble]:
    """Return a conversation's messages in words, oldest first."""
    shown: list[Bubble] = []
    last_day: date | None = None
    last_author = ""
    today = now.astimezone(zone).date()
    for line in lines:
        local = line.at.astimezone(zone)
        is_new_day = local.date() != last_day
        is_other = is_new_day or line.author != last_author
        last_day, last_author = local.date(), line.author
        side, _, agent = line.author.partition(":")
        if side == "owner":
            side, agent = "agent", phrases("console.the_phone_app")
        shown.append(
            Bubble(
                day=_day(last_day, phrases, today=today) if is_new_day else "",
                side=side,
                author=_author(side, agent, phrases) if is_other else "",
                body=marked_up(line.text),
                attachment=_attachment(line, phrases),
                file_id=line.file_id,
                choices=line.choices,
                time=f"{local:%H:%M}",
                delivery=phrases(_DELIVERIES[line.delivery]) if line.delivery else "",
                has_failed=line.delivery is Delivery.FAILED,
                is_withdrawn=line.delivery is Delivery.WITHDRAWN,
            )
        )
    return shown


def marked_up(text: str) -> Markup:
    """Return what WhatsApp shows for a text, as safe HTML: *this* is bold."""
    return Markup(_BOLD.sub(r"<strong>\1</strong>", str(escape(text))))  # noqa: S704 - escaped


def _author(side: str, agent: str, phrases: Phrases) -> str:
    if side == "agent":
        return agent
    return phrases("console.the_bot") if side == "bot" else ""


def _attachment(line: Line, phrases: Phrases) -> str:
    if line.attachment is None:
        return ""
    return phrases(_ATTACHMENTS.get(line.attachment, "console.sent_other"))


def _day(day: date, phrases: Phrases, *, today: date) -> str:
    if day == today:
        return phrases("console.today")
    return phrases("console.yesterday") if day == today - timedelta(days=1) else short_day(day)

"""The page of messages that reached nobody, and of what WhatsApp holds back or says about us."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, url_for
from sqlalchemy import Engine
from werkzeug.wrappers import Response as AnyResponse

from actions import dead_letters as acts
from actions.desk import Tools
from bot.channels.codecs import TOO_MANY, UNREACHABLE, UNWANTED, WINDOW_CLOSED
from bot.language.phrases import Phrases
from console import whatsapp_words
from console.words import ago
from storage import numbers
from storage.clock import Clock
from storage.doorbell import Doorbell
from storage.pacing import Limits
from storage.reports import deliveries
from storage.reports.deliveries import DeadLetter, News, TemplateTrouble

_ONE = f"/dead-letters/<int(max={2**63 - 1}):row_id>"
_TEMPLATE_CODES = {"template_rejected", "template_pending", "132001", "132015", "132016", "63021"}
_KINDS = {
    "reply": "deliveries.kind_reply",
    "notice": "deliveries.kind_notice",
    "reminder": "deliveries.kind_reminder",
    "campaign": "deliveries.kind_campaign",
}
_STATUSES = {
    "pending": "deliveries.template_pending",
    "received": "deliveries.template_pending",
    "rejected": "deliveries.template_rejected",
    "paused": "deliveries.template_paused",
    "disabled": "deliveries.template_disabled",
}
_NEWS = {
    "account_alerts": "deliveries.news_account",
    "account_review_update": "deliveries.news_account",
    "account_update": "deliveries.news_account",
    "business_capability_update": "deliveries.news_limits",
    "message_template_quality_update": "deliveries.news_template_quality",
    "message_template_status_update": "deliveries.news_template_status",
    "phone_number_name_update": "deliveries.news_name",
    "phone_number_quality_update": "deliveries.news_quality",
    "template_category_update": "deliveries.news_template_category",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """An undelivered message as the page shows it."""

    id: int
    conversation_id: int
    name: str
    tail: str
    words: str
    kind: str
    since: str
    reason: str
    code: str
    is_unreachable: bool
    may_leave: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """A template that may not leave, in words."""

    name: str
    status: str
    reason: str
    waiting: str


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast messages leave by one of our numbers. why: "" when it is as it was set."""

    number: str
    rate: str
    why: str


@dataclass(frozen=True, slots=True)
class Item:
    """News of WhatsApp, in words."""

    kind: str
    details: str
    since: str


def install(
    routes: Blueprint,
    engine: Engine,
    clock: Clock,
    tools: Tools,
    doorbell: Doorbell,
    agent: Callable[[], str],
    limits: Limits,
) -> None:
    """Add the page to the routes of the console."""
    phrases = tools.phrases

    @routes.context_processor
    def counted() -> dict[str, object]:
        return {"dead_letter_count": lambda: deliveries.count_dead(engine)}

    @routes.get("/dead-letters")
    def dead_letters() -> str:
        now = clock.now()
        return render_template(
            "console/dead_letters.html",
            letters=[
                _letter(one, phrases, now) for one in deliveries.dead_letters(engine, now=now)
            ],
            troubles=[_trouble(one, phrases) for one in deliveries.template_troubles(engine)],
            news=[_item(one, phrases, now) for one in deliveries.news(engine)],
            paces=_paces(limits, numbers.coexisting(engine), phrases, now),
        )

    @routes.post(f"{_ONE}/resend")
    def resend(row_id: int) -> AnyResponse:
        touched = acts.resend(engine, tools, row_id, agent(), now=clock.now())
        for one in touched.conversations:
            doorbell.ring_conversation(one)
        return redirect(url_for("console.dead_letters"), 303)

    @routes.post(f"{_ONE}/dismiss")
    def let_be(row_id: int) -> AnyResponse:
        acts.dismiss(engine, tools, row_id, agent(), now=clock.now())
        return redirect(url_for("console.dead_letters"), 303)


def _letter(one: DeadLetter, phrases: Phrases, now: datetime) -> Letter:
    return Letter(
        id=one.id,
        conversation_id=one.conversation_id,
        name=one.name or phrases("console.nameless"),
        tail=f"··{one.phone_tail}" if one.phone_tail else "",
        words=one.words,
        kind=phrases(_KINDS[one.urgency]),
        since=ago(one.at, phrases, now=now),
        reason=phrases(_reason(one.error_code)),
        code=one.error_code or "",
        is_unreachable=one.is_unreachable,
        may_leave=one.window_is_open or one.is_template,
    )


def _reason(code: str | None) -> str:
    if code in UNREACHABLE or code == "unreachable":
        return "deliveries.reason_unreachable"
    if code in WINDOW_CLOSED:
        return "deliveries.reason_window"
    if code in TOO_MANY:
        return "deliveries.reason_too_many"
    if code in UNWANTED or code == "no_consent":
        return "deliveries.reason_unwanted"
    if code in _TEMPLATE_CODES:
        return "deliveries.reason_template"
    return "deliveries.reason_channel_off" if code == "channel_off" else "deliveries.reason_other"


def _trouble(one: TemplateTrouble, phrases: Phrases) -> Trouble:
    status = _STATUSES.get(one.status.lower(), "deliveries.template_pending")
    return Trouble(
        name=whatsapp_words.template(one.name, phrases),
        status=phrases("deliveries.template_promotion" if one.is_promotion else status),
        reason=whatsapp_words.code(one.reason, phrases) if one.reason else "",
        waiting=phrases.plural("deliveries.waiting", one.waiting) if one.waiting else "",
    )


def _paces(
    limits: Limits, coexisting: Mapping[str, datetime], phrases: Phrases, now: datetime
) -> list[Pace]:
    found = []
    for address, number in sorted(limits.names.items(), key=lambda one: one[1]):
        since = coexisting.get(address)
        rate = limits.rate_of(address) if since is None else limits.coexisting_rate_of(address)
        why = "" if since is None else ago(since, phrases, now=now)
        found.append(Pace(number, phrases.plural("deliveries.pace", int(rate)), why))
    return found


def _item(one: News, phrases: Phrases, now: datetime) -> Item:
    return Item(
        kind=phrases(_NEWS.get(one.kind, "deliveries.news_other")),
        details=whatsapp_words.news(one.details, phrases),
        since=ago(one.at, phrases, now=now),
    )

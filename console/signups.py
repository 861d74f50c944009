"""The page on which the team decides who may give appointments here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import Engine
from werkzeug.wrappers import Response as AnyResponse

from actions import signups as acts
from actions.desk import Tools
from actions.signups import REASON_LONGEST, SignupError
from bot.domain.schedule import WeeklyHours
from bot.domain.tax_ids import TaxId, TaxIdKind
from bot.language import formats
from bot.language.phrases import Phrases
from bot.language.week_words import week_in
from console import words
from console.entrance import Page
from storage.clock import Clock
from storage.doorbell import Doorbell
from storage.reports import signups as reports
from storage.reports.signups import Signup

_ONE = f"/signups/<int(max={2**63 - 1}):lead_id>"
_DAYS = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")


@dataclass(frozen=True, slots=True)
class Card:
    """One of them in words. hours_read: as they would be loaded, "" when they cannot be read."""

    signup: Signup
    sent: str
    consent: str
    decided: str
    hours_read: str
    tax_id: str


def install(
    routes: Blueprint,
    engine: Engine,
    clock: Clock,
    tools: Tools,
    doorbell: Doorbell,
    agent: Callable[[], str],
) -> None:
    """Add the page to the routes of the console."""

    def page(problem: str | None, status: int, *, at: int | None = None, typed: str = "") -> Page:
        now = clock.now()
        waiting = reports.waiting(engine)
        shown = render_template(
            "console/signups.html",
            waiting=[_card(one, tools.phrases, now) for one in waiting],
            decided=[_card(one, tools.phrases, now) for one in reports.decided(engine)],
            problem=problem,
            at=at if any(one.id == at for one in waiting) else None,
            typed=typed,
            longest=REASON_LONGEST,
        )
        return shown, status

    @routes.get("/signups")
    def signups() -> Page:
        return page(None, 200)

    @routes.post(f"{_ONE}/<any(verify,reject):act>")
    def decide_signup(lead_id: int, act: str) -> AnyResponse | Page:
        reason, now = request.form.get("reason", ""), clock.now()
        try:
            if act == "verify":
                touched = acts.verify(engine, tools, lead_id, by=agent(), now=now)
            else:
                touched = acts.reject(engine, tools, lead_id, reason, by=agent(), now=now)
        except SignupError as error:
            return page(error.problem, 422, at=lead_id, typed=reason)
        for conversation_id in touched.conversations:
            doorbell.ring_conversation(conversation_id)
        return redirect(url_for("console.signups"), 303)


def _card(signup: Signup, phrases: Phrases, now: datetime) -> Card:
    week = week_in(signup.hours)
    decided = ""
    if signup.decided_at is not None:
        ago = words.ago(signup.decided_at, phrases, now=now)
        decided = phrases("signups.by", who=signup.decided_by, ago=ago)
    consent = ""
    if signup.consented_at is not None:
        ago = words.ago(signup.consented_at, phrases, now=now)
        consent = phrases("signups.consent_given", ago=ago)
    return Card(
        signup=signup,
        sent=phrases("signups.sent", ago=words.ago(signup.submitted_at, phrases, now=now)),
        consent=consent,
        decided=decided,
        hours_read=_week_in_words(week) if week is not None else "",
        tax_id=str(TaxId(TaxIdKind.CUIT, signup.tax_id)) if signup.tax_id else "",
    )


def _week_in_words(week: WeeklyHours) -> str:
    """Return «lun 9:00 a 18:00 · mar 9:00 a 18:00»."""
    return " · ".join(
        f"{name} {formats.hours(spans)}"
        for name, spans in zip(_DAYS, week.days, strict=True)
        if spans
    )

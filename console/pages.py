"""The pages of the console: the list and one conversation. Words are in console.words."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import Engine
from werkzeug.wrappers import Response as AnyResponse

from actions import console as acts
from actions.console import Touched
from actions.desk import Tools
from actions.handoff import NotTheirsError
from bot.language import phones
from console import (
    calls,
    costs,
    deliveries,
    entrance,
    forms,
    media,
    people,
    signups,
    understanding,
    words,
)
from console.agenda import pages as agenda
from console.agenda.office import Office
from console.catalogue import pages as catalogue
from console.entrance import Page
from console.forms import Draft
from storage.clock import Clock
from storage.doorbell import Doorbell
from storage.pacing import Limits
from storage.reports import conversations, transcripts
from storage.reports.conversations import ConversationCard, Holder
from storage.vault import Vault

_ONE = f"/conversations/<int(max={2**63 - 1}):conversation_id>"  # no more fits the database's key


def blueprint(
    engine: Engine,
    clock: Clock,
    tools: Tools,
    doorbell: Doorbell,
    *,
    password: str | None = None,
    open_to_all: bool = True,
    currency: str = "USD",
    vault: Vault | None = None,
    limits: Limits | None = None,
    try_url: str | None = None,
) -> Blueprint:
    """Return the routes under /console. See Guard for password and open_to_all.

    currency: that in which WhatsApp bills. vault: where files that people sent are kept. limits: of
    sending, by our numbers. try_url: where the bot can be tried without WhatsApp, None for nowhere.
    """
    routes = Blueprint(
        "console",
        __name__,
        url_prefix="/console",
        template_folder="templates",
        static_folder="static",
    )
    routes.add_app_template_filter(phones.shown, "phone")
    phrases = tools.phrases
    agent = entrance.install(routes, phrases, password=password, open_to_all=open_to_all)
    understanding.install(routes, engine, clock, tools, agent)
    catalogue.install(routes, engine, clock, tools, agent, try_url=try_url)
    agenda.install(routes, Office(engine, clock, tools, doorbell, agent))
    media.install(routes, engine, vault, phrases)
    calls.install(routes, engine, clock, tools, doorbell, agent)
    signups.install(routes, engine, clock, tools, doorbell, agent)
    deliveries.install(routes, engine, clock, tools, doorbell, agent, limits or Limits())
    costs.install(routes, engine, clock, tools, currency)
    people.install(routes, engine, clock, tools, agent)

    def existing(conversation_id: int) -> ConversationCard:
        found = conversations.one(engine, conversation_id)
        if found is None:
            abort(404)
        return found

    def queue(now: datetime) -> dict[str, Any]:
        zone = acts.zone(engine, tools)
        cards = [
            words.card(one, agent(), phrases, zone=zone, now=now)
            for one in conversations.waiting(engine)
        ]
        return {
            "Holder": Holder,
            "waiting": [one for one in cards if one.holder is Holder.QUEUE],
            "attended": [one for one in cards if one.holder is Holder.PERSON],
        }

    def shown(conversation_id: int) -> dict[str, Any]:
        """Return what a conversation's page shows. Aborts with 404 when there is none."""
        now = clock.now()
        found = existing(conversation_id)
        lines = transcripts.transcript(engine, conversation_id)
        zone = acts.zone(engine, tools)
        return queue(now) | {
            "card": words.card(found, agent(), phrases, zone=zone, now=now),
            "bubbles": words.bubbles(lines, phrases, zone=zone, now=now),
            "longest": forms.ANSWER_LONGEST,
            "cost": costs.of_conversation(engine, conversation_id, currency),
        }

    def page_of(conversation_id: int, draft: Draft, problem: str | None, status: int) -> Page:
        values = shown(conversation_id) | {"draft": draft, "problem": problem}
        return render_template("console/conversation.html", **values), status

    def done(touched: Touched, conversation_id: int) -> AnyResponse:
        """Ring for what a finished transaction queued, and show the conversation."""
        for one in touched.conversations:
            doorbell.ring_conversation(one)
        return redirect(url_for("console.conversation", conversation_id=conversation_id), 303)

    @routes.get("", strict_slashes=False)
    def inbox() -> str:
        return render_template("console/inbox.html", **queue(clock.now()))

    @routes.get("/live")
    def inbox_live() -> str:
        return render_template("console/live.html", **queue(clock.now()))

    @routes.get(_ONE)
    def conversation(conversation_id: int) -> Page:
        return page_of(conversation_id, Draft("", forms.new_key()), None, 200)

    @routes.get(f"{_ONE}/live")
    def conversation_live(conversation_id: int) -> str:
        return render_template("console/live.html", **shown(conversation_id))

    @routes.post(f"{_ONE}/<any(take,release):act>")
    def pass_over(conversation_id: int, act: str) -> AnyResponse | Page:
        run = {"take": acts.take, "release": acts.release}[act]
        existing(conversation_id)
        try:
            touched = run(engine, tools, conversation_id, agent(), now=clock.now())
        except NotTheirsError:
            draft = Draft("", forms.new_key())
            return page_of(conversation_id, draft, "console.not_yours", 409)
        return done(touched, conversation_id)

    @routes.post(f"{_ONE}/answer")
    def answer(conversation_id: int) -> AnyResponse | Page:
        draft = forms.draft_of(request.form)
        existing(conversation_id)
        if problem := forms.problem_of(draft):
            return page_of(conversation_id, draft, problem, 422)
        key = forms.sending_key(draft)
        try:
            touched = acts.answer(
                engine, tools, conversation_id, agent(), draft.text, key, now=clock.now()
            )
        except NotTheirsError:
            return page_of(conversation_id, draft, "console.answer_not_yours", 409)
        return done(touched, conversation_id)

    return routes

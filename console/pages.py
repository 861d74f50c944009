"""The pages of the console: the list, one conversation, coming in. Words are in console.words."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from sqlalchemy import Engine
from werkzeug.wrappers import Response as AnyResponse

from actions import console as acts
from actions.console import Touched
from actions.desk import Tools
from actions.handoff import NotTheirsError
from console import forms, words
from console.forms import Draft, StrangeFormError
from console.guard import NAME_LONGEST, Guard, agent_name
from storage.clock import Clock
from storage.doorbell import Doorbell
from storage.reports import conversations, transcripts
from storage.reports.conversations import ConversationCard, Holder

_ID = f"int(max={2**63 - 1})"  # what fits the database's key; more is simply not found
_OPEN = {"console.static", "console.enter", "console.come_in"}
Page = tuple[str, int]


def blueprint(
    engine: Engine,
    clock: Clock,
    tools: Tools,
    doorbell: Doorbell,
    *,
    password: str | None = None,
    open_to_all: bool = True,
) -> Blueprint:
    """Return the routes under /console. See Guard for password and open_to_all."""
    routes = Blueprint(
        "console",
        __name__,
        url_prefix="/console",
        template_folder="templates",
        static_folder="static",
    )
    phrases = tools.phrases
    locks: list[Guard] = []

    @routes.record_once
    def lock(state: BlueprintSetupState) -> None:
        state.app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
        locks.append(Guard(str(state.app.secret_key), password, open_to_all))

    @routes.context_processor
    def shared() -> dict[str, Any]:
        return {
            "t": phrases,
            "Holder": Holder,
            "agent": locks[0].agent_of(session),
            "token": lambda: forms.token(session),
        }

    @routes.before_request
    def guard() -> AnyResponse | Page | None:
        request.max_content_length = forms.FORM_MOST_BYTES
        if request.endpoint == "console.static":
            return None
        if locks[0].is_closed:
            return _message("console.closed_title", "console.closed_text"), 403
        if request.method == "POST":
            forms.check(session, request.form)
        if request.endpoint in _OPEN or locks[0].agent_of(session) is not None:
            return None
        if request.path.endswith("/live"):
            return "", 401
        if request.method == "POST":
            return _message("console.signed_out_title", "console.signed_out_text"), 401
        session["after"] = request.path
        return redirect(url_for("console.enter"), 303)

    @routes.errorhandler(StrangeFormError)
    def strange_form(_: StrangeFormError) -> Page:
        return _message("console.strange_form_title", "console.strange_form_text"), 400

    def agent() -> str:
        name = locks[0].agent_of(session)
        assert name is not None  # guard() let nobody else through
        return name

    def queue(now: datetime) -> dict[str, list[words.Card]]:
        cards = [
            words.card(one, agent(), phrases, now=now) for one in conversations.waiting(engine)
        ]
        return {
            "waiting": [one for one in cards if one.holder is Holder.QUEUE],
            "attended": [one for one in cards if one.holder is Holder.PERSON],
        }

    def existing(conversation_id: int) -> ConversationCard:
        found = conversations.one(engine, conversation_id)
        if found is None:
            abort(404)
        return found

    def shown(conversation_id: int) -> dict[str, Any]:
        """Return what a conversation's page shows. Aborts with 404 when there is none."""
        now = clock.now()
        found = existing(conversation_id)
        lines = transcripts.transcript(engine, conversation_id)
        zone = acts.zone(engine, tools)
        return queue(now) | {
            "card": words.card(found, agent(), phrases, now=now),
            "bubbles": words.bubbles(lines, phrases, zone=zone, now=now),
            "longest": forms.ANSWER_LONGEST,
        }

    def page_of(conversation_id: int, draft: Draft, problem: str | None, status: int) -> Page:
        values = shown(conversation_id) | {"draft": draft, "problem": problem}
        return render_template("console/conversation.html", **values), status

    def done(touched: Touched, conversation_id: int) -> AnyResponse:
        """Ring for what a finished transaction queued, and show the conversation."""
        for one in touched.conversations:
            doorbell.ring_conversation(one)
        return redirect(url_for("console.conversation", conversation_id=conversation_id), 303)

    @routes.get("/entrar")
    def enter() -> str:
        return _entrance(locks[0], "", None)

    @routes.post("/entrar")
    def come_in() -> AnyResponse | Page:
        name = agent_name(request.form.get("name", ""))
        if name is None:
            return _entrance(locks[0], request.form.get("name", ""), "console.name_wrong"), 422
        if not locks[0].accepts(request.form.get("password", "")):
            return _entrance(locks[0], name, "console.password_wrong"), 403
        locks[0].let_in(session, name)
        return redirect(session.pop("after", url_for("console.inbox")), 303)

    @routes.post("/salir")
    def leave() -> AnyResponse:
        session.clear()
        return redirect(url_for("console.enter"), 303)

    @routes.get("", strict_slashes=False)
    def inbox() -> str:
        return render_template("console/inbox.html", **queue(clock.now()))

    @routes.get("/live")
    def inbox_live() -> str:
        return render_template("console/live.html", **queue(clock.now()))

    @routes.get(f"/conversations/<{_ID}:conversation_id>")
    def conversation(conversation_id: int) -> Page:
        return page_of(conversation_id, Draft("", forms.new_key()), None, 200)

    @routes.get(f"/conversations/<{_ID}:conversation_id>/live")
    def conversation_live(conversation_id: int) -> str:
        return render_template("console/live.html", **shown(conversation_id))

    @routes.post(f"/conversations/<{_ID}:conversation_id>/<any(take,release):act>")
    def pass_over(conversation_id: int, act: str) -> AnyResponse | Page:
        run = {"take": acts.take, "release": acts.release}[act]
        existing(conversation_id)
        try:
            touched = run(engine, tools, conversation_id, agent(), now=clock.now())
        except NotTheirsError:
            draft = Draft("", forms.new_key())
            return page_of(conversation_id, draft, "console.not_yours", 409)
        return done(touched, conversation_id)

    @routes.post(f"/conversations/<{_ID}:conversation_id>/answer")
    def answer(conversation_id: int) -> AnyResponse | Page:
        draft = forms.draft_of(request.form)
        existing(conversation_id)
        if problem := forms.problem_of(draft):
            return page_of(conversation_id, draft, problem, 422)
        try:
            touched = acts.answer(
                engine,
                tools,
                conversation_id,
                agent(),
                draft.text,
                forms.sending_key(draft),
                now=clock.now(),
            )
        except NotTheirsError:
            return page_of(conversation_id, draft, "console.answer_not_yours", 409)
        return done(touched, conversation_id)

    @routes.after_request
    def never_kept(response: Response) -> Response:
        """Keep personal data out of caches, so that «back» after leaving shows nothing."""
        if request.endpoint != "console.static":
            response.headers["Cache-Control"] = "no-store"
        return response

    return routes


def _entrance(guard: Guard, name: str, problem: str | None) -> str:
    return render_template(
        "console/enter.html",
        name=name,
        problem=problem,
        name_longest=NAME_LONGEST,
        asks_password=guard.password is not None,
    )


def _message(title: str, text: str) -> str:
    """Return a page that says why nothing was done, with what was typed so that it isn't lost."""
    return render_template(
        "console/message.html", title=title, text=text, typed=request.form.get("text", "")
    )

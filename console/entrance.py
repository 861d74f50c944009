"""How agents come in and leave, and what stands before every other page: lock and form check."""

from collections.abc import Callable

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as AnyResponse

from bot.language.phrases import Phrases
from console import forms
from console.forms import StrangeFormError
from console.guard import NAME_LONGEST, Guard, agent_name

_OPEN = {"console.enter", "console.come_in"}
Page = tuple[str, int]


def install(
    routes: Blueprint, phrases: Phrases, *, password: str | None, open_to_all: bool
) -> Callable[[], str]:
    """Put the entrance before the routes of the console; return what tells the present agent."""
    guards: list[Guard] = []

    def guard() -> Guard:
        return guards[0]

    @routes.record_once
    def set_up(state: BlueprintSetupState) -> None:
        state.app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
        guards.append(Guard(str(state.app.secret_key), password, open_to_all))

    @routes.context_processor
    def shared() -> dict[str, object]:
        return {
            "t": phrases,
            "agent": guard().agent_of(session),
            "token": lambda: forms.token(session),
        }

    @routes.before_request
    def let_pass() -> AnyResponse | Page | None:
        request.max_content_length = forms.FORM_MOST_BYTES
        return None if request.endpoint == "console.static" else _refusal(guard())

    @routes.errorhandler(StrangeFormError)
    def strange_form(_: StrangeFormError) -> Page:
        return _message("console.strange_form_title", "console.strange_form_text"), 400

    @routes.after_request
    def never_kept(response: Response) -> Response:
        """Keep personal data out of caches, so that «back» after leaving shows nothing."""
        if request.endpoint != "console.static":
            response.headers["Cache-Control"] = "no-store"
        return response

    @routes.get("/entrar")
    def enter() -> Page:
        return _entrance(guard(), "", None, 200)

    @routes.post("/entrar")
    def come_in() -> AnyResponse | Page:
        typed = request.form.get("name", "")
        name = agent_name(typed)
        if name is None:
            return _entrance(guard(), typed, "console.name_wrong", 422)
        if not guard().accepts(request.form.get("password", "")):
            return _entrance(guard(), name, "console.password_wrong", 403)
        guard().let_in(session, name)
        return redirect(session.pop("after", url_for("console.inbox")), 303)

    @routes.post("/salir")
    def leave() -> AnyResponse:
        session.clear()
        return redirect(url_for("console.enter"), 303)

    def agent() -> str:
        name = guard().agent_of(session)
        assert name is not None  # let_pass() stops everybody else
        return name

    return agent


def _refusal(guard: Guard) -> AnyResponse | Page | None:
    """Return why this request goes no further, None when it may. Raises StrangeFormError."""
    if guard.is_closed:
        return _message("console.closed_title", "console.closed_text"), 403
    if request.method == "POST":
        forms.check(session, request.form)
    if request.endpoint in _OPEN or guard.agent_of(session) is not None:
        return None
    if request.path.endswith("/live"):
        return "", 401
    if request.method == "POST":
        return _message("console.signed_out_title", "console.signed_out_text"), 401
    session["after"] = request.path
    return redirect(url_for("console.enter"), 303)


def _entrance(guard: Guard, name: str, problem: str | None, status: int) -> Page:
    page = render_template(
        "console/enter.html",
        name=name,
        problem=problem,
        name_longest=NAME_LONGEST,
        asks_password=guard.password is not None,
    )
    return page, status


def _message(title: str, text: str) -> str:
    """Return a page that says why nothing was done, with what was typed so that it isn't lost."""
    typed = request.form.get("text", "")
    return render_template("console/message.html", title=title, text=text, typed=typed)

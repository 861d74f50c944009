"""Pages for newcomers and payers: the start page, the way back from a payment, and error pages."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from flask import Blueprint, Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from app.settings import Settings
from app.wiring import load_phrases
from bot.domain.catalogue import Catalogue, Service
from bot.language.phrases import Phrases
from nlu.client import NluClient

_MACHINE_PATHS = ("/webhooks/", "/health/", "/demo/", "/phones/", "/start/")
_WRONG = ("start.error_wrong_title", "start.error_wrong")
_FORBIDDEN = ("start.error_forbidden_title", "start.error_forbidden")
_OURS = ("start.error_ours_title", "start.error_ours")
_ERRORS = {
    400: _WRONG,
    401: _FORBIDDEN,
    403: _FORBIDDEN,
    404: ("start.error_not_found_title", "start.error_not_found"),
    405: _WRONG,
    413: ("start.error_too_large_title", "start.error_too_large"),
}


class PayReturn(Enum):
    """How MercadoPago says a payment went; only a hint, the truth comes by its API."""

    DONE = "ok"
    PENDING = "pendiente"
    REJECTED = "rechazado"
    UNKNOWN = ""

    @classmethod
    def _missing_(cls, value: object) -> "PayReturn":
        return cls.UNKNOWN


_RETURNS = {
    PayReturn.DONE: ("pay_return.done_title", "pay_return.done_text"),
    PayReturn.PENDING: ("pay_return.pending_title", "pay_return.pending_text"),
    PayReturn.REJECTED: ("pay_return.rejected_title", "pay_return.rejected_text"),
    PayReturn.UNKNOWN: ("pay_return.unknown_title", "pay_return.unknown_text"),
}


@dataclass(frozen=True, slots=True)
class Example:
    """Something to write to the bot, and what comes of it."""

    words: str
    result: str


def blueprint(settings: Settings, present: Callable[[], Catalogue | None]) -> Blueprint:
    """Return the routes /, /pago and /start.

    present: gives the catalogue in force, of which the examples are; None before any was set up.
    """
    routes = Blueprint(
        "start",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/start/static",
    )
    phrases = load_phrases()
    understanding = NluClient(settings.nlu_address)
    number = settings.number
    whatsapp_url = None if settings.whatsapp_is_simulated else f"https://wa.me/{number.strip('+')}"

    @routes.get("/")
    def home() -> str:
        return render_template(
            "start/home.html",
            t=phrases,
            settings=settings,
            number=number,
            whatsapp_url=whatsapp_url,
            examples=_examples(present(), phrases),
        )

    @routes.get("/start/status")
    def status() -> Response:
        return jsonify(understanding=understanding.ready())

    @routes.get("/pago")
    def pay_return() -> str:
        state = PayReturn(request.args.get("estado", ""))
        title, text = _RETURNS[state]
        return render_template(
            "start/pay_return.html",
            t=phrases,
            title=phrases(title),
            text=phrases(text),
            state=state.name.lower(),
            whatsapp_url=whatsapp_url,
            shows_phones=settings.demo,
        )

    return routes


def _examples(catalogue: Catalogue | None, phrases: Phrases) -> list[Example]:
    """Return what can be written to this business; nothing while it does nothing."""
    if catalogue is None or not catalogue.services:
        return []

    def wanted(phrase: str, service: Service) -> str:
        name = f"{service.name[0].lower()}{service.name[1:]}"
        provider = catalogue.provider(service.provider_id).first_name
        return phrases(phrase, service=name, provider=provider)

    services = catalogue.services
    first = next((one for one in services if one.deposit is None), services[0])
    examples = [Example(wanted("start.try_book", first), phrases("start.try_book_text"))]
    if paid := next((one for one in services if one.deposit is not None), None):
        examples.append(
            Example(wanted("start.try_deposit", paid), phrases("start.try_deposit_text"))
        )
    return [
        *examples,
        Example(phrases("start.try_move"), phrases("start.try_move_text")),
        Example(phrases("start.try_human"), phrases("start.try_human_text")),
    ]


def register_errors(app: Flask) -> None:
    """Answer errors of the whole application: pages to browsers, short plain words to programs."""
    phrases = load_phrases()

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> AnyResponse | HTTPException:
        status = error.code
        if status is None or status < 400 or error.response is not None:
            return error
        answer = error.get_response()  # keeps what the status asks for, as Allow of a 405
        if _is_for_people():
            title, text = map(phrases, _ERRORS.get(status, _OURS))
            page = render_template("start/error.html", t=phrases, title=title, text=text)
            answer.set_data(page)
            answer.content_type = "text/html; charset=utf-8"
        else:
            answer.set_data(f"{error.description or error.name}\n")
            answer.content_type = "text/plain; charset=utf-8"
        return answer


def _is_for_people() -> bool:
    """Whether a browser shows the answer as a page."""
    asks_for_page = "text/html" in request.headers.get("Accept", "")
    return asks_for_page and not request.path.startswith(_MACHINE_PATHS)

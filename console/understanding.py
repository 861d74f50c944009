"""The page where an analyst labels what the bot did not understand."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import Engine
from werkzeug.wrappers import Response as AnyResponse

from actions import reviews
from actions.desk import Tools
from actions.reviews import LabelError, Review
from bot.language.masking import MarkedSpan
from bot.language.phrases import Phrases
from console.entrance import Page
from console.labels import ENTITY_PHRASES, INTENT_PHRASES
from storage.clock import Clock

_GUESSES = 3
_MOST_SPANS = 40
_REASONS = {
    "not_understood": "understanding.reason_not_understood",
    "corrected": "understanding.reason_corrected",
    "led_to_a_person": "understanding.reason_led_to_a_person",
    "doubtful": "understanding.reason_doubtful",
}


@dataclass(frozen=True, slots=True)
class Guess:
    """An intent that was thought of, with its share of certainty in percent."""

    intent: str
    percent: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of the message with what stands before it; offsets in characters."""

    before: str
    text: str
    start: int
    end: int


def install(
    routes: Blueprint, engine: Engine, clock: Clock, tools: Tools, agent: Callable[[], str]
) -> None:
    """Add the page to the routes of the console."""

    def page(after: int, problem: str | None, status: int) -> Page:
        found = reviews.queue(engine, after=after)
        shown = render_template(
            "console/understanding.html",
            waiting=found.waiting,
            labelled=found.labelled,
            problem=problem,
            intents=INTENT_PHRASES,
            entities=ENTITY_PHRASES,
            **(_shown(found.review, tools.phrases) if found.review else {"review": None}),
        )
        return shown, status

    def after() -> int:
        return request.args.get("after", 0, type=int)

    @routes.get("/understanding")
    def understanding() -> Page:
        return page(after(), None, 200)

    @routes.post("/understanding/<int:review_id>")
    def decide(review_id: int) -> AnyResponse | Page:
        try:
            if "dismiss" in request.form:
                reviews.dismiss(engine, review_id, by=agent(), now=clock.now())
            else:
                spans = _spans(request.form.get("spans", "[]"))
                intent = request.form.get("intent", "") or request.form.get("other", "")
                reviews.label(engine, review_id, intent, spans, by=agent(), now=clock.now())
        except LabelError as error:
            return page(review_id - 1, error.problem, 422)
        return redirect(url_for("console.understanding", after=review_id), 303)


def _shown(review: Review, phrases: Phrases) -> dict[str, object]:
    return {
        "review": review,
        "reason": phrases(_REASONS[review.reason]),
        "pieces": _pieces(review.text),
        "guesses": [
            Guess(str(one["intent"]), round(float(one["confidence"]) * 100))
            for one in review.ranking[:_GUESSES]
            if one.get("intent") in INTENT_PHRASES
        ],
    }


def _pieces(text: str) -> list[Piece]:
    """Return the words of a text, each with its own button; white space is kept between them."""
    pieces, begin = [], 0
    for word in text.split():
        start = text.index(word, begin)
        pieces.append(Piece(text[begin:start], word, start, start + len(word)))
        begin = start + len(word)
    return pieces


def _spans(given: str) -> list[MarkedSpan]:
    """Return the spans of a form. Raises LabelError when they are no such thing."""
    try:
        return [
            MarkedSpan(str(one["kind"]), int(one["start"]), int(one["end"]))
            for one in json.loads(given)[:_MOST_SPANS]
        ]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise LabelError("understanding.bad_span") from error

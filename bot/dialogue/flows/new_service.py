"""A provider offers one thing more: name, how long, what it costs; read back, then done."""

import json
from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta

from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows import confirming
from bot.dialogue.orders.business import AddService, ServiceAdded
from bot.dialogue.session import Ask, Question
from bot.dialogue.turn import Steps, Turn
from bot.domain.money import Money
from bot.language import formats
from bot.language.amounts import amount_or_thousands_in, duration_in
from bot.language.business_words import NewService, service_name

Answered = Generator[Command, Outcome, bool]

_MINUTE = timedelta(minutes=1)
_LONGEST = timedelta(hours=12)


def begin(turn: Turn, said: NewService) -> None:
    """Read back what is to be offered, or ask for what is missing of it."""
    if said.duration is not None and not _MINUTE * 5 <= said.duration <= _LONGEST:
        said = replace(said, duration=None)
    missing = _missing(said)
    if missing is not None:
        turn.ask(Question(Ask.NEW_SERVICE, about=_to_json(said)))
        turn.tell(_QUESTIONS[missing], service=said.name or "")
        return
    assert said.duration is not None
    assert said.price is not None
    body = turn.t(
        "new_service.sure",
        service=said.name,
        duration=turn.input.phrases.plural("duration.minutes", said.duration // _MINUTE),
        price=formats.money(said.price),
    )
    confirming.ask_sure(turn, Ask.NEW_SERVICE, _to_json(said), body)


def to_new_service(turn: Turn) -> Answered:
    """What was missing of it, or yes or no to what was read back."""
    question, text = turn.session.question, turn.reading.text
    assert question is not None
    known = _from_json(question.about)
    missing = _missing(known)
    agreed = confirming.said(turn)
    duration, price = duration_in(text), amount_or_thousands_in(text)
    if agreed is False and duration is None and price is None:
        keep(turn)
        return True
    if missing is None and agreed:
        yield from apply(turn)
        return True
    said = NewService(
        name=service_name(text) if missing == "name" else known.name,
        duration=duration or known.duration,
        price=price or known.price,
    )
    if said == known:
        return False
    begin(turn, said)
    return True


def apply(turn: Turn) -> Steps:
    """Offer what was read back."""
    question = turn.session.question
    assert question is not None
    said = _from_json(question.about)
    assert said.name is not None
    assert said.duration is not None
    assert said.price is not None
    outcome = yield AddService(said.name, said.duration, said.price)
    turn.change(question=None)
    values = {"service": said.name, "price": formats.money(said.price)}
    turn.tell(
        "new_service.done" if isinstance(outcome, ServiceAdded) else "new_service.known", **values
    )


def keep(turn: Turn) -> None:
    """Offer nothing new."""
    turn.change(question=None)
    turn.tell("new_service.dropped")


def ask_again(turn: Turn) -> Steps:
    """Put the pending question about it once more."""
    question = turn.session.question
    assert question is not None
    begin(turn, _from_json(question.about))
    yield from ()


def _missing(said: NewService) -> str | None:
    return next((name for name in _QUESTIONS if getattr(said, name) is None), None)


def _to_json(said: NewService) -> str:
    minutes = said.duration // _MINUTE if said.duration is not None else None
    centavos = said.price.centavos if said.price is not None else None
    return json.dumps([said.name, minutes, centavos], ensure_ascii=False)


def _from_json(about: str) -> NewService:
    name, minutes, centavos = json.loads(about)
    return NewService(
        name,
        minutes * _MINUTE if minutes is not None else None,
        Money(centavos) if centavos is not None else None,
    )


_QUESTIONS = {
    "name": "new_service.name",
    "duration": "new_service.duration",
    "price": "new_service.price",
}

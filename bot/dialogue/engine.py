"""From a saved session and one message to the next session, commands on the way, and replies.

`run` is a generator: it yields commands, is sent their outcomes, and returns what the turn came to.
It never sends, reads a clock or touches a table. Source: docs/adr/0002-engine-as-generator.md.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.dialogue.answers import READERS, corrects_last
from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows import appointments, book, people, provider
from bot.dialogue.flows.people import HandoffReason, hand_over
from bot.dialogue.flows.questions import ANSWERS
from bot.dialogue.session import Ask, Flow, Question, Session
from bot.dialogue.tapped import tapped
from bot.dialogue.taps import MenuTap, WhichTap, encode
from bot.dialogue.turn import FALLBACK, Handover, Input, Steps, Turn, TurnOutcome, read
from bot.domain.errors import DomainError
from bot.language import formats
from bot.language.answers import YesNo, is_opt_in, is_opt_out
from bot.messages.inbound import InboundKind
from bot.messages.replies import Buttons, Choice, Menu, Reply

MOST_COMMANDS = 16  # a turn that asks for more is going round in circles
_CORRECTION_WINDOW = timedelta(minutes=30)
_DRAFT_LIFE = timedelta(hours=12)  # older offers and questions are not answered blindly


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What a turn came to. flow: where it ended, for analysts; None when in no flow."""

    session: Session
    replies: tuple[Reply, ...]
    outcome: TurnOutcome
    flow: str | None
    misses: int


def run(session: Session, given: Input) -> Generator[Command, Outcome, TurnResult]:
    """Take one turn. Raises DomainError("turn_too_long") instead of going round for ever."""
    current = _fresh(replace(session, turn=session.turn + 1), given)
    turn = Turn(given, read(given, current), current)
    steps = _steps(turn)
    commands = 0
    try:
        command = next(steps)
        while True:
            commands += 1
            if commands > MOST_COMMANDS:
                raise DomainError("turn_too_long", commands=commands)
            outcome = yield command
            command = steps.send(outcome)
    except StopIteration:
        pass
    misses = turn.session.misses + 1 if turn.missed else 0
    if turn.outcome is TurnOutcome.SILENT:
        misses = turn.session.misses
    ended = replace(turn.session, misses=misses, last_turn_at=given.now)
    question = ended.question
    flow = turn.flow or (question.flow.value if question and question.flow else None)
    return TurnResult(ended, turn.replies, turn.outcome, flow, misses)


def _fresh(session: Session, given: Input) -> Session:
    """Return the session without what has grown stale since the last turn."""
    last = session.last_turn_at
    if last is None:
        return session
    if given.now - last > _DRAFT_LIFE:
        session = replace(session, offer=None, question=None, misses=0)
        if session.draft is not None and session.draft.moving_id is not None:
            session = replace(session, draft=None)
    if given.now - last > _CORRECTION_WINDOW:
        session = replace(session, last_appointment_id=None)
    return session


def _steps(turn: Turn) -> Steps:
    person, inbound = turn.input.person, turn.input.inbound
    if person.handover is Handover.AGENT:
        turn.outcome = TurnOutcome.SILENT
        return
    if inbound.kind is InboundKind.TAP:
        yield from tapped(turn)
    elif inbound.kind is InboundKind.TEXT:
        yield from _words(turn)
    else:
        yield from _media(turn)


def _words(turn: Turn) -> Steps:
    text = turn.reading.text
    if is_opt_out(text):
        yield from people.opt_out(turn)
        return
    if is_opt_in(text):
        yield from people.opt_in(turn)
        return
    if turn.input.person.provider_id is not None and (yield from provider.try_answer(turn)):
        return
    if (yield from _reminder_answer(turn)):
        return
    question = turn.session.question
    if question is not None and (yield from READERS[question.ask](turn)):
        return
    yield from _by_intent(turn)


def _reminder_answer(turn: Turn) -> Generator[Command, Outcome, bool]:
    """Take a bare yes or no after a reminder as its answer, unless something else was asked."""
    view = turn.input.reminded
    if view is None or turn.session.question is not None or turn.reading.says_when:
        return False
    intent = turn.reading.intent
    if intent in ("cancel", "reschedule", "running_late", "check_booking"):
        return False
    if turn.reading.yes_no is YesNo.YES or intent == "affirm":
        yield from appointments.confirm_attendance(turn, view)
        return True
    if turn.reading.yes_no is YesNo.NO or intent == "deny":
        yield from appointments.cancel_chosen(turn, view.id)
        return True
    return False


def _by_intent(turn: Turn) -> Steps:
    intent = turn.reading.intent
    if corrects_last(turn):
        yield from _move_last(turn)
        return
    if intent in ANSWERS:
        yield from _answer_and_ask_again(turn, ANSWERS[intent](turn))
        return
    handler = _INTENTS.get(intent)
    if handler is not None:
        yield from handler(turn)
        return
    if turn.reading.says_what or turn.reading.says_when:
        yield from _inform(turn)
        return
    yield from _missed(turn)


def _answer_and_ask_again(turn: Turn, answer: str) -> Steps:
    turn.first(answer)
    if turn.session.question is None:
        return
    yield from _ask_again(turn)


def _ask_again(turn: Turn) -> Steps:
    """Repeat the pending question in the same message, so that a digression loses nothing."""
    question = turn.session.question
    assert question is not None
    match question.ask:
        case Ask.WHICH:
            yield from appointments.ask_which_again(turn)
        case Ask.CANCEL:
            yield from appointments.ask_sure_again(turn)
        case Ask.HUMAN | Ask.STOP_OR_CANCEL:
            turn.change(question=None)
        case _ if turn.session.draft is not None:
            book.ask_again(turn)
        case _:
            turn.change(question=None)


def _inform(turn: Turn) -> Steps:
    if turn.session.draft is None:
        yield from book.begin(turn)
    elif turn.draft.flow is Flow.BOOK:
        yield from book.go_on(turn)
    else:
        yield from appointments.move(turn)


def _book(turn: Turn) -> Steps:
    """A new request; one that only adds to what is being booked goes on with that."""
    named = turn.reading.named
    is_other = bool(named.services or named.trades) and turn.session.question is None
    if turn.session.draft is None or turn.draft.flow is not Flow.BOOK or is_other:
        yield from book.begin(turn)
    else:
        yield from book.go_on(turn)


def _move_last(turn: Turn) -> Steps:
    assert turn.session.last_appointment_id is not None
    yield from appointments.move_chosen(turn, turn.session.last_appointment_id)


def _cancel(turn: Turn) -> Steps:
    """Cancel an appointment; in the middle of booking it may mean «leave it»."""
    reading = turn.reading
    points = reading.says_when or reading.says_what or reading.code is not None
    if turn.session.draft is None or points:
        yield from appointments.cancel(turn)
        return
    found = yield from appointments._list()
    if not found.appointments:
        book.say_nothing_booked(turn)
        return
    turn.ask(Question(Ask.STOP_OR_CANCEL, Flow.CANCEL))
    choices = [Choice(encode(MenuTap("stop")), turn.t("button.stop_this"))]
    choices += [
        Choice(
            encode(WhichTap(Flow.CANCEL, view.id, view.version)),
            formats.when(view.start, turn.zone),
        )
        for view in found.appointments[:2]
    ]
    turn.say(Buttons(turn.t("ask.stop_or_cancel"), tuple(choices)))


def _affirm(turn: Turn) -> Steps:
    """A yes with nothing asked: never guessed; what was begun is put again."""
    if turn.session.draft is not None and turn.draft.service_ids:
        turn.first(turn.t("resume.draft"))
        yield from book.advance(turn)
        return
    turn.tell("smalltalk.here")


def _deny(turn: Turn) -> Steps:
    if turn.session.draft is not None:
        book.say_nothing_booked(turn)
    else:
        turn.tell("smalltalk.here")
    yield from ()


def _alternatives(turn: Turn) -> Steps:
    if turn.session.draft is not None and turn.draft.service_ids:
        yield from book.go_on(turn)
    else:
        yield from book.begin(turn)


def _greet(turn: Turn) -> Steps:
    if turn.session.question is not None:
        turn.first(turn.t("smalltalk.hello_short"))
        yield from _ask_again(turn)
        return
    main_menu(turn)


def main_menu(turn: Turn) -> None:
    """Greet by name where known, and show what can be done."""
    name = turn.input.person.name
    if name:
        body = turn.t("smalltalk.hello_name", name=name.split()[0])
    else:
        body = turn.t("smalltalk.hello")
    turn.say(
        Buttons(
            body,
            (
                Choice(encode(MenuTap("book")), turn.t("button.menu_book")),
                Choice(encode(MenuTap("mine")), turn.t("button.menu_mine")),
                Choice(encode(MenuTap("human")), turn.t("button.human")),
            ),
        )
    )


def _said(phrase: str) -> Callable[[Turn], Steps]:
    """Return a handler that says a phrase and repeats the pending question under it."""

    def handler(turn: Turn) -> Steps:
        turn.first(turn.t(phrase))
        if turn.session.question is not None:
            yield from _ask_again(turn)

    return handler


def _to_people(reason: HandoffReason, phrase: str) -> Callable[[Turn], Steps]:
    def handler(turn: Turn) -> Steps:
        yield from hand_over(turn, reason, phrase)

    return handler


def _restart(turn: Turn) -> Steps:
    turn.done()
    main_menu(turn)
    yield from ()


def _complain(turn: Turn) -> Steps:
    people.offer_human(turn, "human.sorry")
    yield from ()


def _missed(turn: Turn) -> Steps:
    """Nothing was understood: say so once, then with choices, then offer a person."""
    turn.outcome = TurnOutcome.FELL_BACK
    turn.missed = True
    if turn.session.misses + 1 >= turn.catalogue.policies.misses_before_human:
        people.offer_human(turn, "fallback.human")
        return
    if turn.session.question is not None:
        turn.first(turn.t("fallback.again"))
        yield from _ask_again(turn)
        return
    turn.say(
        Menu(
            turn.t("fallback.menu"),
            turn.t("button.see_options"),
            (
                Choice(encode(MenuTap("book")), turn.t("button.menu_book")),
                Choice(encode(MenuTap("mine")), turn.t("button.menu_mine")),
                Choice(encode(MenuTap("human")), turn.t("button.human")),
            ),
        )
    )


def _media(turn: Turn) -> Steps:
    """Say kindly what can be done with what is not text; a sticker asks for nothing more."""
    if turn.input.inbound.kind is InboundKind.REACTION:
        turn.outcome = TurnOutcome.SILENT  # a thumb on our words asks for no words back
        return
    phrase = _MEDIA.get(turn.input.inbound.kind, "media.unsupported")
    if turn.input.inbound.text and turn.input.inbound.kind in _WITH_CAPTION:
        yield from _words(turn)
        return
    turn.first(turn.t(phrase))
    if turn.session.question is not None and turn.input.inbound.kind is not InboundKind.AUDIO:
        yield from _ask_again(turn)


_WITH_CAPTION = (InboundKind.IMAGE, InboundKind.VIDEO, InboundKind.DOCUMENT)
_MEDIA = {
    InboundKind.AUDIO: "media.audio",
    InboundKind.IMAGE: "media.picture",
    InboundKind.VIDEO: "media.picture",
    InboundKind.DOCUMENT: "media.picture",
    InboundKind.STICKER: "media.sticker",
    InboundKind.LOCATION: "media.location",
    InboundKind.CONTACT: "media.contact",
}
_INTENTS: dict[str, Callable[[Turn], Steps]] = {
    "book": _book,
    "inform": _inform,
    "select_option": _alternatives,
    "request_alternatives": _alternatives,
    "reschedule": appointments.move,
    "cancel": _cancel,
    "check_booking": appointments.check,
    "pay": appointments.pay,
    "payment_done": appointments.says_paid,
    "affirm": _affirm,
    "deny": _deny,
    "greet": _greet,
    "goodbye": _said("smalltalk.bye"),
    "thank": _said("smalltalk.welcome"),
    "rate_service": _said("smalltalk.glad"),
    "running_late": _to_people(HandoffReason.ASKED, "late.told"),
    "out_of_scope": _said("smalltalk.out_of_scope"),
    "talk_to_human": _to_people(HandoffReason.ASKED, "human.asked"),
    "complain": _complain,
    "request_invoice": _to_people(HandoffReason.INVOICE, "human.invoice"),
    "delete_data": _to_people(HandoffReason.PERSONAL_DATA, "human.personal_data"),
    "provider_signup": _to_people(HandoffReason.PROVIDER_SIGNUP, "human.provider_signup"),
    "join_waitlist": _to_people(HandoffReason.WAITLIST, "human.waitlist"),
    "opt_out": people.opt_out,
    "opt_in": people.opt_in,
    "restart": _restart,
}
assert FALLBACK not in _INTENTS

"""A message that answers no question: what it is about, and which flow takes it.

An intent that would cost the person something counts only when it is likely, or said in words.
"""

from collections.abc import Callable, Generator

from bot.dialogue import repair
from bot.dialogue.commands import Command, Outcome
from bot.dialogue.describe import appointment_line, service_names
from bot.dialogue.flows import (
    appointments,
    book,
    both,
    cancelling,
    invoice,
    late,
    lead,
    moving,
    my_data,
    own,
    people,
    waitlist,
    where,
)
from bot.dialogue.flows.guests import one_less
from bot.dialogue.flows.narrowing import with_services
from bot.dialogue.flows.people import HandoffReason, hand_over
from bot.dialogue.flows.questions import ANSWERS, goes_with_booking
from bot.dialogue.offered import stops
from bot.dialogue.session import Ask, Flow, Question
from bot.dialogue.taps import MenuTap, WhichTap, encode
from bot.dialogue.turn import FALLBACK, Steps, Turn
from bot.dialogue.unasked import affirm, alternatives, deny, inform
from bot.dialogue.urgent import taken_first
from bot.domain.appointments import AppointmentState
from bot.language import formats
from bot.language.answers import YesNo
from bot.language.asides import Aside
from bot.language.cues import Cue
from bot.language.folding import words
from bot.language.own_turns import asks_next, corrects, speaks_of_own
from bot.language.requests import joins_waitlist, keeps_data, leaves_waitlist
from bot.messages.replies import Buttons, Choice

_CLOSE = 0.25  # of two readings, so that neither is acted on
_SHORT = 4  # words; a longer text that opens with yes or no says something more
# What says the same as these intents in so many words, so that a doubtful reading of them counts.
_SAID_IN_WORDS = {
    "cancel": Cue.CANCEL,
    "talk_to_human": Cue.HUMAN,
    "delete_data": Cue.DATA,
    "restart": Cue.AGAIN,
    "opt_in": Cue.MESSAGES,
    "complain": Cue.INSULT,
}
_MAY_WAIT = ("book", "inform", "request_alternatives", "reschedule", "affirm", "deny", FALLBACK)
_COSTLY = {*_SAID_IN_WORDS, "running_late", "request_invoice", "provider_signup", "join_waitlist"}


# What a correction of a booking under way is taken for.
_SAID_OF_BOOKED = {"reschedule", "cancel", "check_booking", "deny"}


def route(turn: Turn) -> Steps:
    """Take a message by what it is about."""
    reading = turn.reading
    if leaves_waitlist(reading.text):
        if (yield from waitlist.leave(turn)):
            return
        if reading.intent == "join_waitlist":
            turn.tell("waitlist.nothing")
            return
    if keeps_data(reading.text) and (yield from my_data.keeps(turn)):
        return
    if (yield from taken_first(turn)):
        return
    if joins_waitlist(reading.text) and reading.intent in _MAY_WAIT:
        yield from _wait(turn)
        return
    if reading.intent == "opt_out":
        yield from _opt_out(turn)
        return
    if both.said(turn) and both.start(turn, (yield from own.list_own())):
        return
    if _is_torn(turn):
        repair.ask_move_or_cancel(turn)
        return
    if reading.intent in _COSTLY and not reading.sure and not _is_said(turn, reading.intent):
        repair.clarify(turn)
        return
    if _corrects_draft(turn):
        yield from inform(turn)
        return
    yield from _by_intent(turn)


def _corrects_draft(turn: Turn) -> bool:
    """Whether a message puts right what is being booked: «era color», «al final voy solo»."""
    reading, draft = turn.reading, turn.session.draft
    if draft is None or draft.flow is not Flow.BOOK or reading.intent not in _SAID_OF_BOOKED:
        return False
    if Cue.CANCEL in reading.cues:
        return False
    count = draft.people - 1 if one_less(turn, draft) else reading.party.count
    return (reading.says_what and corrects(reading.text)) or count not in (None, draft.people)


def _by_intent(turn: Turn) -> Steps:
    reading = turn.reading
    if reading.intent in ANSWERS:
        yield from _answer(turn)
        return
    asks_nothing_new = not (reading.says_what or reading.says_when or Cue.ANOTHER in reading.cues)
    is_unread = reading.intent not in _INTENTS or (reading.intent == "book" and asks_nothing_new)
    if is_unread and Cue.CANCEL in reading.cues:
        yield from _cancel(turn)
        return
    handler = _INTENTS.get(reading.intent)
    if reading.intent == "view_agenda" and asks_next(reading.text):
        handler = _check
    if reading.intent == "reschedule" and (yield from _wants_more(turn)):
        handler = _book
    if handler is not None:
        yield from handler(turn)
    elif reading.says_what or reading.says_when:
        yield from inform(turn)
    elif stops(turn) and turn.session.draft is not None:
        book.say_nothing_booked(turn)
    elif reading.yes_no is not None and len(words(reading.text)) <= _SHORT:
        yield from affirm(turn) if reading.yes_no is YesNo.YES else deny(turn)
    else:
        yield from repair.missed(turn)


def _wants_more(turn: Turn) -> Generator[Command, Outcome, bool]:
    """Whether what reads as a move is a further appointment («y después semi el mismo día?»)."""
    reading = turn.reading
    if Cue.ANOTHER in reading.cues:
        return True
    named = {service.id for service in reading.named.services}
    adds = reading.times.same_day or Cue.ADDS in reading.cues
    if not named or not adds or speaks_of_own(reading.text):
        return False
    found = yield from own.list_own()
    return not any(view.service_id in named for view in found.appointments)


def _is_torn(turn: Turn) -> bool:
    """Whether a message could as well mean to move an appointment as to cancel it."""
    understanding, reading = turn.input.understanding, turn.reading
    if understanding is None or reading.sure or len(understanding.ranking) <= 1:
        return False
    first, second = understanding.ranking[:2]
    is_either = {first.intent, second.intent} == {"cancel", "reschedule"}
    names_neither = Cue.CANCEL not in reading.cues and not reading.says_when
    return is_either and names_neither and first.confidence - second.confidence < _CLOSE


def _is_said(turn: Turn, intent: str) -> bool:
    cue = _SAID_IN_WORDS.get(intent)
    return cue is not None and cue in turn.reading.cues


def _answer(turn: Turn) -> Steps:
    """Answer a side question; a wish for a time in the same message is taken in too."""
    intent = turn.reading.intent
    if intent == "bot_challenge" and turn.session.question is None and not turn.reading.says_what:
        people.offer_human(turn, "smalltalk.bot")
        return
    turn.first(ANSWERS[intent](turn))
    has_subject = turn.reading.says_what or turn.session.draft is not None
    if turn.reading.says_when and goes_with_booking(intent) and has_subject:
        yield from inform(turn)
        return
    yield from repair.ask_again(turn)


def _book(turn: Turn) -> Steps:
    """A new request; one that only adds to what is being booked goes on with that."""
    named = turn.reading.named
    is_other = bool(named.services or named.trades) and turn.session.question is None
    if turn.session.draft is None or turn.draft.flow is not Flow.BOOK or is_other:
        yield from book.begin(turn)
    else:
        yield from book.go_on(turn)


def _cancel(turn: Turn) -> Steps:
    """Cancel an appointment; in the middle of booking it may mean «leave it»."""
    reading = turn.reading
    points = reading.says_when or reading.says_what or reading.code is not None
    draft = turn.session.draft
    if draft is None or points or Cue.EVERYTHING in reading.cues:
        yield from cancelling.cancel(turn)
        return
    found = yield from own.list_own()
    if not found.appointments or (draft.flow is Flow.MOVE and stops(turn)):
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
    listed = [appointment_line(turn, view) for view in found.appointments[:2]]
    what = formats.any_of(service_names(turn, draft.service_ids)) or turn.t("wanted.that")
    body = turn.t("ask.stop_or_cancel", what=what, lines=formats.any_of(listed))
    turn.say(Buttons(body, tuple(choices)))


def _opt_out(turn: Turn) -> Steps:
    """Stop messages when that is what was said; «basta, dejá» only leaves what was begun."""
    reading = turn.reading
    if reading.sure and Cue.MESSAGES in reading.cues:
        yield from people.opt_out(turn)
    elif turn.session.draft is not None or turn.session.question is not None:
        book.say_nothing_booked(turn)
    else:
        repair.ask_opt_out(turn)


def _greet(turn: Turn) -> Steps:
    """A greeting that says what is wanted in the same breath is a wish, or was a question."""
    if turn.reading.asides and not turn.reading.says_when:
        yield from repair.ask_again(turn)
    elif turn.reading.says_what or turn.reading.says_when:
        yield from inform(turn)
    else:
        yield from repair.greet(turn)


def _pay(turn: Turn) -> Steps:
    """Send what is owed; asked before anything is, say what will be («¿hay que dejar seña?»)."""
    found = yield from own.list_own()
    owes = any(view.state is AppointmentState.HELD for view in found.appointments)
    if owes or (turn.session.draft is None and Aside.DEPOSIT not in turn.reading.asides):
        yield from appointments.pay(turn)
        return
    turn.first(ANSWERS[Aside.DEPOSIT.value](turn))
    yield from repair.ask_again(turn)


def _check(turn: Turn) -> Steps:
    reading = turn.reading
    if reading.says_what and reading.says_when and not speaks_of_own(reading.text):
        found = yield from own.list_own()
        if not found.appointments:
            yield from inform(turn)  # «¿tenés turno el viernes con Laura?»
            return
    question = turn.session.question
    if question is None or question.ask is not Ask.WHICH:
        yield from appointments.check(turn)  # which else lists them by itself
    yield from repair.ask_again(turn)


def _said(phrase: str) -> Callable[[Turn], Steps]:
    """Return a handler that says a phrase and repeats the pending question under it."""

    def handler(turn: Turn) -> Steps:
        turn.first(turn.t(phrase))
        yield from repair.ask_again(turn)

    return handler


def _wait(turn: Turn) -> Steps:
    """Be told of a place when one is freed, once it is clear of what."""
    earlier = yield from waitlist.before_own(turn)
    if earlier is not None:
        turn.change(draft=earlier, question=None)
        yield from waitlist.join(turn)
        return
    turn.change(draft=waitlist.wanted(turn), question=None)
    draft = where.with_place(turn, with_services(turn, turn.draft))
    turn.change(draft=draft)
    yield from book.advance(turn)


def _bye(turn: Turn) -> Steps:
    turn.tell("smalltalk.bye")
    yield from ()


def _to_people(reason: HandoffReason, phrase: str) -> Callable[[Turn], Steps]:
    def handler(turn: Turn) -> Steps:
        yield from hand_over(turn, reason, phrase)

    return handler


def _restart(turn: Turn) -> Steps:
    turn.done()
    turn.change(parked=None, topic=())
    repair.main_menu(turn)
    yield from ()


def _complain(turn: Turn) -> Steps:
    people.offer_human(turn, "human.sorry")
    yield from ()


def _out_of_scope(turn: Turn) -> Steps:
    phrase = "smalltalk.out_of_scope" if turn.reading.sure else "fallback.again"
    yield from repair.missed_saying(turn, phrase)


_INTENTS: dict[str, Callable[[Turn], Steps]] = {
    "book": _book,
    "inform": inform,
    "select_option": alternatives,
    "request_alternatives": alternatives,
    "reschedule": moving.move,
    "cancel": _cancel,
    "check_booking": _check,
    "pay": _pay,
    "payment_done": appointments.says_paid,
    "affirm": affirm,
    "deny": deny,
    "greet": _greet,
    "goodbye": _bye,
    "thank": _said("smalltalk.welcome"),
    "rate_service": _said("smalltalk.glad"),
    "running_late": late.running_late,
    "out_of_scope": _out_of_scope,
    "talk_to_human": _to_people(HandoffReason.ASKED, "human.asked"),
    "complain": _complain,
    "request_invoice": invoice.request,
    "delete_data": my_data.about_data,
    "provider_signup": lead.sign_up,
    "join_waitlist": _wait,
    "opt_in": people.opt_in,
    "restart": _restart,
}
assert FALLBACK not in _INTENTS

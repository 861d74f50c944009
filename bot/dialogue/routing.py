"""A message that answers no question: what it is about, and which flow takes it.

An intent that would cost the person something counts only when it is likely, or said in words.
"""

from collections.abc import Callable, Generator
from datetime import timedelta

from bot.dialogue import repair
from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows import appointments, book, cancelling, moving, own, people
from bot.dialogue.flows.people import HandoffReason, hand_over
from bot.dialogue.flows.questions import ANSWERS, goes_with_booking
from bot.dialogue.flows.search import other_times
from bot.dialogue.offered import stops
from bot.dialogue.session import Ask, Flow, Question
from bot.dialogue.taps import MenuTap, WhichTap, encode
from bot.dialogue.turn import FALLBACK, Steps, Turn
from bot.language import formats
from bot.language.answers import YesNo
from bot.language.cues import Cue
from bot.language.folding import words
from bot.messages.replies import Buttons, Choice

_CORRECTING = ("inform", "deny", "reschedule", "request_alternatives", "propose_time", FALLBACK)
_CORRECTION_WINDOW = timedelta(minutes=30)  # longer after, a time said is a new wish
_SHORT = 4  # words; a longer text that opens with yes or no says something more
# What says the same as these intents in so many words, so that a doubtful reading of them counts.
_SAID_IN_WORDS = {
    "cancel": Cue.CANCEL,
    "talk_to_human": Cue.HUMAN,
    "delete_data": Cue.DATA,
    "restart": Cue.AGAIN,
    "complain": Cue.INSULT,
}
_COSTLY = {*_SAID_IN_WORDS, "running_late", "request_invoice", "provider_signup", "join_waitlist"}


def route(turn: Turn) -> Steps:
    """Take a message by what it is about."""
    reading = turn.reading
    if Cue.EMERGENCY in reading.cues and reading.intent not in ("book", "inform", "cancel"):
        turn.first(turn.t("smalltalk.emergency"))
        people.offer_human(turn, "human.offer")
        return
    if Cue.INSULT in reading.cues and reading.intent in ("out_of_scope", "complain", FALLBACK):
        people.offer_human(turn, "human.sorry")
        return
    if _corrects_last(turn):
        assert turn.session.last_appointment_id is not None
        yield from moving.move_chosen(turn, turn.session.last_appointment_id, corrects=True)
        return
    if reading.intent == "opt_out":
        yield from _opt_out(turn)
        return
    if reading.intent in _COSTLY and not reading.sure and not _is_said(turn, reading.intent):
        repair.clarify(turn)
        return
    yield from _by_intent(turn)


def _by_intent(turn: Turn) -> Steps:
    reading = turn.reading
    if reading.intent in ANSWERS:
        yield from _answer(turn)
        return
    if Cue.AS_USUAL in reading.cues and turn.session.draft is None:
        yield from book.begin(turn)
        return
    if reading.intent == FALLBACK and Cue.CANCEL in reading.cues:
        yield from _cancel(turn)
        return
    handler = _INTENTS.get(reading.intent)
    if reading.intent == "reschedule" and Cue.ANOTHER in reading.cues:
        handler = _book
    if handler is not None:
        yield from handler(turn)
    elif reading.says_what or reading.says_when:
        yield from _inform(turn)
    elif stops(turn) and turn.session.draft is not None:
        book.say_nothing_booked(turn)
    elif reading.yes_no is not None and len(words(reading.text)) <= _SHORT:
        yield from _affirm(turn) if reading.yes_no is YesNo.YES else _deny(turn)
    else:
        yield from repair.missed(turn)


def _is_said(turn: Turn, intent: str) -> bool:
    cue = _SAID_IN_WORDS.get(intent)
    return cue is not None and cue in turn.reading.cues


def _corrects_last(turn: Turn) -> bool:
    """Whether this corrects the appointment made a moment ago («uy, era a las 18»)."""
    reading, session = turn.reading, turn.session
    wants_time = reading.says_when or reading.shift is not None
    return (
        session.last_appointment_id is not None
        and _just_now(turn)
        and session.question is None
        and wants_time
        and not reading.named.services
        and not reading.named.providers
        and reading.times.moved_from is None
        and reading.code is None
        and Cue.ANOTHER not in reading.cues
        and reading.intent in _CORRECTING
    )


def _just_now(turn: Turn) -> bool:
    """Whether the last message was a moment ago, so that this one may still be about it."""
    last = turn.session.last_turn_at
    return last is not None and turn.now - last <= _CORRECTION_WINDOW


def _answer(turn: Turn) -> Steps:
    """Answer a side question; a wish for a time in the same message is taken in too."""
    intent = turn.reading.intent
    turn.first(ANSWERS[intent](turn))
    has_subject = turn.reading.says_what or turn.session.draft is not None
    if turn.reading.says_when and goes_with_booking(intent) and has_subject:
        yield from _inform(turn)
        return
    yield from repair.ask_again(turn)


def _inform(turn: Turn) -> Steps:
    if turn.session.draft is None:
        yield from book.begin(turn)
    elif turn.draft.flow is Flow.BOOK:
        yield from book.go_on(turn)
    else:
        yield from moving.move(turn)


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
    turn.say(Buttons(turn.t("ask.stop_or_cancel"), tuple(choices)))


def _opt_out(turn: Turn) -> Steps:
    """Stop messages when that is what was said; «basta, dejá» only leaves what was begun."""
    reading = turn.reading
    if reading.sure and Cue.MESSAGES in reading.cues:
        yield from people.opt_out(turn)
    elif turn.session.draft is not None or turn.session.question is not None:
        book.say_nothing_booked(turn)
    else:
        repair.ask_opt_out(turn)


def _affirm(turn: Turn) -> Steps:
    """A yes with nothing asked: never guessed; what was begun is put again."""
    if turn.session.draft is not None and turn.draft.service_ids:
        turn.first(turn.t("resume.draft"))
        book.absorb(turn)
        yield from book.advance(turn)
    elif turn.reading.says_what or turn.reading.says_when:
        yield from _inform(turn)
    elif (yield from _came_to_nothing(turn)):
        yield from book.begin(turn)
    elif _just_now(turn) and turn.session.last_appointment_id is not None:
        turn.tell("smalltalk.all_set")
    else:
        turn.say(Buttons(turn.t("smalltalk.here"), repair.main_choices(turn)))


def _came_to_nothing(turn: Turn) -> Generator[Command, Outcome, bool]:
    """Whether the last appointment was declined or lost, so that a yes asks for another like it."""
    last = turn.session.last_appointment_id
    if last is None or not turn.session.topic:
        return False
    found = yield from own.list_own()
    if any(view.id == last for view in found.appointments):
        return False
    turn.change(last_appointment_id=None)
    return True


def _deny(turn: Turn) -> Steps:
    if turn.session.draft is not None and (turn.reading.says_what or turn.reading.says_when):
        yield from _inform(turn)
    elif turn.session.draft is not None:
        book.say_nothing_booked(turn)
    else:
        turn.tell("smalltalk.here")


def _alternatives(turn: Turn) -> Steps:
    draft = turn.session.draft
    if draft is None or not draft.service_ids:
        yield from _came_to_nothing(turn)
        yield from book.begin(turn)
    elif turn.reading.says_when or turn.reading.says_what or draft.flow is not Flow.BOOK:
        yield from _inform(turn)
    else:
        yield from other_times(turn)


def _check(turn: Turn) -> Steps:
    yield from appointments.check(turn)
    yield from repair.ask_again(turn)


def _said(phrase: str) -> Callable[[Turn], Steps]:
    """Return a handler that says a phrase and repeats the pending question under it."""

    def handler(turn: Turn) -> Steps:
        turn.first(turn.t(phrase))
        yield from repair.ask_again(turn)

    return handler


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
    "inform": _inform,
    "select_option": _alternatives,
    "request_alternatives": _alternatives,
    "reschedule": moving.move,
    "cancel": _cancel,
    "check_booking": _check,
    "pay": appointments.pay,
    "payment_done": appointments.says_paid,
    "affirm": _affirm,
    "deny": _deny,
    "greet": repair.greet,
    "goodbye": _bye,
    "thank": _said("smalltalk.welcome"),
    "rate_service": _said("smalltalk.glad"),
    "running_late": _to_people(HandoffReason.ASKED, "late.told"),
    "out_of_scope": _out_of_scope,
    "talk_to_human": _to_people(HandoffReason.ASKED, "human.asked"),
    "complain": _complain,
    "request_invoice": _to_people(HandoffReason.INVOICE, "human.invoice"),
    "delete_data": _to_people(HandoffReason.PERSONAL_DATA, "human.personal_data"),
    "provider_signup": _to_people(HandoffReason.PROVIDER_SIGNUP, "human.provider_signup"),
    "join_waitlist": _to_people(HandoffReason.WAITLIST, "human.waitlist"),
    "opt_in": people.opt_in,
    "restart": _restart,
}
assert FALLBACK not in _INTENTS

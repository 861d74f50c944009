"""What a message says that counts before its intent: alarms, insults, prying, corrections."""

from collections.abc import Generator
from datetime import timedelta

from bot.dialogue import repair
from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows import appointments, book, cancelling, fewer, guests, moving, own, people
from bot.dialogue.flows.people import HandoffReason, hand_over
from bot.dialogue.flows.wishes import lay_over
from bot.dialogue.orders.keeping import KeepHold, PlaceKept
from bot.dialogue.session import Flow
from bot.dialogue.turn import FALLBACK, Steps, Turn
from bot.domain.appointments import AppointmentState
from bot.language.asides import Aside
from bot.language.cues import Cue
from bot.language.own_turns import asks_next, asks_whether_answered, corrects, wants_person
from bot.language.requests import asks_to_keep, wants_longer

Taken = Generator[Command, Outcome, bool]

_CORRECTING = ("inform", "deny", "reschedule", "request_alternatives", "propose_time", FALLBACK)
_CORRECTION_WINDOW = timedelta(minutes=30)  # longer after, a time said is a new wish
_ALARM = {Cue.EMERGENCY, Cue.PAIN, Cue.URGENT}
_NO_ALARM = (
    "cancel",
    "reschedule",
    "check_booking",
    "bot_challenge",
)  # «tuve un accidente, no voy»
# What speaks of money, papers or oneself, where names and numbers mean nothing else.
_OWN_BUSINESS = (
    "payment_done", "pay", "request_invoice", "delete_data", "opt_out", "opt_in", "restart",
    "select_option", "affirm", "check_booking",
)  # fmt: skip
_UNREAD = ("greet", "talk_to_human", "inform", FALLBACK)
_ANGRY = ("out_of_scope", "complain", "bot_challenge", "help", "deny", "thank", FALLBACK)


def taken_first(turn: Turn) -> Taken:
    """Take what must not wait for the intent; False when there is nothing of the kind."""
    reading = turn.reading
    if (yield from _alarm(turn)):
        return True
    if Cue.DISPUTE in reading.cues:
        yield from hand_over(turn, HandoffReason.COMPLAINT, "human.money")
        return True
    if Cue.CONNECT in reading.cues and reading.intent in _UNREAD:
        yield from hand_over(turn, HandoffReason.ASKED, "human.asked")
        return True
    if wants_person(reading.text) and not (reading.says_what or reading.says_when):
        turn.change(question=None)
        yield from hand_over(turn, HandoffReason.ASKED, "human.asked")
        return True
    if (yield from _takes_back(turn)):
        return True
    if Cue.APOLOGY in reading.cues and not (reading.says_what or reading.says_when):
        turn.first(turn.t("smalltalk.no_harm"))
        yield from repair.ask_again(turn)
        return True
    if Cue.IMPATIENT in reading.cues and not (reading.says_what or reading.says_when):
        yield from _impatient(turn)
        return True
    if Cue.INSULT in reading.cues and reading.intent in _ANGRY:
        people.offer_human(turn, "human.sorry")
        return True
    asks_of_own = reading.intent in _OWN_BUSINESS and reading.intent != "check_booking"
    if asks_whether_answered(reading.text) and turn.session.is_idle:
        yield from appointments.check(turn)
        return True
    if (yield from _moves_back(turn)):
        return True
    pries = Cue.PRYING in reading.cues and not asks_of_own
    if pries or (reading.intent == "view_agenda" and reading.sure and not asks_next(reading.text)):
        turn.first(turn.t("smalltalk.only_yours"))
        _remember_whom(turn)
        if reading.intent == "check_booking":
            yield from appointments.check(turn)
        yield from repair.ask_again(turn)
        return True
    if (yield from _thinks_over_the_deposit(turn)):
        return True
    if _corrects_last(turn):
        assert turn.session.last_appointment_id is not None
        yield from moving.move_chosen(turn, turn.session.last_appointment_id, corrects=True)
        return True
    if (yield from fewer.one_stays(turn)):
        return True
    if (yield from _names_guest(turn)):
        return True
    regrets = Cue.REVOKE in reading.cues and Cue.MESSAGES not in reading.cues
    regrets = regrets and reading.intent != Aside.TERMS.value
    if regrets and turn.session.draft is None and not reading.is_any("request_invoice", "complain"):
        yield from cancelling.cancel(turn)
        return True
    return False


def _moves_back(turn: Turn) -> Taken:
    """Whether an appointment moved a moment ago is to go back («dejalo como estaba»)."""
    before, last = turn.session.before, turn.session.last_appointment_id
    if Cue.AS_BEFORE not in turn.reading.cues or before is None or not turn.session.is_idle:
        return False
    if before.flow is not Flow.MOVE or last is None or not just_now(turn):
        return False
    found = yield from own.list_own()
    view = next((one for one in found.appointments if one.id == last), None)
    if view is None:
        return False
    yield from moving.move_this(turn, view, kept=before)
    return True


def _takes_back(turn: Turn) -> Taken:
    """Whether what was left or cancelled a moment ago is wanted after all («mentira, dale»)."""
    session, reading = turn.session, turn.reading
    if Cue.AFTER_ALL not in reading.cues or session.before is None or not just_now(turn):
        return False
    if not turn.session.is_idle or reading.says_what or session.before.flow is Flow.MOVE:
        return False
    turn.change(draft=lay_over(session.before, reading.times), before=None)
    yield from book.advance(turn)
    return True


def _impatient(turn: Turn) -> Steps:
    """Answer «¿me van a contestar?»: with what is on its way, what was asked, or a person."""
    found = yield from own.list_own()
    on_its_way = [view for view in found.appointments if view.deposit_in_process]
    if on_its_way:
        turn.tell("pay.in_process", **book.appointment_values(turn, on_its_way[0]))
    elif turn.session.draft is not None and turn.session.question is not None:
        turn.first(turn.t("smalltalk.still_here"))
        yield from repair.ask_again(turn)
    else:
        people.offer_human(turn, "human.sorry")


def _remember_whom(turn: Turn) -> None:
    """Let «con ella» in the next message mean the provider named in this one."""
    people = turn.reading.named.providers
    if people and turn.session.draft is None:
        turn.change(topic=tuple(service.id for one in people for service in one.services))


def _thinks_over_the_deposit(turn: Turn) -> Taken:
    """Whether somebody wants a moment while a place is kept for them: until when is said.

    Who asks for longer gets it, once and if nobody waits for it.
    """
    reading, session = turn.reading, turn.session
    says_more = reading.says_what or reading.says_when or session.question or session.draft
    thinks = Cue.MOMENT in reading.cues and not reading.asks
    if says_more or not (thinks or asks_to_keep(reading.text)):
        return False
    found = yield from own.list_own()
    held = [view for view in found.appointments if view.state is AppointmentState.HELD]
    if not held:
        return False
    if wants_longer(reading.text):
        kept = yield KeepHold(held[0].id)
        if isinstance(kept, PlaceKept):
            appointments.say_kept(turn, kept)
            return True
    turn.tell("moment.held", **book.appointment_values(turn, held[0]))
    return True


def just_now(turn: Turn) -> bool:
    """Whether the last message was a moment ago, so that this one may still be about it."""
    last = turn.session.last_turn_at
    return last is not None and turn.now - last <= _CORRECTION_WINDOW


def _alarm(turn: Turn) -> Taken:
    """Give the emergency number; what somebody can come or see for goes on as a booking."""
    says_what = turn.reading.says_what
    alarm = {Cue.EMERGENCY, Cue.PAIN} if says_what else _ALARM
    if not alarm & turn.reading.cues or turn.reading.is_any(*_NO_ALARM):
        return False
    turn.first(turn.t("smalltalk.emergency"))
    if says_what:
        return False
    yield from hand_over(turn, HandoffReason.EMERGENCY, "human.asked")
    return True


def _corrects_last(turn: Turn) -> bool:
    """Whether this corrects the appointment made a moment ago («uy, era a las 18»)."""
    reading, session = turn.reading, turn.session
    wants_time = reading.says_when or reading.shift is not None
    return (
        session.last_appointment_id is not None
        and just_now(turn)
        and session.question is None
        and wants_time
        and not reading.named.services
        and not reading.named.providers
        and reading.times.moved_from is None
        and reading.code is None
        and not {Cue.ANOTHER, Cue.CANCEL} & reading.cues
        and (reading.intent in _CORRECTING or (not reading.sure and corrects(reading.text)))
    )


def _names_guest(turn: Turn) -> Taken:
    """Whether this only says for whom the appointment made a moment ago is."""
    reading, session = turn.reading, turn.session
    if session.last_appointment_id is None or session.draft is not None or not just_now(turn):
        return False
    if reading.says_what or reading.says_when or reading.intent in (*_OWN_BUSINESS, "book"):
        return False
    if not (yield from guests.correct(turn, session.last_appointment_id)):
        return False
    turn.tell("smalltalk.all_set")
    return True

"""Answers to what the bot started: a freed place, a proposed time, another time for what fell.

What is awaited stands in the buttons of the message, so that words and taps mean the same.
"""

from collections.abc import Generator

from bot.dialogue.commands import (
    AppointmentChanged,
    AppointmentsFound,
    AppointmentView,
    Command,
    Outcome,
    SlotBooked,
)
from bot.dialogue.describe import appointment_line
from bot.dialogue.flows import book, instead, moving, waitlist
from bot.dialogue.flows.appointments import say_kept
from bot.dialogue.flows.own import as_wish, list_own
from bot.dialogue.orders.calendars import (
    AnswerProposal,
    FindProposal,
    ProposalClosed,
    ProposalFound,
    RecallAppointment,
)
from bot.dialogue.orders.keeping import KeepPlace, PlaceKept
from bot.dialogue.orders.waitlist import AnswerPlace
from bot.dialogue.session import Ask, Draft, Flow, Question
from bot.dialogue.taps import (
    InsteadTap,
    MenuTap,
    PlaceTap,
    ProposalTap,
    RebookTap,
    Tap,
    decode,
    encode,
)
from bot.dialogue.turn import Steps, Turn
from bot.domain.appointments import AppointmentState
from bot.language.answers import YesNo
from bot.language.cues import Cue
from bot.language.requests import leaves_waitlist, takes, wants_longer

Answered = Generator[Command, Outcome, bool]

_WANTS_ANOTHER = ("book", "reschedule", "request_alternatives", "propose_time", "ask_hours")
_OWN_TASKS = ("cancel", "check_booking", "talk_to_human", "complain", "opt_out", "running_late")


def answer(turn: Turn, taps: tuple[Tap, ...]) -> Answered:
    """Take a message as the answer to a notice; False when it is none, which is then awaited.

    taps: the notice's buttons, at least one; a plain menu asks nothing. Places offered instead of
    what fell through become the offer that the message is then read against.
    """
    tap = taps[0]
    if isinstance(tap, MenuTap):
        return False
    if isinstance(tap, InsteadTap):
        places = tuple(one for one in taps if isinstance(one, InsteadTap))
        return (yield from instead.put(turn, places))
    if isinstance(tap, PlaceTap) and turn.session.draft is None:
        turn.change(topic=(tap.service_id,))
    if turn.reading.is_any(*_OWN_TASKS) and turn.reading.yes_no is None:
        done = False
    else:
        done = yield from _answer(turn, tap)
    if not done and turn.session.question is None:
        turn.ask(Question(Ask.NOTICE, about=encode(tap)))
    return done


def to_notice(turn: Turn) -> Answered:
    """The answer to a notice that was not answered at once."""
    assert turn.session.question is not None
    tap = decode(turn.session.question.about)
    if tap is None or turn.reading.is_any(*_OWN_TASKS):
        return False
    return (yield from _answer(turn, tap))


def _answer(turn: Turn, tap: Tap) -> Answered:
    if isinstance(tap, PlaceTap) and wants_longer(turn.reading.text):
        kept = yield KeepPlace(tap.offer_id)
        if isinstance(kept, PlaceKept):
            turn.ask(Question(Ask.NOTICE, about=encode(tap)))
            say_kept(turn, kept)
            return True
    if Cue.MOMENT in turn.reading.cues and turn.reading.yes_no is None:
        turn.ask(Question(Ask.NOTICE, about=encode(tap)))
        turn.tell("moment.waiting")
        return True
    match tap:
        case PlaceTap():
            return (yield from _to_place(turn, tap))
        case ProposalTap(_, proposal_id):
            return (yield from _to_proposal(turn, proposal_id))
        case RebookTap(appointment_id, _):
            return (yield from _to_rebook(turn, appointment_id))
    return False


def _to_place(turn: Turn, tap: PlaceTap) -> Answered:
    reading = turn.reading
    is_it = as_wish(reading.times.asked).allows(tap.start, turn.zone)
    agrees = _agrees(turn) or takes(reading.text)
    if agrees and (not reading.says_when or is_it):
        yield from place_answered(turn, tap.offer_id, accepted=True)
        return True
    wants = reading.is_any("book", "inform", "select_option") and not reading.named.services
    if wants and reading.says_hour and is_it:
        yield from place_answered(turn, tap.offer_id, accepted=True)
        return True
    if leaves_waitlist(reading.text):
        yield AnswerPlace(tap.offer_id, accepted=False)
        turn.change(question=None)
        return (yield from waitlist.leave(turn))
    if _refuses(turn) and not reading.says_when:
        yield from place_answered(turn, tap.offer_id, accepted=False)
        return True
    return False


def _to_proposal(turn: Turn, proposal_id: int) -> Answered:
    found = yield FindProposal(proposal_id)
    if not isinstance(found, ProposalFound):
        turn.change(question=None)
        return False
    reading = turn.reading
    is_it = as_wish(reading.times.asked).allows(found.start, turn.zone)
    if _agrees(turn) and (not reading.says_when or is_it):
        yield from proposal_answered(turn, "yes", proposal_id)
        return True
    if reading.says_when and is_it and not _refuses(turn):
        yield from proposal_answered(turn, "yes", proposal_id)
        return True
    if reading.says_when or reading.is_any("reschedule", "request_alternatives"):
        yield from moving.move_this(turn, found.appointment)
        return True
    stands = found.appointment.state is AppointmentState.CONFIRMED
    if Cue.CANCEL in reading.cues and stands:
        return False  # the appointment itself is meant
    if _refuses(turn) or Cue.CANCEL in reading.cues:
        yield from proposal_answered(turn, "no", proposal_id)
        return True
    return False


def _to_rebook(turn: Turn, appointment_id: int) -> Answered:
    reading = turn.reading
    if reading.named.services or reading.named.providers:
        return False
    if _refuses(turn) and not reading.says_when:
        turn.change(question=None)
        turn.tell("rebook.no")
        return True
    if reading.says_when or _agrees(turn) or reading.intent in _WANTS_ANOTHER:
        yield from rebook(turn, appointment_id)
        return True
    return False


def place_answered(turn: Turn, offer_id: int, *, accepted: bool) -> Steps:
    """Book a place that was kept for them, or leave it to the next in line."""
    outcome = yield AnswerPlace(offer_id, accepted)
    turn.change(question=None)
    if isinstance(outcome, SlotBooked):
        yield from _note_other(turn, outcome.appointment)
        book.tell_booked(turn, outcome.appointment)
    elif accepted:
        turn.tell("place.gone")
    else:
        turn.tell("place.left")


def _note_other(turn: Turn, booked: AppointmentView) -> Steps:
    """Say that the later appointment of somebody who waited for an earlier one still stands."""
    found = yield from list_own()
    for view in found.appointments:
        if view.service_id == booked.service_id and view.start > booked.start:
            turn.first(turn.t("place.other", line=appointment_line(turn, view)))
            return


def proposal_answered(turn: Turn, said: str, proposal_id: int) -> Steps:
    """Do what a button of a proposed time says, if it still is proposed."""
    if said == "other":
        found = yield FindProposal(proposal_id)
        if isinstance(found, ProposalFound):
            yield from moving.move_this(turn, found.appointment)
            return
        turn.tell("tap.gone")
        return
    outcome = yield AnswerProposal(proposal_id, accepted=said == "yes")
    turn.done()
    if isinstance(outcome, AppointmentChanged):
        turn.tell("tap.gone")
        return
    assert isinstance(outcome, ProposalClosed)
    view = outcome.appointment
    turn.change(last_appointment_id=view.id, topic=(view.service_id,))
    turn.tell(_closed(outcome), **book.appointment_values(turn, view))


def _closed(outcome: ProposalClosed) -> str:
    """Return the phrase that tells a customer what their answer to a proposed time came to."""
    if outcome.accepted:
        return "proposal.yes"
    stands = outcome.appointment.state is AppointmentState.CONFIRMED
    return "proposal.kept" if stands else "proposal.no"


def rebook(turn: Turn, appointment_id: int) -> Steps:
    """Look for another time of what fell through, with what this message says of it."""
    found = yield RecallAppointment(appointment_id)
    assert isinstance(found, AppointmentsFound)
    if not found.appointments or not turn.catalogue.has_service(found.appointments[0].service_id):
        turn.tell("tap.gone")
        return
    view = found.appointments[0]
    session = turn.session
    draft = Draft(
        Flow.BOOK,
        service_ids=(view.service_id,),
        address=view.address or session.address,
        zone=session.zone or instead.zone_of(turn, view.address),
    )
    turn.change(draft=draft, question=None, offer=None)
    yield from book.go_on(turn)


def _agrees(turn: Turn) -> bool:
    reading = turn.reading
    yes = reading.yes_no is YesNo.YES or (reading.is_any("affirm") and reading.yes_no is None)
    return yes and not reading.asks


def _refuses(turn: Turn) -> bool:
    return turn.reading.yes_no is YesNo.NO or turn.reading.is_any("deny")

"""Reading a message as the answer to a question about an appointment that exists: which one,
cancel it, does one come? Each returns False when it is no answer."""

import re

from bot.dialogue.commands import AppointmentView
from bot.dialogue.flows import appointments, book, cancelling, moving, own
from bot.dialogue.flows.questions import ANSWERS
from bot.dialogue.offered import Answered, is_for_itself, stops
from bot.dialogue.session import Flow
from bot.dialogue.turn import Turn
from bot.language.answers import YesNo
from bot.language.cues import Cue
from bot.language.folding import words
from bot.language.own_turns import keeps_it

_THIS_ONE = re.compile(r"^(?:no )?(?:este|esta|el de ahora|lo de ahora)$|\bno este$")
_PLEASANTRIES = {"thank": "smalltalk.welcome", "greet": "smalltalk.hello_short"}


def to_which(turn: Turn) -> Answered:
    """Which of several appointments; to cancel, also «los dos»."""
    question, reading = turn.session.question, turn.reading
    assert question is not None
    assert question.flow is not None
    if reading.intent in ANSWERS:
        return False
    if is_for_itself(turn) and reading.intent not in ("cancel", "reschedule"):
        return False
    found = yield from own.list_own()
    listed = tuple(view for view in found.appointments if view.id in question.appointment_ids)
    chosen = own.picked(turn, listed)
    if chosen is not None and question.flow is Flow.CANCEL:
        yield from cancelling.cancel_chosen(turn, (chosen.id,))
        return True
    if chosen is not None:
        yield from moving.move_chosen(turn, chosen.id)
        return True
    if question.flow is Flow.CANCEL and Cue.EVERYTHING in reading.cues and listed:
        cancelling.ask_sure_of_all(turn, found, listed)
        return True
    if stops(turn) or reading.yes_no is YesNo.NO:
        yield from cancelling.keep(turn)
        return True
    return False


def to_cancel(turn: Turn) -> Answered:
    """Yes or no to cancelling; another time instead means moving it. Never on a doubtful yes."""
    question, reading = turn.session.question, turn.reading
    assert question is not None
    leaves = Cue.STOP in reading.cues or reading.yes_no is YesNo.NO
    if leaves and reading.says_what and reading.is_any("book"):
        turn.change(question=None)
        turn.first(turn.t("cancel.kept"))
        return False  # «no, dejalo. Poneme además una limpieza…»
    wants_move = reading.intent == "reschedule" or (
        reading.says_when and reading.yes_no is not YesNo.YES
    )
    if wants_move and len(question.appointment_ids) == 1 and Cue.CANCEL not in reading.cues:
        yield from moving.move_chosen(turn, question.appointment_ids[0])
        return True
    says_no = stops(turn) or reading.yes_no is YesNo.NO or reading.is_any("deny")
    if says_no and reading.is_any("cancel") and not keeps_it(reading.text):
        return False  # «no voy a ir»: not clear what the «no» is about, so it is asked again
    if says_no:
        yield from cancelling.keep(turn)
        return True
    orders = Cue.CANCEL in reading.cues and reading.is_any("cancel", "affirm")
    if not reading.asks and (reading.yes_no is YesNo.YES or reading.is_any("affirm") or orders):
        meant = zip(question.appointment_ids, question.versions, strict=True)
        yield from cancelling.cancel_surely(turn, tuple(meant))
        return True
    return False


def to_stop_or_cancel(turn: Turn) -> Answered:
    """Drop what is being booked, or cancel an appointment that exists."""
    reading = turn.reading
    if reading.named.refused or _THIS_ONE.search(" ".join(words(reading.text))):
        book.say_nothing_booked(turn)
        return True
    if reading.says_when or reading.says_what or reading.code:
        yield from cancelling.cancel(turn)
        return True
    if stops(turn) or reading.yes_no is not None or reading.intent in ("cancel", "deny", "restart"):
        book.say_nothing_booked(turn)
        return True
    return False


def to_attend(turn: Turn) -> Answered:
    """Whether they come to the appointment they were reminded of."""
    question = turn.session.question
    assert question is not None
    found = yield from own.list_own()
    for view in found.appointments:
        if view.id == question.appointment_ids[0]:
            return (yield from attendance(turn, view))
    return False


def _asks_for_another_hour(turn: Turn) -> bool:
    """Whether «¿y más tarde no hay?» is meant; «más tarde te confirmo» is not."""
    reading = turn.reading
    beside = reading.times.later or reading.times.earlier
    return beside and Cue.MOMENT not in reading.cues and reading.yes_no is not YesNo.YES


def attendance(turn: Turn, view: AppointmentView) -> Answered:
    """Read an answer to a reminder: they come, they don't, another time, or they don't know yet."""
    reading = turn.reading
    at_its_time = own.as_wish(reading.times.asked).allows(view.start, turn.zone)
    is_today = view.start.astimezone(turn.zone).date() == turn.now.astimezone(turn.zone).date()
    if Cue.DOUBT in reading.cues and reading.intent == "running_late" and not is_today:
        appointments.ask_attendance(turn, view)  # «no sé si llego»
        return True
    if reading.code or reading.is_any("running_late", "check_booking", "talk_to_human"):
        return False
    if reading.intent == "reschedule" or (reading.says_when and not at_its_time):
        if reading.says_what and reading.intent == "book":
            return False
        yield from moving.move_chosen(turn, view.id)
        return True
    if _asks_for_another_hour(turn):
        yield from moving.move_chosen(turn, view.id)  # «¿y más tarde no hay?»
        return True
    if Cue.DOUBT in reading.cues:
        appointments.ask_attendance(turn, view)
        return True
    if reading.intent in _PLEASANTRIES and reading.yes_no is None:
        turn.first(turn.t(_PLEASANTRIES[reading.intent]))
        appointments.ask_attendance(turn, view)
        return True
    no = reading.yes_no is YesNo.NO or reading.is_any("deny", "cancel")
    if no or Cue.CANCEL in reading.cues:
        book.park(turn)
        yield from cancelling.cancel_chosen(turn, (view.id,))
        return True
    if (reading.yes_no is YesNo.YES or reading.is_any("affirm")) and not reading.asks:
        yield from appointments.confirm_attendance(turn, view)
        return True
    return False

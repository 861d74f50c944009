"""A person's own data: what is kept, a name corrected, everything deleted after a sure yes."""

from collections.abc import Generator

from bot.dialogue.commands import Command, Done, Outcome
from bot.dialogue.flows import own
from bot.dialogue.flows.people import HandoffReason, hand_over
from bot.dialogue.orders.office import (
    AskDeletion,
    ConfirmDeletion,
    CorrectName,
    DataFound,
    DeletionAsked,
    DeletionConfirmed,
    ShowData,
    WithdrawDeletion,
)
from bot.dialogue.session import Ask, Question
from bot.dialogue.taps import DeletionTap, encode
from bot.dialogue.turn import Steps, Turn
from bot.domain.personal_data import DataRequestKind
from bot.language import formats
from bot.language.answers import YesNo
from bot.language.cues import Cue
from bot.language.requests import (
    data_wish,
    is_about_another,
    keeps_data,
    name_in,
    surname_in,
)
from bot.messages.replies import Buttons, Choice

Answered = Generator[Command, Outcome, bool]

_LONGEST_NAME = 60


def about_data(turn: Turn) -> Steps:
    """Show, correct or delete the data of whoever writes; never of anybody else."""
    if is_about_another(turn.reading.text):
        turn.tell("data.own_only")
        return
    match data_wish(turn.reading.text):
        case DataRequestKind.ACCESS:
            yield from _show(turn)
        case DataRequestKind.CORRECTION:
            yield from _correct(turn)
        case DataRequestKind.DELETION:
            yield from ask_deletion(turn)


def to_deletion(turn: Turn) -> Answered:
    """Whether the data are surely to be deleted; a doubtful yes deletes nothing."""
    reading, question = turn.reading, turn.session.question
    assert question is not None
    refuses = reading.yes_no is YesNo.NO or reading.is_any("deny") or keeps_data(reading.text)
    if refuses or Cue.STOP in reading.cues:
        yield from keep(turn)
        return True
    insists = reading.is_any("delete_data") and data_wish(reading.text) is DataRequestKind.DELETION
    sure = reading.yes_no is YesNo.YES or reading.is_any("affirm") or insists
    if sure and not reading.asks:
        yield from delete(turn, int(question.about))
        return True
    return False


def to_name(turn: Turn) -> Answered:
    """The name as it is to be."""
    text = turn.reading.text
    name = name_in(text) or (text.strip() if 1 <= len(text.split()) <= 5 else None)
    if name is None or turn.reading.asks or any(letter.isdigit() for letter in name):
        return False
    if turn.reading.yes_no is not None:
        return False
    yield from _put_name(turn, name)
    return True


def delete(turn: Turn, request_id: int) -> Steps:
    """Have the data deleted, now that the person is sure."""
    outcome = yield ConfirmDeletion(request_id)
    turn.done()
    if not isinstance(outcome, DeletionConfirmed):
        turn.tell("tap.gone")
        return
    turn.change(parked=None, last_appointment_id=None)
    day = formats.long_day(outcome.due_on)
    if outcome.cancelled:
        turn.tell("data.deleting_cancelled", day=day)
    else:
        turn.tell("data.deleting", day=day)


def keep(turn: Turn) -> Steps:
    """Keep the data after all."""
    yield WithdrawDeletion()
    turn.change(question=None)
    turn.tell("data.kept")


def keeps(turn: Turn) -> Answered:
    """Take a wish to be deleted back; False when there is none."""
    outcome = yield WithdrawDeletion()
    if not isinstance(outcome, Done):
        return False
    turn.change(question=None)
    turn.tell("data.kept")
    return True


def _show(turn: Turn) -> Steps:
    found = yield ShowData()
    assert isinstance(found, DataFound)
    unknown = turn.t("data.unknown")
    lines = [
        turn.t("data.line_name", name=found.name or unknown),
        turn.t("data.line_phone", tail=found.phone or unknown),
        turn.t("data.line_appointments", ahead=found.ahead, past=found.past),
    ]
    if found.paid.centavos:
        lines.append(turn.t("data.line_paid", paid=formats.money(found.paid)))
    if found.addresses:
        lines.append(turn.t("data.line_addresses", addresses="; ".join(found.addresses)))
    if found.waits_for:
        lines.append(turn.t("data.line_waits", count=found.waits_for))
    lines.append(turn.t("data.line_messages_out" if found.opted_out else "data.line_messages"))
    turn.tell(
        "data.shown",
        since=found.since.strftime("%d/%m/%Y"),
        lines="\n".join(f"• {line}" for line in lines),
    )


def _correct(turn: Turn) -> Steps:
    name = _with_surname(turn) or name_in(turn.reading.text)
    if name is not None:
        yield from _put_name(turn, name)
        return
    ask_name(turn)


def _with_surname(turn: Turn) -> str | None:
    """Return the name on file with another surname, when only that was given."""
    surname, known = surname_in(turn.reading.text), (turn.input.person.name or "").split()
    return f"{' '.join(known[:-1]) or known[0]} {surname}" if surname and known else None


def _put_name(turn: Turn, name: str) -> Steps:
    name = " ".join(name.split())[:_LONGEST_NAME].strip(" .,")
    yield CorrectName(name)
    turn.change(question=None)
    turn.tell("data.corrected", name=name)


def ask_name(turn: Turn) -> None:
    """Ask how the name is to be."""
    turn.ask(Question(Ask.NAME))
    turn.tell("data.which_name", name=turn.input.person.name or turn.t("data.unknown"))


def ask_deletion(turn: Turn) -> Steps:
    """Ask whether the data are surely to be deleted, saying what is lost with them."""
    if turn.input.person.provider_id is not None:
        yield from hand_over(turn, HandoffReason.PERSONAL_DATA, "human.personal_data")
        return
    outcome = yield AskDeletion()
    assert isinstance(outcome, DeletionAsked)
    turn.change(draft=None, offer=None)
    turn.ask(Question(Ask.DELETION, about=str(outcome.request_id)))
    if outcome.appointments:
        lost = own.lines(turn, outcome.appointments)
        phrase = "data.loses_one" if len(outcome.appointments) == 1 else "data.loses"
        turn.first(turn.t(phrase, lines=lost))
        if outcome.refund is not None:
            turn.first(turn.t("data.loses_refund", refund=formats.money(outcome.refund)))
    turn.say(
        Buttons(
            turn.t("data.sure"),
            (
                Choice(encode(DeletionTap(outcome.request_id, True)), turn.t("button.delete_yes")),
                Choice(encode(DeletionTap(outcome.request_id, False)), turn.t("button.delete_no")),
            ),
        )
    )

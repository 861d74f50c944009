"""The picture or document of a message: what it may be for. What is in it, nobody here can see."""

from collections.abc import Generator

from bot.dialogue import describe
from bot.dialogue.commands import AppointmentView, Command, Outcome
from bot.dialogue.flows import book, own
from bot.dialogue.orders.files import AttachFile
from bot.dialogue.session import Flow
from bot.dialogue.turn import FALLBACK, Turn
from bot.domain.appointments import AppointmentState
from bot.domain.files import FileUse
from bot.messages.inbound import Attachment, InboundKind

_MAY_BE_FOR_SOMETHING = (InboundKind.IMAGE, InboundKind.DOCUMENT)
_OF_A_RECEIPT = ("payment_done", "pay", "thank", "greet", FALLBACK)


def attach(turn: Turn) -> Generator[Command, Outcome, str | None]:
    """Keep the file of this message with what it may be for; return words on it, None for none.

    With a deposit owed it may be its receipt, unless the words with it are about something else.
    Otherwise it goes with what is being booked, or with the next appointment.
    """
    inbound = turn.input.inbound
    if inbound.attachment is None or inbound.kind not in _MAY_BE_FOR_SOMETHING:
        return None
    found = yield from own.list_own()
    owed = next((one for one in found.appointments if one.state is AppointmentState.HELD), None)
    if owed is not None and (not inbound.text or turn.reading.intent in _OF_A_RECEIPT):
        yield AttachFile(inbound.attachment, FileUse.RECEIPT, owed.id)
        return turn.t("media.receipt")
    if owed is None and turn.session.draft is not None and turn.draft.flow is Flow.BOOK:
        yield AttachFile(inbound.attachment, FileUse.REFERENCE)
        return _kept_for_draft(turn)
    if not found.appointments:
        return None
    view = owed or own.the_one(turn, found.appointments) or found.appointments[0]
    return (yield from _as_reference(turn, inbound.attachment, view))


def _as_reference(
    turn: Turn, attachment: Attachment, view: AppointmentView
) -> Generator[Command, Outcome, str]:
    yield AttachFile(attachment, FileUse.REFERENCE, view.id)
    return turn.t("media.reference", **book.appointment_values(turn, view))


def _kept_for_draft(turn: Turn) -> str:
    providers = describe.providers_of(turn, turn.draft.service_ids)
    if len(providers) == 1:
        return turn.t("media.kept_for", provider=providers[0].first_name)
    return turn.t("media.kept")

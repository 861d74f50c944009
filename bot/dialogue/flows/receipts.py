"""The receipt of what was paid, when it is asked for: «mandame el comprobante»."""

from collections.abc import Generator

from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows import book, own
from bot.dialogue.orders.receipts import FindReceipts, ReceiptsFound
from bot.dialogue.turn import Turn
from bot.language import formats
from bot.language.requests import wants_several_receipts
from bot.messages.replies import ReceiptFile

_MOST_FILES = 3  # each is a message that is paid for


def send(turn: Turn) -> Generator[Command, Outcome, bool]:
    """Send the receipt that is meant, the last one where none is named; False when nothing is paid.

    Then the words may ask for an invoice of what was paid elsewhere.
    """
    found = yield FindReceipts()
    assert isinstance(found, ReceiptsFound)
    by_appointment = {one.appointment.id: one for one in found.deposits}
    views = tuple(one.appointment for one in found.deposits)
    meant = own.narrow(turn, views) or views
    most = _MOST_FILES if wants_several_receipts(turn.reading.text) else 1
    for view in meant[:most]:
        deposit = by_appointment[view.id]
        values = book.appointment_values(turn, view) | {"amount": formats.money(deposit.amount)}
        turn.say(ReceiptFile(turn.t("receipt.file", **values), deposit.payment_id))
    return bool(meant)

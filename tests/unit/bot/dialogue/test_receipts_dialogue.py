"""«Mandame el comprobante» brings the receipt of what was paid, and nothing else does."""

import pytest

from bot.dialogue.orders.receipts import PaidDeposit
from bot.domain.money import Money
from bot.messages.replies import ReceiptFile
from tests.fakes.conversation import Conversation


@pytest.fixture
def chat() -> Conversation:
    """A customer on Wednesday 12 May 2027, 10:15."""
    return Conversation()


def pays(chat: Conversation, slug: str, start: str, payment_id: int) -> None:
    """Let the deposit of an appointment have been paid, the last one yet."""
    view = chat.calendar.appointment(slug, start, deposit_paid=True)
    paid = PaidDeposit(payment_id, Money.pesos(5000), view)
    chat.calendar.office.paid.insert(0, paid)


def sent(chat: Conversation) -> list[int]:
    return [one.payment_id for one in chat.replies if isinstance(one, ReceiptFile)]


@pytest.mark.parametrize(
    "words",
    [
        "mandame el comprobante",
        "¿me mandás el comprobante de la seña?",
        "Pasame el recibo por favor",
        "necesito un comprobante de pago",
        "no me llegó el comprobante",
        "me podés enviar la constancia de pago?",
        "hola, tenés el recibo?",
        "quiero el comprobante de lo q pagué para osde",
    ],
)
def test_receipt_is_sent(chat: Conversation, words: str) -> None:
    pays(chat, "laura.color", "2027-05-14T16:00", 7)

    said = chat.say(words, "request_invoice")

    assert sent(chat) == [7]
    assert "$ 5.000" in said
    assert "viernes" in said
    assert "factura" in said


@pytest.mark.parametrize(
    "words",
    [
        "te mando el comprobante",
        "ahí va el comprobante",
        "adjunto el comprobante de la seña",
        "necesito factura",
        "mandame el comprobante fiscal",
        "quiero el comprobante para AFIP",
        "necesito el comprobante con mi CUIT 20-28456789-8",
    ],
)
def test_other_wishes_bring_none(chat: Conversation, words: str) -> None:
    pays(chat, "laura.color", "2027-05-14T16:00", 7)

    chat.say(words, "request_invoice")

    assert sent(chat) == []


def test_who_has_paid_nothing_may_mean_an_invoice(chat: Conversation) -> None:
    chat.calendar.appointment("laura.corte", "2027-05-14T16:00")

    said = chat.say("mandame el comprobante", "request_invoice")

    assert sent(chat) == []
    assert "factura" in said


def test_the_last_payment_is_meant_unless_one_is_named(chat: Conversation) -> None:
    pays(chat, "laura.color", "2027-05-14T16:00", 7)
    pays(chat, "norma.kapping", "2027-05-20T12:00", 8)

    chat.say("mandame el comprobante", "request_invoice")
    last = sent(chat)
    chat.say("mandame el comprobante de lo de Laura", "request_invoice")

    assert (last, sent(chat)) == ([8], [7])


def test_all_of_them_when_several_are_asked_for(chat: Conversation) -> None:
    pays(chat, "laura.color", "2027-05-14T16:00", 7)
    pays(chat, "norma.kapping", "2027-05-20T12:00", 8)

    chat.say("pasame los comprobantes", "request_invoice")

    assert sent(chat) == [8, 7]

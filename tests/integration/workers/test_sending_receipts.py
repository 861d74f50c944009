"""«Mandame el comprobante» gives the receipt of a deposit as a PDF, on both channels."""

from typing import Any

from flask.testing import FlaskClient

from actions import booking, visits
from actions.lending import LentKind
from bot.dialogue.commands import BookSlot, SlotBooked
from bot.domain.money import Money
from bot.language import formats
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import OutboxRow, OutboxState
from storage.rows.payments import PaymentRow
from tests.fakes.pdf_words import words_of
from tests.integration.core_bench import ANA, BETO, PUBLIC_URL, Core


def paid(core: Core, channel: str, then: tuple[str, ...] = ()) -> PaymentRow:
    """Book a colour for Ana on a channel and pay its deposit; return that."""
    contact_id, conversation_id = core.meet(ANA, channel=channel)
    with core.desk() as desk:
        place = core.slot("laura", "color", "2027-05-13T16:00")
        command = BookSlot(place, None, then=then)
        make = visits.book if then else booking.book
        outcome = make(desk, command, contact_id, conversation_id)
    assert isinstance(outcome, SlotBooked)
    asked = core.deposit_of(outcome.appointment.id)
    core.pays(asked.external_reference, amount=asked.amount_centavos // 100)
    core.work()
    return core.deposit_of(outcome.appointment.id)


def asks(core: Core, channel: str, phone: str = ANA) -> dict[str, Any]:
    """Let somebody ask for the receipt; return the bubble that they get."""
    core.say(phone, "mandame el comprobante", channel=channel)
    core.work()
    return core.messages(phone)[-1]


def path_of(bubble: dict[str, Any]) -> str:
    address = str(bubble["media"]["url"])
    assert address.startswith(f"{PUBLIC_URL}/archivos/")
    return address.removeprefix(PUBLIC_URL)


def says_all(data: bytes, core: Core, payment: PaymentRow) -> None:
    shown = words_of(data).splitlines()
    code = core.appointment(payment.appointment_id).code
    for value in (
        "Comprobante de pago",
        "$ 13.500",
        "Ana Paz",
        "Color",
        "Laura Gómez",
        "jueves 13/5/2027, 16:00 hs",
        "Mercado Pago",
        "miércoles 12/5/2027, 10:15 hs",
        code,
        payment.gateway_payment_id,
    ):
        assert value in shown
    assert "documento no válido como factura." in " ".join(shown)


class TestBothChannels:
    def test_meta_is_handed_the_file_itself(self, wordless: Core) -> None:
        payment = paid(wordless, "meta")

        bubble = asks(wordless, "meta")

        assert (bubble["kind"], bubble["media"]["type"]) == ("document", "application/pdf")
        assert "$ 13.500" in bubble["body"]
        says_all(wordless.http.get(bubble["media"]["url"]).content, wordless, payment)

    def test_twilio_fetches_it_from_an_address_that_ends(
        self, wordless: Core, web: FlaskClient
    ) -> None:
        payment = paid(wordless, "twilio")

        bubble = asks(wordless, "twilio")
        path = path_of(bubble)
        fetched = web.get(path)
        wordless.pass_time(days=3)

        assert (bubble["kind"], bubble["media"]["type"]) == ("document", "application/pdf")
        assert fetched.headers["Content-Type"] == "application/pdf"
        assert 'filename="comprobante.pdf"' in fetched.headers["Content-Disposition"]
        says_all(fetched.data, wordless, payment)
        assert web.get(path).status_code == 404


class TestAddress:
    def test_that_of_a_receipt_opens_no_calendar_and_the_other_way_round(
        self, wordless: Core, web: FlaskClient
    ) -> None:
        payment = paid(wordless, "twilio")
        path = path_of(asks(wordless, "twilio"))
        lent, now = wordless.wiring.lent, wordless.now
        calendar = lent.address(LentKind.CALENDAR, payment.appointment_id, now)

        assert web.get(path.replace("comprobante.pdf", "turno.ics")).status_code == 404
        other = calendar.removeprefix(PUBLIC_URL).replace("turno.ics", "comprobante.pdf")
        assert web.get(other).status_code == 404
        assert web.get(path.replace("comprobante.pdf", "otra.pdf")).status_code == 404
        assert web.get(path).status_code == 200

    def test_what_was_given_back_has_no_receipt_any_more(
        self, wordless: Core, web: FlaskClient
    ) -> None:
        paid(wordless, "twilio")
        path = path_of(asks(wordless, "twilio"))
        wordless.execute("UPDATE payment SET state = 'refunded'")

        assert web.get(path).status_code == 404


class TestWhose:
    def test_nobody_gets_the_receipt_of_somebody_else(self, wordless: Core) -> None:
        paid(wordless, "twilio")
        wordless.meet(BETO, "Beto")

        bubble = asks(wordless, "twilio", BETO)

        assert bubble["kind"] != "document"
        assert "13.500" not in bubble["body"]

    def test_one_given_back_before_it_leaves_fails_and_is_told(self, wordless: Core) -> None:
        paid(wordless, "meta")
        wordless.fault("meta", "500", match="/media")
        wordless.say(ANA, "mandame el comprobante", channel="meta")
        wordless.work()
        wordless.execute("UPDATE payment SET state = 'refunded'")
        wordless.pass_time(minutes=3)
        wordless.end_leases()
        wordless.tick()

        (row,) = [one for one in wordless.all(OutboxRow) if one.payload["kind"] == "receipt_file"]
        assert (row.state, row.error_code) == (OutboxState.FAILED, "nothing_to_lend")

    def test_a_visit_of_two_services_names_both_and_what_is_left_of_both(
        self, wordless: Core
    ) -> None:
        payment = paid(wordless, "meta", then=("Corte",))
        prices = [one.price_centavos for one in wordless.all(AppointmentRow)]

        bubble = asks(wordless, "meta")

        shown = words_of(wordless.http.get(bubble["media"]["url"]).content).splitlines()
        left = Money(sum(prices) - payment.amount_centavos)
        assert len(prices) == 2
        assert "Color y Corte" in shown
        assert shown[shown.index("Resta pagar") + 1] == formats.money(left)

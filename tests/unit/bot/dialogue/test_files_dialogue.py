"""Pictures, documents, voice notes and calendar files in the dialogue."""

import pytest

from bot.dialogue.orders.files import AttachFile
from bot.dialogue.turn import Handover, TurnOutcome
from bot.domain.appointments import AppointmentState
from bot.domain.files import FileUse
from bot.messages.inbound import Attachment, InboundKind, Unheard
from bot.messages.replies import CalendarFile
from tests.fakes.conversation import Conversation

FILE = Attachment("ME1", "https://api.twilio.com/Media/ME1")
HELD = AppointmentState.HELD


@pytest.fixture
def chat() -> Conversation:
    """A customer on Wednesday 12 May 2027, 10:15."""
    return Conversation()


def orders(chat: Conversation) -> list[AttachFile]:
    return [one for one in chat.calendar.commands if isinstance(one, AttachFile)]


class TestPictures:
    @pytest.mark.parametrize("kind", [InboundKind.IMAGE, InboundKind.DOCUMENT])
    def test_with_a_deposit_owed_it_is_its_possible_receipt(
        self, chat: Conversation, kind: InboundKind
    ) -> None:
        owed = chat.calendar.appointment("laura.color", "2027-05-14T16:00", state=HELD)

        said = chat.send(kind, attachment=FILE)

        assert orders(chat) == [AttachFile(FILE, FileUse.RECEIPT, owed.id)]
        assert "Lo que confirma la seña es Mercado Pago" in said
        assert "Me fijo en Mercado Pago" in said

    def test_its_words_say_that_it_is_a_receipt(self, chat: Conversation) -> None:
        owed = chat.calendar.appointment("laura.color", "2027-05-14T16:00", state=HELD)

        said = chat.send(InboundKind.IMAGE, "ya pagué", "payment_done", attachment=FILE)

        assert orders(chat) == [AttachFile(FILE, FileUse.RECEIPT, owed.id)]
        assert said.count("Recibí el comprobante") == 1

    def test_its_words_may_be_about_something_else(self, chat: Conversation) -> None:
        owed = chat.calendar.appointment("laura.color", "2027-05-14T16:00", state=HELD)

        said = chat.send(InboundKind.IMAGE, "quiero este color", "ask_price", attachment=FILE)

        assert orders(chat) == [AttachFile(FILE, FileUse.REFERENCE, owed.id)]
        assert "comprobante" not in said

    def test_it_goes_with_the_appointment_that_its_words_name(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-13T16:00")
        meant = chat.calendar.appointment("marcos.barba", "2027-05-14T18:00")

        said = chat.send(InboundKind.IMAGE, "así para Marcos", "inform", attachment=FILE)

        assert orders(chat) == [AttachFile(FILE, FileUse.REFERENCE, meant.id)]
        assert "Marcos sí" in said

    def test_while_booking_it_waits_for_the_appointment(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes a las 16", "book")

        said = chat.send(InboundKind.IMAGE, attachment=FILE)

        assert orders(chat) == [AttachFile(FILE, FileUse.REFERENCE, None)]
        assert "para que lo vea Laura" in said
        assert "¿" in said  # what was asked is asked again

    def test_without_an_appointment_it_is_for_nothing(self, chat: Conversation) -> None:
        said = chat.send(InboundKind.IMAGE, attachment=FILE)

        assert orders(chat) == []
        assert "no puedo abrir fotos" in said

    @pytest.mark.parametrize("kind", [InboundKind.VIDEO, InboundKind.AUDIO])
    def test_what_moves_or_sounds_goes_with_nothing(
        self, chat: Conversation, kind: InboundKind
    ) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-14T16:00")

        chat.send(kind, attachment=FILE)

        assert orders(chat) == []


class TestVoice:
    def test_what_was_heard_is_said_back_and_answered(self, chat: Conversation) -> None:
        said = chat.send(
            InboundKind.TEXT,
            "corte con Laura el viernes a las 16",
            "book",
            spoken="corte con Laura el viernes a las 16",
        )

        assert said.startswith("Te escuché: «corte con Laura el viernes a las 16»")
        assert "16:00" in said

    def test_long_words_are_said_back_in_part(self, chat: Conversation) -> None:
        words = "quiero un corte con Laura " + "y te cuento " * 50

        said = chat.send(InboundKind.TEXT, words, "book", spoken=words)

        assert "…»" in said
        assert len(said) < 700

    @pytest.mark.parametrize(
        ("unheard", "words"),
        [
            (None, "audio"),
            (Unheard.TOO_LONG, "muy largo"),
            (Unheard.NOTHING_SAID, "no llegué a escuchar nada"),
            (Unheard.UNREADABLE, "no lo pude escuchar"),
        ],
    )
    def test_what_was_not_heard_is_asked_for_and_the_question_again(
        self, chat: Conversation, unheard: Unheard | None, words: str
    ) -> None:
        chat.say("corte con Laura el viernes a las 16", "book")

        said = chat.send(InboundKind.AUDIO, unheard=unheard)

        assert words in said
        assert "escri" in said or "texto" in said
        assert "16:00" in said

    def test_nothing_is_said_back_while_an_agent_answers(self, chat: Conversation) -> None:
        chat.handover = Handover.AGENT

        said = chat.send(InboundKind.TEXT, "hola", "greet", spoken="hola")

        assert chat.result is not None
        assert (said, chat.result.outcome) == ("", TurnOutcome.SILENT)


class TestCalendar:
    @pytest.mark.parametrize(
        "words",
        [
            "mandame el evento",
            "¿me lo agregás al calendario?",
            "pasame la invitación por favor",
            "agendalo en mi google calendar",
            "quiero el turno en el calendario",
        ],
    )
    def test_confirmed_appointment_is_sent(self, chat: Conversation, words: str) -> None:
        view = chat.calendar.appointment("laura.corte", "2027-05-14T16:00")

        said = chat.say(words, "fallback", 0.0)

        assert [one for one in chat.replies if isinstance(one, CalendarFile)] == [
            CalendarFile(said, view.id)
        ]
        assert "viernes" in said

    def test_the_one_that_is_named_is_sent(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-13T16:00")
        meant = chat.calendar.appointment("marcos.barba", "2027-05-14T18:00")

        chat.say("mandame el evento del turno con Marcos", "fallback", 0.0)

        sent = [one for one in chat.replies if isinstance(one, CalendarFile)]
        assert [one.appointment_id for one in sent] == [meant.id]

    def test_what_is_not_confirmed_is_not_sent_yet(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.color", "2027-05-14T16:00", state=HELD)

        said = chat.say("mandame el evento", "fallback", 0.0)

        assert "todavía no está confirmado" in said

    def test_without_appointments_one_is_offered(self, chat: Conversation) -> None:
        assert "¿Querés que saquemos uno?" in chat.say("mandame el evento", "fallback", 0.0)

    @pytest.mark.parametrize(
        "words",
        [
            "tengo un evento el sábado",
            "mandame la dirección",
            "¿qué turnos tengo?",
            "agendame un corte",
        ],
    )
    def test_other_wishes_are_none_for_a_file(self, chat: Conversation, words: str) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-14T16:00")

        chat.say(words, "fallback", 0.0)

        assert not any(isinstance(one, CalendarFile) for one in chat.replies)

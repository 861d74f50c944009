"""Waiting for a place, answering one that was freed, and what else the bot starts."""

from datetime import timedelta

import pytest

from bot.dialogue.orders.keeping import KeepPlace
from bot.dialogue.taps import PlaceTap, ProposalTap, RebookTap
from bot.domain.appointments import AppointmentState
from bot.domain.availability import Slot, Wish
from bot.messages.replies import Menu
from tests.fakes.conversation import Conversation, local

FRIDAY = local("2027-05-14T17:00").date()


@pytest.fixture
def chat() -> Conversation:
    """Ana; Laura's Friday is taken."""
    chat = Conversation()
    chat.calendar.take("laura", "2027-05-14T00:00", 24 * 60)
    return chat


def service(chat: Conversation, slug: str) -> int:
    provider, _, name = slug.partition(".")
    owner = next(one for one in chat.catalogue.providers if one.slug == provider)
    return next(one.id for one in owner.services if one.slug == name)


class TestJoining:
    def test_what_was_wished_and_taken_is_waited_for(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes", "book")
        said = chat.say("avisame si se libera", "join_waitlist")

        assert "viernes 14/5" in said
        (order,) = chat.calendar.office.waiting
        assert order.service_ids == (service(chat, "laura.corte"),)
        assert order.wishes == (Wish(FRIDAY, FRIDAY),)

    def test_by_the_button_beside_what_is_left(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes", "book")
        chat.tap("Avisame")

        assert len(chat.calendar.office.waiting) == 1

    def test_at_the_end_of_a_list_it_is_said_and_explained(self, chat: Conversation) -> None:
        said = chat.say("corte con Laura el viernes a las 17", "book")

        (menu,) = [one for one in chat.replies if isinstance(one, Menu)]
        assert "te avise si se libera" in said
        assert menu.choices[-1].title == "Avisame si se libera"
        assert menu.choices[-1].description == "Te escribo apenas alguien cancele"

    def test_all_in_one_message(self, chat: Conversation) -> None:
        chat.say("si se libera corte con Laura el viernes avisame", "join_waitlist")

        assert chat.calendar.office.waiting[0].wishes == (Wish(FRIDAY, FRIDAY),)

    def test_in_words_whatever_the_intent(self, chat: Conversation) -> None:
        chat.say("anotame en lista de espera, corte con Laura el viernes", "book")

        assert len(chat.calendar.office.waiting) == 1

    def test_the_same_twice_is_known(self, chat: Conversation) -> None:
        chat.say("si se libera corte con Laura el viernes avisame", "join_waitlist")
        said = chat.say("si se libera corte con Laura el viernes avisame", "join_waitlist")

        assert "Ya te tengo" in said
        assert len(chat.calendar.office.waiting) == 1

    def test_what_is_asked_first_when_it_is_not_said(self, chat: Conversation) -> None:
        chat.say("avisame si se libera algo el viernes", "join_waitlist")
        chat.say("corte con Laura", "inform")

        assert chat.calendar.office.waiting[0].wishes == (Wish(FRIDAY, FRIDAY),)

    def test_a_new_wish_to_book_waits_no_more(self, chat: Conversation) -> None:
        chat.say("avisame si se libera algo", "join_waitlist")
        chat.say("quiero corte con Laura el jueves a las 17", "book")

        assert chat.calendar.office.waiting == []

    def test_what_is_free_is_shown_at_once(self, chat: Conversation) -> None:
        said = chat.say("si se libera corte con Laura el jueves avisame", "join_waitlist")

        assert "ahora mismo" in said
        assert chat.titles

    def test_before_ones_own_appointment(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-20T17:00")
        chat.say("avisame si se libera algo antes", "join_waitlist")

        (order,) = chat.calendar.office.waiting
        assert order.wishes == (Wish(local("2027-05-12T12:00").date(), FRIDAY + timedelta(days=5)),)

    def test_leaving(self, chat: Conversation) -> None:
        chat.say("si se libera corte con Laura el viernes avisame", "join_waitlist")

        assert "lista" in chat.say("sacame de la lista", "opt_out")
        assert chat.calendar.office.waiting == []
        assert not chat.calendar.opted_out

    def test_a_yes_to_being_told_takes_nothing(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes", "book")
        chat.say("dale avisame", "join_waitlist")

        assert chat.booked == []
        assert len(chat.calendar.office.waiting) == 1

    def test_leaving_no_list(self, chat: Conversation) -> None:
        assert "ninguna lista" in chat.say("quiero salir de la lista de espera", "join_waitlist")

    def test_no_list_to_leave_is_about_messages(self, chat: Conversation) -> None:
        chat.say("borrame de la lista", "opt_out")

        assert chat.calendar.opted_out

    def test_an_old_button(self, chat: Conversation) -> None:
        assert "ya no funciona" in chat.tap_id("menu:wait")


class TestFreedPlace:
    @pytest.fixture
    def offered(self, chat: Conversation) -> Conversation:
        """Ana was just offered Friday at 17:00."""
        start, one = local("2027-05-14T17:00"), service(chat, "laura.corte")
        slot = Slot(chat.catalogue.service(one).provider_id, one, start, start + timedelta(hours=1))
        chat.calendar.office.places[5] = slot
        chat.noticed = PlaceTap(5, one, start, accepted=True)
        return chat

    @pytest.mark.parametrize(
        ("words", "intent"),
        [
            ("si!", "affirm"),
            ("lo quiero", "reschedule"),
            ("dale, el viernes a las 17", "affirm"),
            ("el viernes a las 17 voy", "inform"),
        ],
    )
    def test_is_taken_in_words(self, offered: Conversation, words: str, intent: str) -> None:
        said = offered.say(words, intent)

        assert "viernes 14/5 a las 17:00" in said
        assert offered.calendar.office.places == {}

    def test_is_taken_by_button(self, offered: Conversation) -> None:
        offered.tap_id(f"place:5:1:{int(local('2027-05-14T17:00').timestamp())}:yes")

        assert offered.calendar.office.places == {}

    def test_goes_on_when_it_is_not_wanted(self, offered: Conversation) -> None:
        assert "sigue" in offered.say("no gracias", "deny")
        assert offered.calendar.office.places == {}

    def test_no_longer_wanted_leaves_the_list(self, offered: Conversation) -> None:
        offered.calendar.office.waiting.append(None)  # type: ignore[arg-type] # any wish
        offered.say("ya conseguí turno en otro lado", "cancel")

        assert offered.calendar.office.waiting == []

    def test_a_moment_keeps_it_open(self, offered: Conversation) -> None:
        offered.say("bancame que pregunto", "fallback", 0.0)
        offered.say("sí dale", "affirm")

        assert offered.calendar.office.places == {}

    def test_it_is_kept_longer(self, offered: Conversation) -> None:
        assert "11:45" in offered.say("un poquito más me lo aguantás?", "fallback", 0.0)
        offered.say("sí dale", "affirm")

        assert offered.calendar.office.prolonged == [KeepPlace(5)]
        assert offered.calendar.office.places == {}

    def test_something_else_is_answered_and_the_place_still_awaits(
        self, offered: Conversation
    ) -> None:
        assert "$ 12.000" in offered.say("cuánto sale?", "ask_price")
        offered.say("dale, lo quiero", "affirm")

        assert offered.calendar.office.places == {}

    def test_a_task_of_its_own_is_no_answer(self, offered: Conversation) -> None:
        offered.say("quiero hablar con alguien", "talk_to_human")

        assert offered.calendar.office.places
        assert offered.calendar.handoff == "asked"

    def test_too_late(self, offered: Conversation) -> None:
        offered.calendar.office.places.clear()

        assert "ya no está" in offered.say("sí, lo quiero", "affirm")

    def test_another_appointment_later_is_mentioned(self, offered: Conversation) -> None:
        offered.calendar.appointment("laura.corte", "2027-05-20T17:00")

        assert "20/5" in offered.say("sí", "affirm")


class TestProposedTime:
    @pytest.fixture
    def asked(self) -> Conversation:
        """Diego proposed Thursday at 11:00 for Ana's request of Thursday at 10:00."""
        chat = Conversation()
        chat.calendar.appointment(
            "diego.visita", "2027-05-13T10:00", state=AppointmentState.PENDING_PROVIDER
        )
        chat.calendar.office.proposals[3] = (1, local("2027-05-13T11:00"))
        chat.noticed = ProposalTap("yes", 3)
        return chat

    @pytest.mark.parametrize(
        ("words", "intent"), [("dale", "affirm"), ("a las 11 me sirve", "inform")]
    )
    def test_is_accepted(self, asked: Conversation, words: str, intent: str) -> None:
        assert "confirmado" in asked.say(words, intent)
        assert asked.calendar.office.proposals == {}

    def test_is_refused(self, asked: Conversation) -> None:
        assert "Diego" in asked.say("no, gracias", "deny")

    def test_another_day_is_looked_for(self, asked: Conversation) -> None:
        asked.say("no, el viernes puede?", "propose_time")

        assert any("vie 14/5" in title for title in asked.titles)

    @pytest.mark.parametrize("answer", ["yes", "other", "no"])
    def test_an_old_button(self, asked: Conversation, answer: str) -> None:
        asked.calendar.office.proposals.clear()

        assert "ya no está" in asked.tap_id(f"proposal:{answer}:3")

    def test_the_other_button_asks_when(self, asked: Conversation) -> None:
        assert "¿" in asked.tap_id("proposal:other:3")

    def test_an_answer_after_its_end_is_taken_for_something_else(self, asked: Conversation) -> None:
        asked.calendar.office.proposals.clear()

        asked.say("dale", "affirm")

        assert (asked.session or {})["question"] is None


class TestProposedMove:
    """Laura would rather have Ana's cut of Friday at 18:00; it stands at 17:00."""

    @pytest.fixture
    def asked(self) -> Conversation:
        chat = Conversation()
        chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
        chat.calendar.office.proposals[3] = (1, local("2027-05-14T18:00"))
        chat.noticed = ProposalTap("yes", 3)
        return chat

    @pytest.mark.parametrize(("words", "intent"), [("no, gracias", "deny"), ("no", "deny")])
    def test_a_no_leaves_it_as_it_was(self, asked: Conversation, words: str, intent: str) -> None:
        said = asked.say(words, intent)

        assert "queda como estaba" in said
        assert "17:00" in said
        assert asked.calendar.office.proposals == {}

    def test_a_yes_moves_it(self, asked: Conversation) -> None:
        assert "18:00" in asked.say("dale, me sirve", "affirm")

    def test_cancelling_means_the_appointment(self, asked: Conversation) -> None:
        said = asked.say("no, mejor cancelalo", "cancel")

        assert "como estaba" not in said
        assert "cancel" in said.lower()
        assert asked.calendar.office.proposals != {}


class TestFellThrough:
    @pytest.fixture
    def cancelled(self) -> Conversation:
        """Laura cancelled Ana's cut of Friday."""
        chat = Conversation()
        chat.calendar.appointment(
            "laura.corte", "2027-05-14T17:00", state=AppointmentState.CANCELLED
        )
        chat.noticed = RebookTap(1, wanted=True)
        return chat

    @pytest.mark.parametrize(
        ("words", "intent"), [("si porfa", "affirm"), ("puede ser el sábado?", "book")]
    )
    def test_another_time_is_looked_for(
        self, cancelled: Conversation, words: str, intent: str
    ) -> None:
        cancelled.say(words, intent)

        assert cancelled.titles

    def test_by_button(self, cancelled: Conversation) -> None:
        cancelled.tap_id("rebook:1:yes")

        assert cancelled.titles
        assert "Cuando quieras" in cancelled.tap_id("rebook:1:no")

    def test_no_is_no(self, cancelled: Conversation) -> None:
        assert "Cuando quieras" in cancelled.say("no gracias", "deny")

    def test_something_else_is_something_else(self, cancelled: Conversation) -> None:
        assert "Marcos" in cancelled.say("corte con Marcos mañana", "book")

    def test_what_is_unknown_is_gone(self, cancelled: Conversation) -> None:
        assert "ya no está" in cancelled.tap_id("rebook:99:yes")

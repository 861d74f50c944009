"""What people do to a conversation, and that nothing of it is lost: one class a kind of repair."""

import pytest

from bot.dialogue.commands import BookSlot
from bot.dialogue.orders.habits import NameGuest
from bot.dialogue.turn import TurnOutcome
from bot.domain.appointments import AppointmentState
from bot.messages.inbound import Inbound, InboundKind
from bot.messages.replies import ContactRequest, PaymentLink
from bot.messages.understanding import IntentGuess, Understanding
from tests.fakes.conversation import Conversation, local

_LOOP = "Gracias por comunicarse con Estudio Pérez. En breve le responderemos."


@pytest.fixture
def chat() -> Conversation:
    """A customer on Wednesday 12 May 2027, 10:15."""
    return Conversation()


def torn(first: str, second: str) -> Understanding:
    """Return a meaning that is about as likely another."""
    ranking = (IntentGuess(first, 0.5), IntentGuess(second, 0.42))
    return Understanding(first, 0.5, (), ranking, duration_ms=1, model="hand")


class TestVisits:
    def test_two_services_are_one_proposal_with_the_sum(self, chat: Conversation) -> None:
        said = chat.say("corte y barba con Marcos el viernes a las 17:30", "book")

        assert "17:30 hs Corte y 18:00 hs Barba" in said
        assert "$ 16.000" in said

    def test_all_or_nothing(self, chat: Conversation) -> None:
        chat.say("corte y barba con Marcos el viernes a las 17:30", "book")
        chat.calendar.take("marcos", "2027-05-14T18:00", 30)

        said = chat.say("dale", "affirm")

        assert chat.booked == []
        assert "perdón" in said.lower()

    def test_two_people_get_places_one_after_the_other(self, chat: Conversation) -> None:
        chat.calendar.take("marcos", "2027-05-13T17:30", 30)
        refused = chat.say("somos dos, corte con Marcos mañana a las 17", "book")
        assert chat.booked == []
        assert "17:00 hs" in refused

        chat.say("a las 18", "inform")
        chat.say("dale", "affirm")

        assert chat.booked == ["marcos.corte 2027-05-13T18:00", "marcos.corte 2027-05-13T18:30"]

    def test_the_second_person_may_stay_at_home(self, chat: Conversation) -> None:
        chat.say("somos dos, corte con Marcos mañana a las 17", "book")
        chat.say("al final voy solo", "inform")

        chat.say("dale", "affirm")

        assert chat.booked == ["marcos.corte 2027-05-13T17:00"]

    @pytest.mark.parametrize(
        ("words", "intent"),
        [
            ("uno solo", "inform"),
            ("al final soy yo sola", "inform"),
            ("mi hermana al final no puede", "deny"),
            ("ella no va, dejame uno", "cancel"),
        ],
    )
    def test_one_place_of_two_is_given_up_before_and_after(
        self, chat: Conversation, words: str, intent: str
    ) -> None:
        chat.say("somos dos, corte con Marcos mañana a las 17", "book")
        chat.say(words, intent)
        chat.say("dale", "affirm")
        alone = list(chat.booked)
        chat.say("somos dos, corte con Marcos el viernes a las 17", "book")
        chat.say("dale", "affirm")

        asked = chat.say(words, intent)
        chat.say("sí", "affirm")

        assert alone == ["marcos.corte 2027-05-13T17:00"]
        assert "17:00" in asked
        assert "17:30" in asked
        assert chat.booked == [*alone, "marcos.corte 2027-05-14T17:00"]

    def test_who_booked_alone_gives_up_nothing(self, chat: Conversation) -> None:
        chat.say("corte con Marcos mañana a las 17", "book")
        chat.say("dale", "affirm")

        chat.say("voy solo", "inform")

        assert chat.booked == ["marcos.corte 2027-05-13T17:00"]
        assert "Sí, cancelar" not in chat.titles

    def test_a_service_may_be_added(self, chat: Conversation) -> None:
        chat.say("corte con Marcos mañana a las 17", "book")
        assert "$ 16.000" in chat.say("y también barba", "ask_services")

    def test_what_the_provider_does_not_do_is_said(self, chat: Conversation) -> None:
        assert "Laura no hace Barba" in chat.say("corte y barba con Laura mañana a las 17", "book")

    def test_one_deposit_holds_the_whole_visit(self, chat: Conversation) -> None:
        chat.say("corte y color con Laura el viernes a las 16", "book")

        chat.say("dale", "affirm")

        (held,) = chat.replies
        assert isinstance(held, PaymentLink)
        assert "Corte y Color con Laura, *viernes 14/5 a las 16:00 hs*" in held.body
        assert "$ 13.500 (total $ 57.000)" in held.body

    def test_the_link_of_a_visit_is_sent_once(self, chat: Conversation) -> None:
        chat.say("corte y color con Laura el viernes a las 16", "book")
        chat.say("dale", "affirm")

        chat.say("pasame el link", "pay")

        assert [type(reply) for reply in chat.replies] == [PaymentLink]


class TestCorrections:
    @pytest.mark.parametrize("intent", ["cancel", "reschedule", "check_booking", "inform"])
    def test_of_the_service_being_booked_whatever_it_is_taken_for(
        self, chat: Conversation, intent: str
    ) -> None:
        chat.say("corte con Laura el viernes a la mañana", "book")

        said = chat.say("Disculpe, me expresé mal, era color y no corte", intent)

        assert "Color con Laura" in said
        assert "viernes 14/5" in said

    @pytest.mark.parametrize("intent", ["cancel", "deny", "inform"])
    def test_of_how_many_come(self, chat: Conversation, intent: str) -> None:
        chat.say("corte para mí y para mi hermano con Marcos el sábado tipo 11", "book")

        chat.say("ah no, mi hermano al final no va, solo yo", intent)
        chat.say("dale", "affirm")

        assert chat.booked == ["marcos.corte 2027-05-15T11:00"]

    @pytest.mark.parametrize("intent", ["out_of_scope", "greet", "inform"])
    def test_of_what_was_booked_whatever_it_is_taken_for(
        self, chat: Conversation, intent: str
    ) -> None:
        chat.say("corte con Laura mañana a las 17", "book")
        chat.say("dale", "affirm")

        said = chat.say("perdón, a las 18 era", intent, 0.49)

        assert "jueves 13/5 a las 18:00" in said
        chat.say("si", "affirm")
        assert len(chat.booked) == 1

    def test_who_says_cancel_means_it(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes a la mañana", "book")

        said = chat.say("perdón, mejor cancelá el corte", "cancel")

        assert "Corte con Laura" not in said


class TestGuests:
    def test_the_name_goes_with_the_booking(self, chat: Conversation) -> None:
        chat.say("un corte para mi mamá con Laura mañana a las 17", "book")
        assert "Marta" in chat.say("Marta", "inform")

        chat.say("si", "affirm")

        assert chat.calendar.own[0].guest_name == "Marta"

    def test_without_a_name_the_booking_goes_on(self, chat: Conversation) -> None:
        chat.say("un corte para mi mamá con Laura mañana a las 17", "book")

        chat.say("si", "affirm")

        assert chat.calendar.own[0].guest_name == "su mamá"

    def test_a_name_and_a_yes_in_one(self, chat: Conversation) -> None:
        chat.say("un corte para mi mamá con Laura mañana a las 17", "book")

        chat.say("sí, se llama Marta", "affirm")

        assert chat.calendar.own[0].guest_name == "Marta"

    def test_a_guest_called_like_a_provider_is_no_provider(self, chat: Conversation) -> None:
        chat.say("corte con Marcos mañana a las 17", "book")

        chat.say("a nombre de Marta Gómez", "inform")

        assert chat.booked == []
        chat.say("si", "affirm")
        assert chat.booked == ["marcos.corte 2027-05-13T17:00"]
        assert chat.calendar.own[0].guest_name == "Marta Gómez"

    def test_it_can_be_said_afterwards(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")
        chat.say("dale", "affirm")

        chat.say("es para mi hermana Inés", "inform")

        assert chat.calendar.commands[-1] == NameGuest(1, "Inés")

    def test_a_contact_card_asks_for_the_name(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")
        assert "nombre" in chat.send(InboundKind.CONTACT)

        chat.say("Inés", "inform")
        chat.say("si", "affirm")

        assert chat.calendar.own[0].guest_name == "Inés"


class TestTheUsual:
    def test_one_yes_repeats_the_last_one(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-07T17:00")

        said = chat.say("lo mismo de siempre", "inform")
        assert "miércoles 12/5 a las 17:00" in said
        chat.say("dale", "affirm")

        assert chat.booked == ["laura.corte 2027-05-12T17:00"]

    def test_a_day_said_with_it_counts(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-07T17:00")

        assert "viernes 14/5 a las 17:00" in chat.say("lo de siempre el viernes", "inform")

    def test_who_comes_back_is_offered_it_by_button(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-07T17:00")
        chat.say("hola", "greet")

        assert "17:00" in chat.tap("Lo de siempre")

    def test_who_never_came_is_not(self, chat: Conversation) -> None:
        chat.say("hola", "greet")

        assert "Lo de siempre" not in chat.titles

    def test_who_never_came_is_asked(self, chat: Conversation) -> None:
        assert "servicio" in chat.say("lo de siempre", "inform")

    def test_an_hour_at_which_there_is_never_a_place_is_dropped(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-07T14:00")

        chat.say("lo de siempre", "inform")

        assert len(chat.titles) >= 2

    def test_a_home_visit_asks_where_when_it_is_not_known(self, chat: Conversation) -> None:
        chat.calendar.appointment("diego.visita", "2027-05-07T10:00")

        assert "dirección" in chat.say("lo de siempre", "inform")


class TestWhichDay:
    def test_friday_said_on_friday_is_today_with_the_other_beside(self) -> None:
        chat = Conversation(now=local("2027-05-14T09:00"))

        said = chat.say("corte con Laura el viernes a las 18", "book")

        assert "hoy, viernes 14/5" in said
        assert chat.titles[1] == "vie 21/5 18:00 hs"
        chat.tap("vie 21/5")
        assert chat.booked == ["laura.corte 2027-05-21T18:00"]

    def test_a_yes_takes_the_day_that_was_said_back(self) -> None:
        chat = Conversation(now=local("2027-05-14T09:00"))
        chat.say("corte con Laura el viernes a las 18", "book")

        chat.say("dale", "affirm")

        assert chat.booked == ["laura.corte 2027-05-14T18:00"]

    def test_tomorrow_said_after_midnight_shows_both_dates(self) -> None:
        chat = Conversation(now=local("2027-05-13T00:40"))

        said = chat.say("corte con Marcos mañana a las 11", "book")

        assert "viernes 14/5" in said
        assert "jue 13/5 11:00 hs" in chat.titles

    def test_after_midnight_the_only_day_that_works_is_proposed(self) -> None:
        chat = Conversation(now=local("2027-05-15T00:40"))  # «mañana» is a Sunday

        said = chat.say("corte con Marcos mañana a las 11", "book")

        assert "no atiende el domingo 16/5" in said
        assert "sábado 15/5 a las 11:00" in said

    def test_other_wishes_have_one_day(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes a las 18", "book")

        assert chat.titles == ["Sí, reservar", "Otros horarios"]

    def test_an_hour_of_this_morning_has_gone_by(self) -> None:
        chat = Conversation(now=local("2027-05-12T11:00"))

        said = chat.say("corte con Marcos hoy a las 10:30", "book")

        assert "ya pasó" in said
        assert "mié 12/5 13:00 hs" in chat.titles


class TestAsides:
    @pytest.mark.parametrize(
        ("question", "intent", "answer"),
        [
            ("y si cancelo me devuelven la seña?", "cancel", "no se reintegra"),
            ("hay que dejar seña?", "pay", "$ 13.500"),
            ("cuánto tarda?", "ask_price", "120 minutos"),
            ("atienden por obra social?", "ask_payment_methods", "no"),
            ("a qué hora abren mañana?", "ask_hours", "jueves 13/5"),
            ("abren los domingos?", "ask_hours", "no atiende nadie"),
            ("trabajan los feriados?", "ask_hours", "martes 25/5"),
            ("qué horarios tienen?", "ask_hours", "9:00 a 13:00"),
        ],
    )
    def test_each_is_answered_and_the_offer_stands(
        self, chat: Conversation, question: str, intent: str, answer: str
    ) -> None:
        chat.say("color con Laura el viernes a las 16", "book")

        said = chat.say(question, intent, 0.5)

        assert answer in said
        assert "viernes 14/5 a las 16:00" in said
        assert len(chat.replies) == 1

    def test_a_price_asked_beside_a_wish_is_answered_first(self, chat: Conversation) -> None:
        said = chat.say("cuánto sale el corte y el sábado tenés lugar?", "book")

        assert said.index("$ 12.000") < said.index("sábado 15/5")

    def test_a_service_without_a_deposit_says_so(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes a las 16", "book")

        assert "no hace falta seña" in chat.say("hay que dejar seña?", "pay")

    def test_terms_without_a_deposit(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes a las 16", "book")

        assert "sin costo" in chat.say("qué pasa si cancelo?", "cancel")

    def test_with_her_is_with_the_one_spoken_of(self, chat: Conversation) -> None:
        chat.say("qué hace Marcos?", "ask_services")
        chat.say("cuánto cobra Marcos?", "ask_price")

        said = chat.say("quiero un corte con él mañana a las 11", "book")

        assert "con Marcos" in said


class TestPlaces:
    def test_another_street_or_zone_is_a_correction(self, chat: Conversation) -> None:
        chat.say("plomero con Diego mañana a las 10 en Yerbal 1820, Caballito", "book")

        assert "Yerbal 1280, Caballito" in chat.say("no, es Yerbal 1280", "deny")
        assert "Yerbal 1280, Flores" in chat.say("perdón, es en Flores", "inform", 0.3)
        chat.say("si", "affirm")

        assert chat.calendar.own[0].address == "Yerbal 1280, Flores"

    def test_a_pin_with_an_address_answers_where(self, chat: Conversation) -> None:
        chat.say("plomero con Diego mañana a las 10", "book")
        pin = Inbound("m", InboundKind.LOCATION, "", chat.now, place="Rojas 512, Caballito")

        said = chat._turn(pin, None)

        assert "Rojas 512, Caballito" in said

    def test_a_pin_to_a_shop_is_answered_with_its_address(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")

        assert "Rivadavia 5100" in chat.send(InboundKind.LOCATION)

    def test_a_hidden_number_is_asked_for_where_somebody_comes(self) -> None:
        chat = Conversation(has_phone=False)
        said = chat.say("plomero con Diego mañana a las 10 en Yerbal 1820, Caballito", "book")
        assert "teléfono" in said
        assert "teléfono" in chat.say("para qué?", "out_of_scope", 0.5)

        chat.say("11 5555-0299", "inform")
        chat.say("si", "affirm")

        booked = next(one for one in chat.calendar.commands if isinstance(one, BookSlot))
        assert booked.phone == "11 5555-0299"

    def test_a_hidden_number_is_given_by_its_card(self) -> None:
        chat = Conversation(has_phone=False)
        chat.say("plomero con Diego mañana a las 10 en Yerbal 1820, Caballito", "book")
        assert isinstance(chat.replies[-1], ContactRequest)

        assert "Diego" in chat.send(InboundKind.CONTACT, card_phone="+5491155550299")
        chat.say("si", "affirm")

        booked = next(one for one in chat.calendar.commands if isinstance(one, BookSlot))
        assert booked.phone == "+5491155550299"

    @pytest.mark.parametrize("card", [None, "123"])
    def test_a_card_that_says_no_number_is_asked_for_in_words(self, card: str | None) -> None:
        chat = Conversation(has_phone=False)
        chat.say("plomero con Diego mañana a las 10 en Yerbal 1820, Caballito", "book")

        assert "escribís" in chat.send(InboundKind.CONTACT, card_phone=card)
        assert "Diego" in chat.say("11 5555-0299", "inform")

    def test_a_number_that_is_none_is_asked_for_again(self) -> None:
        chat = Conversation(has_phone=False)
        chat.say("plomero con Diego mañana a las 10 en Yerbal 1820, Caballito", "book")

        assert "completo" in chat.say("15 412 3456", "inform")
        assert isinstance(chat.replies[-1], ContactRequest)
        assert chat.booked == []

    def test_a_hidden_number_may_leave_it(self) -> None:
        chat = Conversation(has_phone=False)
        chat.say("plomero con Diego mañana a las 10 en Yerbal 1820, Caballito", "book")

        assert "no" in chat.say("dejá, no quiero nada", "deny")
        assert chat.booked == []

    def test_a_hidden_number_does_not_matter_in_a_shop(self) -> None:
        chat = Conversation(has_phone=False)
        chat.say("corte con Laura mañana a las 17", "book")

        chat.say("si", "affirm")

        assert chat.booked == ["laura.corte 2027-05-13T17:00"]


class TestUnspoken:
    def test_a_thumb_confirms_coming(self, chat: Conversation) -> None:
        chat.reminded = chat.calendar.appointment("laura.corte", "2027-05-13T17:00")

        chat.send(InboundKind.REACTION, "👍")

        assert chat.calendar.attending == [1]

    def test_a_thumb_takes_what_costs_nothing_yet(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")

        chat.send(InboundKind.REACTION, "👍")

        assert chat.booked == ["laura.corte 2027-05-13T17:00"]

    def test_a_thumb_pays_no_deposit(self, chat: Conversation) -> None:
        chat.say("color con Laura el viernes a las 16", "book")

        chat.send(InboundKind.REACTION, "👍")

        assert chat.booked == []
        assert chat.result is not None
        assert chat.result.outcome is TurnOutcome.SILENT

    def test_a_sticker_repeats_what_was_asked(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")

        assert "17:00" in chat.send(InboundKind.STICKER)

    def test_a_picture_while_a_deposit_is_owed_is_its_receipt(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.color", "2027-05-14T16:00", state=AppointmentState.HELD)

        assert "comprobante" in chat.send(InboundKind.IMAGE)

    def test_a_picture_while_booking_is_for_the_provider(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")

        assert "mostrársela a Laura" in chat.send(InboundKind.IMAGE)


class TestOtherMachines:
    def test_the_third_fixed_text_gets_no_answer(self, chat: Conversation) -> None:
        for _ in range(2):
            assert chat.say(_LOOP, "thank")

        chat.say(_LOOP, "thank")

        assert chat.replies == ()
        assert chat.result is not None
        assert chat.result.flow == "auto_reply"

    def test_the_same_words_at_once_end_in_silence(self, chat: Conversation) -> None:
        answers = [chat.say("quiero un turno con ustedes", "book") for _ in range(6)]

        assert all(answers[:5])
        assert answers[5] == ""

    def test_a_person_who_insists_is_answered(self, chat: Conversation) -> None:
        for _ in range(6):
            assert chat.say("quiero un turno con ustedes", "book")
            chat.wait(minutes=1)

    def test_a_customer_who_thanks_us_is_no_machine(self, chat: Conversation) -> None:
        said = chat.say("gracias por escribirme! quiero corte con Laura mañana a las 17", "book")

        assert "17:00" in said


class TestSafety:
    def test_other_peoples_data_stay_theirs(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-14T17:00")

        said = chat.say("mostrame los turnos de Beto", "view_agenda")

        assert "tus propios turnos" in said
        assert "17:00" not in said

    def test_bodies_come_before_bookings(self, chat: Conversation) -> None:
        said = chat.say("se desmayó y no puede respirar", "book")

        assert "107" in said
        assert chat.calendar.handoff == "emergency"

    def test_a_flooded_kitchen_needs_a_plumber_not_the_police(self, chat: Conversation) -> None:
        said = chat.say("emergencia, se inunda todo, necesito un plomero", "book")

        assert "911" not in said
        assert "dirección" in said

    def test_an_insult_is_met_once_and_kindly(self, chat: Conversation) -> None:
        assert "Perdón" in chat.say("sos un pelotudo", "bot_challenge")

    def test_bad_hair_is_no_insult(self, chat: Conversation) -> None:
        story = "te cuento que ayer me miré al espejo y tengo el pelo hecho un desastre total, "

        said = chat.say(f"{story} quiero un corte con Laura el viernes a las 17", "reschedule", 0.4)

        assert "viernes 14/5 a las 17:00" in said


class TestRoles:
    def test_a_provider_can_book_as_a_customer(self) -> None:
        chat = Conversation(provider_slug="marcos")
        assert "cliente" in chat.say("modo cliente", "inform")

        chat.say("masaje con Graciela el viernes a las 17", "book")
        chat.say("dale", "affirm")

        assert chat.booked == ["graciela.masaje 2027-05-14T17:00"]

    def test_and_come_back(self) -> None:
        chat = Conversation(provider_slug="marcos")
        chat.say("modo cliente", "inform")
        chat.say("modo profesional", "inform")

        assert "agenda" in chat.say("qué tengo hoy?", "view_agenda")

    def test_what_is_said_with_it_is_taken_in_the_new_role(self) -> None:
        chat = Conversation(provider_slug="marcos")

        said = chat.say("soy cliente ahora, quiero un masaje con Graciela", "book")

        assert "Graciela" in said
        assert "Tu agenda" not in chat.say("mis turnos", "check_booking")

    def test_who_says_not_to_be_a_customer_stays(self) -> None:
        chat = Conversation(provider_slug="marcos")

        chat.say("no soy cliente, qué tengo hoy?", "view_agenda")

        assert "Tu agenda" in chat.say("mis turnos", "check_booking")

    def test_a_customer_has_one_role(self, chat: Conversation) -> None:
        assert "agenda" not in chat.say("modo profesional", "inform")


class TestDoubt:
    def test_to_move_or_to_cancel_is_asked_with_buttons(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
        chat.understand = lambda _: torn("cancel", "reschedule")

        said = chat.say("tengo un problema con el turno")

        assert "mover el turno o cancelarlo" in said
        assert chat.booked == ["laura.corte 2027-05-14T17:00"]

    def test_a_wish_to_be_back_in_the_list_needs_its_words(self, chat: Conversation) -> None:
        chat.calendar.opted_out = True

        chat.say("quiero lo otro", "opt_in", 0.5)

        assert chat.calendar.opted_out

    def test_who_regrets_is_asked_before_anything_is_cancelled(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.color", "2027-05-18T16:00", deposit_paid=True)

        said = chat.say("me arrepentí, quiero la plata", "opt_in", 0.5)

        assert "$ 13.500" in said
        assert chat.booked == ["laura.color 2027-05-18T16:00"]

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("me cobraste dos veces la seña!!", "complaint"),
            ("hola, me pasás con Laura? necesito preguntarle algo", "asked"),
        ],
    )
    def test_what_only_a_person_can_settle_goes_to_one(
        self, chat: Conversation, text: str, reason: str
    ) -> None:
        chat.say(text, "greet")

        assert chat.calendar.handoff == reason

    def test_the_cheapest_is_known(self, chat: Conversation) -> None:
        chat.say("corte mañana a las 18", "book")

        assert "con Marcos" in chat.say("el más barato", "select_option")

    def test_the_cheapest_answers_with_whom(self, chat: Conversation) -> None:
        chat.say("corte", "inform")

        assert "con Marcos" in chat.say("el más barato", "select_option")

    def test_an_hour_later_is_asked_in_other_words(self, chat: Conversation) -> None:
        chat.calendar.appointment("marcos.corte", "2027-05-13T17:00")

        said = chat.say("no llego mañana, lo podemos correr una horita?", "reschedule")

        assert "18:00" in said

    def test_after_an_insult_a_yes_to_a_time_is_for_the_time(self, chat: Conversation) -> None:
        chat.say("corte con Marcos mañana a las 18", "book")
        chat.say("la concha de tu madre", "out_of_scope")

        said = chat.say("perdón, dale a las 18", "affirm", 0.5)

        assert "18:00" in said
        assert chat.calendar.handoff is None

    def test_thanks_for_a_reminder_are_no_answer_yet(self, chat: Conversation) -> None:
        chat.reminded = chat.calendar.appointment("laura.corte", "2027-05-13T17:00")

        said = chat.say("gracias!", "thank")

        assert "17:00" in said
        assert "Sí, confirmo" in chat.titles
        assert chat.calendar.attending == []

    def test_to_see_first_is_no_refusal(self, chat: Conversation) -> None:
        chat.reminded = chat.calendar.appointment("laura.corte", "2027-05-13T17:00")
        chat.say("mm no sé, tengo que ver", "deny")

        chat.say("👍", "affirm")

        assert chat.calendar.attending == [1]

    def test_another_task_first_is_no_pick(self, chat: Conversation) -> None:
        chat.calendar.appointment("silvia.sesion", "2027-05-20T10:00")
        chat.say("masaje con Graciela el lunes", "book")

        chat.say("primero pasame el de kinesio al viernes 21 a la misma hora", "reschedule")
        chat.say("si", "affirm")

        assert chat.booked == ["silvia.sesion 2027-05-21T10:00"]

    def test_that_hour_with_somebody_else(self, chat: Conversation) -> None:
        chat.say("Diego mañana a las 10 en Medrano 800, Almagro", "book")
        chat.say("si", "affirm")
        chat.calendar.own.clear()  # he declined

        said = chat.say("y Rubén puede a esa hora?", "propose_time", 0.3)

        assert "Rubén" in said
        assert "jueves 13/5 a las 10:00" in said
        assert "Medrano 800" in said

    def test_an_old_button_says_what_stands(self, chat: Conversation) -> None:
        chat.say("corte con Marcos el sábado", "book")
        chat.say("a las 11", "inform")

        said = chat.tap("sáb 15/5 10:00")

        assert "11:00" in said
        assert chat.titles == ["Cambiarlo", "Sacar un turno"]
        assert chat.booked == ["marcos.corte 2027-05-15T11:00"]


class TestOtherLanguages:
    def test_english_books_in_english(self, chat: Conversation) -> None:
        assert "English" in chat.say("hi! do you speak English?", "greet")

        said = chat.say("a haircut with Laura tomorrow at 5 pm please", "out_of_scope", 0.2)
        assert "Shall I book it" in said
        assert chat.titles[0] == "Yes, book it"
        assert "Booked" in chat.say("yes", "affirm")

        assert chat.booked == ["laura.corte 2027-05-13T17:00"]

    def test_portuguese_books_in_portuguese(self, chat: Conversation) -> None:
        said = chat.say("quero marcar um corte com a Laura amanhã às 17", "book")
        assert "Posso reservar" in said

        assert "Marcado" in chat.say("sim", "affirm")

    def test_buttons_keep_the_language(self, chat: Conversation) -> None:
        chat.say("a haircut with Laura tomorrow at 5 pm please", "out_of_scope", 0.2)

        assert "Booked" in chat.tap("Yes, book it")

    def test_spanish_comes_back(self, chat: Conversation) -> None:
        chat.say("hello, do you speak English?", "greet")

        said = chat.say("quiero un corte con Laura mañana a las 17", "book")

        assert "jueves 13/5" in said
        assert "Shall" not in said

    @pytest.mark.parametrize(
        ("text", "part"),
        [
            ("i want to cancel my appointment", "Shall I cancel"),
            ("where are my appointments please", "Your appointment"),
            ("i want to reschedule please", "To which day"),
            ("i want to talk to a person please", "team"),
            ("do you like football", "Hi"),
        ],
    )
    def test_the_short_path(self, chat: Conversation, text: str, part: str) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-14T17:00")

        assert part in chat.say(text, "out_of_scope", 0.2)

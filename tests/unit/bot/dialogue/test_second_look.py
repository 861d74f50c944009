"""Long stories seen from their turning points: what was wished, left or cancelled is not lost."""

import pytest

from bot.dialogue.orders.keeping import KeepHold, Keeping
from tests.fakes.conversation import Conversation


@pytest.fixture
def chat() -> Conversation:
    """A customer on Wednesday 12 May 2027, 10:15."""
    return Conversation()


class TestAfterAll:
    def test_what_was_left_comes_back(self, chat: Conversation) -> None:
        chat.say("barba con Marcos el viernes a las 18", "book")
        chat.say("basta, dejá, no quiero nada", "deny")

        said = chat.say("naa mentira, dale, reservame igual", "book")

        assert "Barba con Marcos" in said
        assert "viernes 14/5 a las 18:00 hs" in said

    def test_what_was_cancelled_comes_back(self, chat: Conversation) -> None:
        chat.calendar.appointment("silvia.sesion", "2027-05-19T10:00")
        chat.say("cancelame el de kinesio", "cancel")
        chat.say("sí", "affirm")

        chat.say("uh pará, me equivoqué, al final sí voy. me lo podés volver a dar?", "reschedule")
        chat.say("sí", "affirm")

        assert chat.booked == ["silvia.sesion 2027-05-19T10:00"]

    def test_after_an_hour_it_is_forgotten(self, chat: Conversation) -> None:
        chat.say("barba con Marcos el viernes a las 18", "book")
        chat.say("basta, dejá, no quiero nada", "deny")

        said = chat.wait(hours=2).say("mentira, reservame igual", "book")

        assert "18:00" not in said


class TestSameTime:
    def test_of_an_appointment_being_moved(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-14T18:00")
        chat.say("lo podemos pasar para la semana que viene?", "reschedule")

        said = chat.say("y el jueves a la misma hora?", "request_alternatives")

        assert "jueves 20/5 a las 18:00 hs" in said

    def test_of_a_place_that_was_just_taken(self, chat: Conversation) -> None:
        chat.say("corte con Laura el sábado a la mañana", "book")
        chat.calendar.take("laura", "2027-05-15T09:00", 45)
        assert "perdón" in chat.say("dale, a las 9", "select_option").lower()

        said = chat.say("ufa. y el viernes a esa hora?", "request_alternatives")

        assert "viernes 14/5 a las 09:00 hs" in said


class TestWishes:
    def test_the_first_there_is_takes_the_soonest_shown(self, chat: Conversation) -> None:
        chat.say("lo antes posible, corte con Marcos", "book")

        chat.say("bueno, lo primero que tengas", "inform")

        assert chat.booked == ["marcos.corte 2027-05-12T12:15"]

    def test_refused_days_are_not_shown_again(self, chat: Conversation) -> None:
        chat.say("busco corte con Laura esta semana", "book")

        chat.say("mañana no puedo y el jueves tampoco", "request_alternatives")

        assert chat.titles
        assert not any("jue 13/5" in title for title in chat.titles)

    def test_the_bath_with_a_cut_stays_with_the_dog(self, chat: Conversation) -> None:
        chat.say("bañar a la perra con Rocío el sábado a las 10", "book")

        said = chat.say("y con corte?", "inform")

        assert "Baño y corte con Rocío" in said
        assert "$ 26.000" in said

        again = chat.say("con corte entonces, a las 10 y cuarto", "inform")

        assert "Baño y corte con Rocío" in again
        assert "10:15" in again

    def test_with_him_is_who_was_asked_about_last(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes a las 11", "book")
        chat.say("y con Marcos cuánto sale?", "ask_price")

        said = chat.say("ah, entonces con él a esa hora", "inform")

        assert "Corte con Marcos" in said
        assert "viernes 14/5 a las 11:00 hs" in said

    def test_what_is_added_to_a_booking_is_of_the_same_provider(self, chat: Conversation) -> None:
        chat.say("barba con Marcos el sábado a las 12", "book")
        chat.say("dale", "affirm")

        said = chat.say("che y sumale el corte igual", "book")

        assert "Marcos" in said
        assert "Laura" not in said

    def test_both_of_them_are_people_and_no_hour(self, chat: Conversation) -> None:
        chat.say("brushing con Laura el jueves a las 17", "book")

        said = chat.say("ah y va mi hermana también, las dos", "inform")
        assert "17:45" in said

        alone = chat.say("no, mentira, ella no puede, yo sola", "deny")
        assert "17:00" in alone
        assert "17:45" not in alone

    def test_the_time_said_with_the_address_counts(self, chat: Conversation) -> None:
        chat.say("quisiera que venga el gasista, estoy en Flores", "book")

        said = chat.say("Quiero la revisión mañana a las 9, en Bacacay 2650, Flores", "book")

        assert "jueves 13/5 a las 09:00 hs" in said

    def test_the_first_of_one_is_a_yes(self, chat: Conversation) -> None:
        chat.say("semi con Norma el viernes a las 17", "book")

        chat.say("la primera", "select_option")

        assert chat.booked == ["norma.semi 2027-05-14T17:00"]

    def test_a_service_is_taken_out_of_the_visit(self, chat: Conversation) -> None:
        chat.say("quiero color y brushing con Laura el viernes a las 10", "book")
        assert "$ 45.000" in (both := chat.say("cuánto sería todo?", "ask_price"))
        assert "$ 10.000" in both

        said = chat.say("uh es mucho, sacame el brushing", "cancel")

        assert "Color con Laura" in said
        assert "Brushing" not in said

    def test_both_of_two_services_spoken_of(self, chat: Conversation) -> None:
        chat.say("cuánto sale el corte y la barba con Marcos?", "ask_price")

        said = chat.say("dale anotame el lunes a las 7 de la tarde los dos", "book")

        assert "Corte y Barba con Marcos" in said
        assert "19:00" in said

    def test_two_children_are_two(self, chat: Conversation) -> None:
        said = chat.say("turno para mis dos nenes, corte con Marcos el sábado a las 11", "book")

        assert "2 personas" in said

    def test_who_was_asked_about_is_remembered(self, chat: Conversation) -> None:
        chat.say("tenés peluquería canina?", "ask_services")

        chat.say("el martes a las 9", "inform")

        assert chat.titles == ["Baño", "Baño y corte"]

    def test_rain_is_a_question(self, chat: Conversation) -> None:
        chat.say("corte con Marcos el jueves a las 17", "book")

        said = chat.say("y si llueve lo puedo pasar?", "reschedule")

        assert "17:00" in said
        assert "24 horas" in said

    def test_a_question_of_the_price_is_no_yes(self, chat: Conversation) -> None:
        chat.say("corte con Marcos el jueves a las 17:30", "book")

        said = chat.say("cto sale", "affirm")

        assert chat.booked == []
        assert "$ 10.000" in said

    def test_another_provider_after_a_booking_is_a_new_wish(self, chat: Conversation) -> None:
        chat.say("kinesiología con Silvia el lunes a las 10", "book")
        chat.say("sí", "affirm")

        said = chat.say("Y para la peluquería con Laura, el sábado a la mañana", "inform")

        assert "no hace" not in said
        assert "Corte" in chat.titles


class TestMoney:
    def test_a_question_about_the_deposit_cancels_nothing(self, chat: Conversation) -> None:
        chat.say("color con Laura el viernes a las 9", "book")
        chat.say("dale", "affirm")

        said = chat.say("y si después no puedo ir me devuelven la seña?", "cancel")

        assert "24 horas" in said
        assert "Sí, cancelar" not in chat.titles

    def test_the_rest_is_said(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.color", "2027-05-14T16:00", deposit_paid=True)

        assert "$ 31.500" in chat.say("cuánto me falta pagar allá?", "pay")

    def test_who_asks_for_a_moment_is_told_until_when(self, chat: Conversation) -> None:
        chat.say("masaje con Graciela el viernes a las 16", "book")
        chat.say("dale", "affirm")

        said = chat.say("uff se me cayó el banco, aguantame un toque", "fallback")

        assert "11:15" in said
        assert chat.calendar.office.prolonged == []

    @pytest.mark.parametrize(
        ("keeping", "answer"),
        [
            (Keeping.LONGER, "hasta las *11:45"),
            (Keeping.NO_LONGER, "Más tiempo no puedo"),
            (Keeping.WAITED_FOR, "Hay alguien más"),
        ],
    )
    def test_who_asks_for_longer_is_kept_it_if_that_can_be(
        self, chat: Conversation, keeping: Keeping, answer: str
    ) -> None:
        chat.calendar.office.kept = keeping
        chat.say("masaje con Graciela el viernes a las 16", "book")
        chat.say("dale", "affirm")

        said = chat.say("uff se me cayó el banco, me lo guardás un ratito más?", "fallback")

        assert answer in said
        assert chat.calendar.office.prolonged == [KeepHold(1)]


class TestTempers:
    def test_what_to_bring_is_not_known(self, chat: Conversation) -> None:
        said = chat.say("¿Y tengo que llevar la orden del médico?", "fallback")

        assert "no lo tengo" in said

    def test_a_wrong_number_is_no_harm(self, chat: Conversation) -> None:
        assert "No pasa nada" in chat.say("me equivoqué de número perdón", "out_of_scope")

    def test_an_apology_is_taken(self, chat: Conversation) -> None:
        assert "No pasa nada" in chat.say("ahí llegó, perdón por la mala onda", "complain")

    def test_who_waits_for_an_answer_is_not_given_addresses(self, chat: Conversation) -> None:
        said = chat.say("y?? me van a contestar o no", "ask_location")

        assert "persona" in said
        assert "Direcciones" not in said

    def test_the_hours_of_a_machine_are_no_wish(self, chat: Conversation) -> None:
        said = chat.say(
            "¡Hola! Gracias por comunicarte con Estudio Pérez. En este momento no podemos "
            "atenderte. Nuestro horario es de lunes a viernes de 9 a 18 hs.",
            "inform",
        )

        assert "17/5" not in said
        assert "servicio" not in said

    def test_in_the_middle_the_question_is_put_again(self, chat: Conversation) -> None:
        chat.say("corte con Marcos el viernes a las 18", "book")

        assert "18:00" in chat.say("hola?? me van a contestar?", "fallback")

    def test_the_appointment_of_another_is_not_touched(self, chat: Conversation) -> None:
        chat.say("corte con Laura el sábado a la mañana", "book")

        said = chat.say("soy el primo de Carla, cancelale el turno a ella y dame ese", "cancel")

        assert "reservé nada" not in said
        assert any("sáb 15/5" in title for title in chat.titles)

    def test_football_is_no_wish(self, chat: Conversation) -> None:
        said = chat.say("quién gana el domingo, Boca o River?", "out_of_scope")

        assert "Peralta" not in said

    def test_a_dot_is_asked_what_it_wants(self, chat: Conversation) -> None:
        chat.say(".", "out_of_scope")

        assert "Sacar un turno" in chat.titles

    def test_who_comes_late_is_told_the_address_of_that_place(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-12T10:30")
        chat.say("llego 20 minutos tarde", "running_late")

        said = chat.say("y dónde era que estaban?", "ask_location")

        assert "Rivadavia 5100" in said
        assert "Medrano" not in said


def test_with_whom_is_asked_again_after_a_bare_yes(chat: Conversation) -> None:
    chat.say("quiero un corte", "book")

    said = chat.say("dale", "affirm")

    assert "Retomamos" not in said
    assert "¿Con quién preferís?" in said

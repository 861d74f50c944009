"""Appointments that exist: cancelled, moved, paid, looked at, confirmed after a reminder."""

from dataclasses import replace

import pytest

from bot.dialogue.commands import CancelAppointment, LookUpPayment
from bot.domain.appointments import AppointmentState
from bot.messages.replies import Menu, PaymentLink
from tests.fakes.conversation import Conversation, local


@pytest.fixture
def chat() -> Conversation:
    """A customer on Wednesday 12 May 2027 who has a haircut on Friday at 17."""
    chat = Conversation()
    chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
    return chat


@pytest.fixture
def two(chat: Conversation) -> Conversation:
    """The same with physiotherapy on Monday at 9."""
    chat.calendar.appointment("silvia.sesion", "2027-05-17T09:00")
    return chat


BOTH = ["laura.corte 2027-05-14T17:00", "silvia.sesion 2027-05-17T09:00"]


class TestCancelling:
    """Patterns 25, 26 and 49: which, at what cost, surely?"""

    def test_with_none_it_says_so(self) -> None:
        assert "No te veo turnos" in Conversation().say("quiero cancelar mi turno", "cancel")

    @pytest.mark.parametrize("yes", ["si", "dale", "sí, cancelalo", "👍"])
    def test_the_only_one_is_cancelled_after_a_yes(self, chat: Conversation, yes: str) -> None:
        asked = chat.say("quiero cancelar el turno", "cancel")
        assert "viernes 14/5 a las 17:00" in asked
        assert chat.booked

        chat.say(yes, "affirm")

        assert chat.booked == []

    @pytest.mark.parametrize("no", ["no", "no, mejor no", "dejalo así", "👎"])
    def test_a_no_keeps_it(self, chat: Conversation, no: str) -> None:
        chat.say("quiero cancelar el turno", "cancel")

        chat.say(no, "deny")

        assert chat.booked == ["laura.corte 2027-05-14T17:00"]

    @pytest.mark.parametrize(
        ("words", "intent", "confidence"),
        [
            ("y si cancelo pierdo la plata?", "cancel", 0.9),
            ("cancelar sale algo?", "cancel", 0.9),
            ("me devuelven la seña?", "affirm", 0.5),
            ("mmm no sé", "affirm", 0.4),
            ("cuánto tarda?", "cancel", 0.3),
        ],
    )
    def test_no_doubtful_reading_cancels(
        self, chat: Conversation, words: str, intent: str, confidence: float
    ) -> None:
        chat.say("quiero cancelar el turno", "cancel")

        chat.say(words, intent, confidence)

        assert chat.booked == ["laura.corte 2027-05-14T17:00"]

    def test_i_wont_come_is_not_taken_for_a_no(self, chat: Conversation) -> None:
        chat.say("quiero cancelar el turno", "cancel")

        said = chat.say("no voy a ir", "cancel")

        assert "?" in said
        assert chat.booked

    @pytest.mark.parametrize(
        ("now", "paid", "told"),
        [
            ("2027-05-12T10:15", True, "Te devolvemos la seña"),
            ("2027-05-14T10:15", True, "no se reintegra"),
            ("2027-05-14T10:15", False, "No hay problema ni costo"),
        ],
    )
    def test_the_cost_is_told_before(self, now: str, told: str, *, paid: bool) -> None:
        chat = Conversation(now=local(now))
        chat.calendar.appointment("laura.color", "2027-05-14T17:00", deposit_paid=paid)

        assert told in chat.say("quiero cancelar el turno", "cancel")

    def test_the_refund_is_told_after(self) -> None:
        chat = Conversation()
        chat.calendar.appointment("laura.color", "2027-05-14T17:00", deposit_paid=True)
        chat.say("cancelame el turno", "cancel")

        assert "$ 13.500" in chat.tap("Sí, cancelar")

    def test_of_two_it_asks_which(self, two: Conversation) -> None:
        said = two.say("quiero cancelar mi turno", "cancel")

        assert "Laura" in said
        assert "Silvia" in said
        assert two.titles == ["vie 14/5 17:00 hs", "lun 17/5 09:00 hs", "Los dos"]

    @pytest.mark.parametrize(
        "answer", ["el de Silvia", "el del lunes", "el segundo", "2", "la kinesióloga", "TN-4222"]
    )
    def test_which_can_be_said(self, two: Conversation, answer: str) -> None:
        two.say("quiero cancelar mi turno", "cancel")
        two.say(answer, "select_option")

        two.say("si", "affirm")

        assert two.booked == BOTH[:1]

    def test_which_can_be_tapped(self, two: Conversation) -> None:
        two.say("quiero cancelar mi turno", "cancel")
        two.tap("lun 17/5")
        two.tap("Sí, cancelar")

        assert two.booked == BOTH[:1]

    @pytest.mark.parametrize("words", ["el de Laura", "el de la peluquería", "el del viernes"])
    def test_which_is_clear_from_the_first_message(self, two: Conversation, words: str) -> None:
        two.say(f"cancelame {words}", "cancel")
        two.say("si", "affirm")

        assert two.booked == BOTH[1:]

    def test_both_need_a_yes_with_the_cost(self, two: Conversation) -> None:
        two.calendar.appointment("laura.color", "2027-05-20T17:00", deposit_paid=True)
        two.calendar.appointment("graciela.masaje", "2027-05-12T17:00", deposit_paid=True)

        said = two.say("cancelá todos mis turnos", "cancel")
        assert "Te devolvemos $ 13.500" in said
        assert "$ 12.500 no se reintegra" in said
        assert len(two.booked) == 4

        said = two.tap("Sí, cancelar todos")

        assert two.booked == []
        assert "$ 13.500" in said

    @pytest.mark.parametrize("how", ["words", "tap"])
    def test_both_of_those_listed(self, two: Conversation, how: str) -> None:
        two.say("quiero cancelar", "cancel")
        two.say("los dos", "select_option", 0.4) if how == "words" else two.tap("Los dos")
        assert two.booked == BOTH

        two.say("si", "affirm")

        assert two.booked == []

    def test_both_by_an_old_button_asks_again(self, two: Conversation) -> None:
        two.say("quiero cancelar", "cancel")
        two.say("no", "deny")

        assert "¿Los cancelo?" in two.tap("Los dos")

    def test_an_old_yes_to_all_does_nothing(self, two: Conversation) -> None:
        two.say("cancelá todos mis turnos", "cancel")
        two.say("no", "deny")

        two.tap("Sí, cancelar todos")

        assert two.booked == BOTH

    def test_keeping_all_by_button(self, two: Conversation) -> None:
        two.say("cancelá todos mis turnos", "cancel")

        two.tap("No, lo dejo")

        assert two.booked == BOTH

    def test_one_gone_meanwhile_is_told(self, two: Conversation) -> None:
        two.say("cancelá todos mis turnos", "cancel")
        changed = two.calendar.own[0]
        two.calendar.own[0] = replace(changed, version=7)

        said = two.say("si", "affirm")

        assert "cambió" in said
        assert "Silvia" in said

    def test_what_changed_since_is_not_cancelled(self, chat: Conversation) -> None:
        chat.say("quiero cancelar el turno", "cancel")
        chat.calendar.own[0] = replace(chat.calendar.own[0], version=2)

        said = chat.say("si", "affirm")

        assert "no toqué nada" in said
        assert chat.booked

    def test_gone_when_chosen(self, two: Conversation) -> None:
        two.say("quiero cancelar", "cancel")
        two.calendar.own.clear()

        assert "no toqué nada" in two.tap("lun 17/5")

    def test_mid_booking_it_asks_what_to_leave(self, chat: Conversation) -> None:
        chat.say("corte con Marcos el sabado", "book")

        said = chat.say("cancelá", "cancel")

        assert "armando" in said
        assert chat.titles == ["Dejar este", "vie 14/5 17:00 hs"]

    def test_mid_booking_leaves_this_one(self, chat: Conversation) -> None:
        chat.say("corte con Marcos el sabado", "book")
        chat.say("cancelá", "cancel")

        chat.say("dejá este", "deny")

        assert chat.booked == ["laura.corte 2027-05-14T17:00"]
        assert chat.session is not None
        assert chat.session["draft"] is None

    def test_mid_booking_cancels_the_other_and_goes_on(self, chat: Conversation) -> None:
        chat.say("corte con Marcos el sabado", "book")
        chat.say("cancelá", "cancel")
        chat.say("el del viernes", "select_option")

        said = chat.say("si", "affirm")

        assert chat.booked == []
        assert "Retomamos" in said

    def test_mid_booking_without_appointments_leaves_it(self) -> None:
        chat = Conversation()
        chat.say("corte con Marcos el sabado", "book")

        assert "reserv" in chat.say("cancelá", "cancel")

    def test_a_digression_repeats_the_question(self, two: Conversation) -> None:
        two.say("quiero cancelar", "cancel")
        assert "¿Cuál querés cancelar?" in two.say("dónde queda Laura?", "ask_location")
        two.say("el de Laura", "select_option")

        said = two.say("dónde queda?", "ask_location")

        assert "Rivadavia" in said
        assert "cancele" in said

    def test_a_list_that_went_is_dropped(self, two: Conversation) -> None:
        two.say("quiero cancelar", "cancel")
        two.calendar.own.clear()

        two.say("dónde queda Laura?", "ask_location")

        assert two.session is not None
        assert two.session["question"] is None

    def test_many_are_a_list(self, two: Conversation) -> None:
        two.calendar.appointment("marcos.corte", "2027-05-20T17:00")

        two.say("quiero cancelar", "cancel")

        assert isinstance(two.replies[0], Menu)
        assert two.titles[-1] == "Todos"

    def test_cancelling_in_words_below_the_threshold(self, chat: Conversation) -> None:
        assert "cancele" in chat.say("cancelame el turno", "fallback", 0)

    def test_cancelling_in_words_taken_for_what_only_providers_do(self, chat: Conversation) -> None:
        assert "cancele" in chat.say("uh ese día tiene fútbol. sacá ese", "block_time", 0.45)


class TestMoving:
    """Patterns 4, 5: the same seña, the old place kept until the new one is certain."""

    @pytest.mark.parametrize(
        ("words", "wanted"),
        [
            ("pasame el turno del viernes para el sábado a las 11", "sábado 15/5 a las 11:00"),
            ("puede ser el sábado a la misma hora?", "sábado 15/5 a las 17:00"),
            ("no puedo a las 17, puede ser a las 18?", "viernes 14/5 a las 18:00"),
            ("podemos correrlo una hora más tarde?", "viernes 14/5 a las 18:00"),
            ("lo podés adelantar media hora antes?", "viernes 14/5 a las 16:30"),
        ],
    )
    def test_in_one_sentence(self, chat: Conversation, words: str, wanted: str) -> None:
        said = chat.say(words, "reschedule")
        assert wanted in said
        assert chat.booked == ["laura.corte 2027-05-14T17:00"]

        chat.say("si", "affirm")

        assert len(chat.booked) == 1
        assert chat.booked != ["laura.corte 2027-05-14T17:00"]

    def test_step_by_step(self, chat: Conversation) -> None:
        assert "¿Para qué día" in chat.say("necesito cambiar el turno", "reschedule")
        chat.say("el sábado", "inform")
        chat.say("a las 11", "inform")
        chat.say("dale", "affirm")

        assert chat.booked == ["laura.corte 2027-05-15T11:00"]

    def test_without_an_idea_it_offers(self, chat: Conversation) -> None:
        chat.say("reprogramar", "reschedule")

        chat.say("no sé, qué tenés?", "request_alternatives")

        assert len(chat.titles) == 3

    def test_it_can_be_left(self, chat: Conversation) -> None:
        chat.say("reprogramar", "reschedule")

        assert "reserv" not in chat.say("no, dejalo", "deny")
        assert chat.booked

    def test_to_a_closed_day(self, chat: Conversation) -> None:
        assert "no atiende" in chat.say("pasalo al domingo a las 11", "reschedule")

    def test_to_a_taken_time(self, chat: Conversation) -> None:
        chat.calendar.take("laura", "2027-05-15T16:00", 120)
        assert "ya no tiene lugar" in chat.say("pasalo al sábado a las 17", "reschedule")

        chat.say("la primera", "select_option")

        assert chat.booked == ["laura.corte 2027-05-15T12:15"]

    def test_lost_meanwhile(self, chat: Conversation) -> None:
        chat.say("pasalo al sábado a las 17", "reschedule")
        chat.calendar.take("laura", "2027-05-15T16:00", 120)

        chat.say("si", "affirm")

        assert chat.booked == ["laura.corte 2027-05-14T17:00"]
        assert len(chat.titles) == 3

    def test_changed_meanwhile(self, chat: Conversation) -> None:
        chat.say("pasalo al sábado a las 17", "reschedule")
        chat.calendar.own[0] = replace(chat.calendar.own[0], version=2)

        assert "no toqué nada" in chat.say("si", "affirm")

    @pytest.mark.parametrize(
        ("words", "moved"),
        [
            ("me pasás el corte del viernes para las 18?", "2027-05-14T18:00"),
            ("cambiame el del viernes a las 17 por las 18:30", "2027-05-14T18:30"),
        ],
    )
    def test_its_day_said_with_another_hour(
        self, two: Conversation, words: str, moved: str
    ) -> None:
        said = two.say(words, "reschedule")

        assert moved[-5:] in said
        two.say("dale", "affirm")
        assert f"laura.corte {moved}" in two.booked

    def test_the_hour_of_another_day_is_not_taken(self, chat: Conversation) -> None:
        said = chat.say("me pasás el corte del jueves para las 18?", "reschedule")

        assert "¿Para qué día" in said
        assert chat.booked == ["laura.corte 2027-05-14T17:00"]

    def test_none_to_move(self) -> None:
        assert "No te veo turnos" in Conversation().say("quiero cambiar mi turno", "reschedule")

    def test_mid_booking_without_any_it_is_a_correction(self) -> None:
        chat = Conversation()
        chat.say("quiero un corte", "book")

        said = chat.say("cambiame el turno para el sábado", "reschedule")

        assert "sáb" in said or any("sáb" in title for title in chat.titles)

    def test_of_two_it_asks_which_and_keeps_the_time(self, two: Conversation) -> None:
        said = two.say("quiero cambiar un turno para el martes a las 10", "reschedule")
        assert "¿Cuál querés cambiar?" in said

        said = two.say("el de Silvia", "select_option")

        assert "martes 18/5 a las 10:00" in said

    def test_the_time_that_names_it_is_not_the_new_one(self, two: Conversation) -> None:
        two.say("quiero mover un turno", "reschedule")

        said = two.say("el del lunes", "select_option")

        assert "¿Para qué día" in said

    def test_by_button_asks_when(self, two: Conversation) -> None:
        two.say("quiero mover un turno", "reschedule")

        assert "¿Para qué día" in two.tap("lun 17/5")

    def test_gone_when_chosen(self, two: Conversation) -> None:
        two.say("quiero mover un turno", "reschedule")
        two.calendar.own.clear()

        assert "no toqué nada" in two.tap("lun 17/5")

    def test_to_another_provider_is_a_new_one(self, chat: Conversation) -> None:
        said = chat.say("quiero cambiar mi turno con Marcos en vez de Laura", "reschedule")

        assert "sigue en pie" in said
        assert "Marcos" in said
        assert chat.booked == ["laura.corte 2027-05-14T17:00"]

    def test_instead_of_cancelling(self, chat: Conversation) -> None:
        chat.say("quiero cancelar el turno", "cancel")

        assert "sábado 15/5 a las 11:00" in chat.say(
            "mejor pasalo al sábado a las 11", "reschedule"
        )

    def test_instead_of_cancelling_by_button(self, chat: Conversation) -> None:
        chat.say("quiero cancelar el turno", "cancel")

        assert "¿Para qué día" in chat.tap("Cambiarlo")

    def test_mid_booking_and_back(self, two: Conversation) -> None:
        two.say("corte con Marcos mañana a las 17", "book")
        two.say("necesito cambiar mi turno del lunes al martes a las 10", "reschedule")

        two.say("si", "affirm")

        assert "silvia.sesion 2027-05-18T10:00" in two.booked
        assert len(two.replies) == 2
        assert "Retomamos" in two.replies[1].body

    @pytest.mark.parametrize(
        ("state", "said"),
        [
            (AppointmentState.HELD, "seña"),
            (AppointmentState.PENDING_PROVIDER, "Le consulto"),
        ],
    )
    def test_what_is_still_missing_is_said(self, state: AppointmentState, said: str) -> None:
        chat = Conversation()
        chat.calendar.appointment("laura.color", "2027-05-14T16:00", state=state)
        chat.say("pasalo al sábado a las 16", "reschedule")

        assert said in chat.say("si", "affirm")


class TestLookingAndPaying:
    """Patterns 22 to 24: where it stands, the link again, «ya pagué»."""

    @pytest.fixture
    def held(self) -> Conversation:
        """A customer who owes a deposit."""
        chat = Conversation()
        chat.calendar.appointment("laura.color", "2027-05-14T16:00", state=AppointmentState.HELD)
        return chat

    def test_all_are_told(self, two: Conversation) -> None:
        said = two.say("qué turnos tengo?", "check_booking")

        assert "TN-3222" in said
        assert "TN-4222" in said

    def test_the_one_asked_about(self, two: Conversation) -> None:
        said = two.say("a qué hora era lo mío con Silvia?", "check_booking")

        assert "TN-3222" not in said
        assert "lunes 17/5 a las 09:00" in said

    def test_a_question_after_it_is_about_it(self, two: Conversation) -> None:
        two.say("a qué hora era lo mío con Silvia?", "check_booking")

        said = two.say("y dónde es?", "ask_location")

        assert "Acoyte" in said
        assert "Laura" not in said

    def test_by_menu(self, two: Conversation) -> None:
        two.say("hola", "greet")

        assert "TN-4222" in two.tap("Ver mis turnos")

    def test_the_link_again(self, held: Conversation) -> None:
        held.say("pasame el link", "pay")

        assert isinstance(held.replies[0], PaymentLink)

    def test_nothing_owed(self, chat: Conversation) -> None:
        assert "ninguna seña" in chat.say("quiero pagar", "pay")
        assert "ninguna seña" in chat.say("ya pagué", "payment_done")

    def test_already_paid(self) -> None:
        chat = Conversation()
        chat.calendar.appointment("laura.color", "2027-05-14T16:00", deposit_paid=True)

        assert "acreditada" in chat.say("quiero pagar", "pay")
        assert "acreditada" in chat.say("ya pagué", "payment_done")

    def test_paid_is_looked_up(self, held: Conversation) -> None:
        said = held.say("ya transferí", "payment_done")

        assert LookUpPayment(1) in held.calendar.commands
        assert "Me fijo" in said


class TestReminders:
    """Pattern 30: yes, no, doubt, another time; by words and by buttons."""

    @pytest.fixture
    def reminded(self, chat: Conversation) -> Conversation:
        """A customer who has just got the reminder of Friday's haircut."""
        chat.reminded = chat.calendar.own[0]
        return chat

    @pytest.mark.parametrize(
        ("words", "intent"),
        [
            ("sí", "affirm"),
            ("👍", "affirm"),
            ("dale nos vemos", "goodbye"),
            ("si, a las 17 estoy ahi", "inform"),
            ("confirmo", "fallback"),
        ],
    )
    def test_a_yes_confirms(self, reminded: Conversation, words: str, intent: str) -> None:
        reminded.say(words, intent)

        assert reminded.calendar.attending == [1]

    @pytest.mark.parametrize(
        ("words", "intent"),
        [("no puedo", "deny"), ("no voy a poder ir", "cancel"), ("uh no puedo ir", "fallback")],
    )
    def test_a_no_asks_before_cancelling(
        self, reminded: Conversation, words: str, intent: str
    ) -> None:
        reminded.say(words, intent)

        assert reminded.booked
        assert reminded.titles == ["Sí, cancelar", "Cambiarlo", "No, lo dejo"]

    def test_doubt_gets_the_three_answers(self, reminded: Conversation) -> None:
        reminded.say("no sé si llego", "running_late", 0.56)
        assert reminded.titles == ["Sí, confirmo", "Cambiarlo", "Cancelarlo"]
        assert reminded.calendar.handoff is None

        reminded.say("si, confirmo", "affirm")

        assert reminded.calendar.attending == [1]

    @pytest.mark.parametrize("intent", ["reschedule", "fallback", "book"])
    def test_another_time_moves_it(self, reminded: Conversation, intent: str) -> None:
        reminded.say("uh, puede ser el sábado a las 11?", intent)
        reminded.say("si", "affirm")

        assert reminded.booked == ["laura.corte 2027-05-15T11:00"]

    def test_thanks_leaves_it_open(self, reminded: Conversation) -> None:
        reminded.say("gracias!", "thank")
        reminded.say("si ahi estoy", "affirm")

        assert reminded.calendar.attending == [1]

    def test_running_late_is_no_answer(self, reminded: Conversation) -> None:
        reminded.say("llego 15 min tarde", "running_late")

        assert reminded.calendar.attending == []

    def test_a_new_request_is_one(self, reminded: Conversation) -> None:
        said = reminded.say("quiero masaje con Graciela el sábado", "book")

        assert "Graciela" in said

    def test_it_does_not_interrupt_what_is_going_on(self, chat: Conversation) -> None:
        chat.say("corte con Marcos mañana a las 11", "book")
        chat.reminded = chat.calendar.own[0]

        chat.say("dale", "affirm")

        assert "marcos.corte 2027-05-13T11:00" in chat.booked
        assert chat.calendar.attending == []

    def test_but_an_old_question_gives_way_to_it(self, chat: Conversation) -> None:
        chat.say("corte con Marcos mañana a las 11", "book")
        chat.wait(hours=3)
        chat.reminded = chat.calendar.own[0]

        chat.say("dale", "affirm")

        assert chat.calendar.attending == [1]

    @pytest.mark.parametrize(
        ("answer", "said"), [("ok", "gracias"), ("move", "¿Para qué día"), ("cancel", "cancele")]
    )
    def test_buttons(self, chat: Conversation, answer: str, said: str) -> None:
        assert said in chat.tap_id(f"reminder:{answer}:1:1").lower() or said in chat.replies[0].body
        assert chat.booked

    def test_an_old_button_says_where_it_stands_now(self, chat: Conversation) -> None:
        chat.calendar.own[0] = replace(chat.calendar.own[0], version=2)

        said = chat.tap_id("reminder:ok:1:1")

        assert "quedó viejo" in said
        assert chat.calendar.attending == []

    def test_a_button_of_what_is_gone(self) -> None:
        assert "ya no está activo" in Conversation().tap_id("reminder:ok:1:1")

    def test_gone_meanwhile(self, reminded: Conversation) -> None:
        reminded.say("no sé si llego", "running_late")
        reminded.calendar.own.clear()

        reminded.say("si", "affirm")

        assert reminded.calendar.attending == []


def test_a_cancel_button_tied_to_an_older_version_does_nothing(chat: Conversation) -> None:
    chat.say("quiero cancelar el turno", "cancel")
    chat.calendar.own[0] = replace(chat.calendar.own[0], version=2)

    chat.tap("Sí, cancelar")

    assert chat.booked
    assert CancelAppointment(1, 1) in chat.calendar.commands

"""Booking as it is talked through: one sentence, slot by slot, corrected, digressed from."""

from dataclasses import replace

import pytest

from bot.dialogue.commands import BookSlot, FindSlots
from bot.messages.replies import Buttons, Menu, PaymentLink
from bot.messages.understanding import Entity, Understanding
from tests.fakes.conversation import Conversation, local


@pytest.fixture
def chat() -> Conversation:
    """A customer on Wednesday 12 May 2027, 10:15."""
    return Conversation()


def test_one_sentence_is_proposed_and_one_yes_books(chat: Conversation) -> None:
    proposed = chat.say("Hola! quiero un corte con Laura mañana a las 17", "book")
    assert "jueves 13/5 a las 17:00 hs" in proposed
    assert "$ 12.000" in proposed
    assert chat.booked == []

    booked = chat.say("dale", "affirm")

    assert chat.booked == ["laura.corte 2027-05-13T17:00"]
    assert "TN-3222" in booked
    assert len(chat.replies) == 1


def test_slot_by_slot_takes_five_bot_messages() -> None:
    chat = Conversation(name=None)
    answers = [
        chat.say("quiero un turno", "book"),
        chat.say("corte", "inform"),
        chat.say("con Laura", "inform"),
        chat.say("mañana", "inform"),
        chat.say("a las 17", "inform"),
    ]

    assert len(answers) == 5
    assert chat.booked == ["laura.corte 2027-05-13T17:00"]


def test_a_tap_on_an_offered_place_books_it(chat: Conversation) -> None:
    chat.say("corte con Laura el viernes", "book")

    chat.tap("vie 14/5 17:00")

    assert chat.booked == ["laura.corte 2027-05-14T17:00"]


@pytest.mark.parametrize(
    ("answer", "booked"),
    [
        ("el segundo", "laura.corte 2027-05-14T12:00"),
        ("el 2", "laura.corte 2027-05-14T12:00"),
        ("b", "laura.corte 2027-05-14T12:00"),
        ("la última", "laura.corte 2027-05-14T19:15"),
        ("a las 17", "laura.corte 2027-05-14T17:00"),
        ("cualquiera", "laura.corte 2027-05-14T09:00"),
    ],
)
def test_an_offered_place_can_be_picked_in_words(
    chat: Conversation, answer: str, booked: str
) -> None:
    chat.say("corte con Laura el viernes", "book")

    chat.say(answer, "select_option")

    assert chat.booked == [booked]


def test_a_day_that_one_offered_place_falls_on_is_no_pick(chat: Conversation) -> None:
    chat.say("corte con Laura", "book")  # shows one place on each of three days

    chat.say("mañana", "inform")

    assert chat.booked == []
    assert all("jue 13/5" in title for title in chat.titles[:-1])


def test_but_the_one_of_a_day_picks_it(chat: Conversation) -> None:
    chat.say("corte con Laura", "book")

    chat.say("la de mañana", "select_option")

    assert chat.booked == ["laura.corte 2027-05-13T09:00"]


def test_another_hour_of_the_day_that_was_shown_picks_it(chat: Conversation) -> None:
    chat.say("corte con Laura el viernes", "book")

    said = chat.say("dale a las 16.15", "inform")

    assert "viernes 14/5 a las 16:15" in said
    assert chat.booked == ["laura.corte 2027-05-14T16:15"]


@pytest.mark.parametrize(
    "words",
    [
        "tipo 16.15",
        "no, a las 16.15",
        "a las 16.15 puede ser?",
        "el sábado a las 16.15",
        "a las 15",
    ],
)
def test_an_hour_that_leaves_something_open_is_proposed(chat: Conversation, words: str) -> None:
    chat.say("corte con Laura el viernes", "book")

    chat.say(words, "inform")

    assert chat.booked == []


def test_an_hour_after_places_of_several_days_is_proposed(chat: Conversation) -> None:
    chat.say("corte con Laura", "book")

    chat.say("a las 16.15", "inform")

    assert chat.booked == []


def test_deposit_is_told_before_and_a_link_follows(chat: Conversation) -> None:
    proposed = chat.say("color con Laura el viernes a las 16", "book")
    chat.say("si", "affirm")

    assert "$ 13.500" in proposed
    assert isinstance(chat.replies[0], PaymentLink)
    assert "Confirmado" not in chat.replies[0].body


def test_who_also_comes_comes_for_the_same() -> None:
    chat = Conversation()
    chat.say("corte con Laura el viernes a las 17", "book")
    chat.say("dale", "affirm")

    said = chat.say("y el sábado a las 10 también viene una amiga, se llama Julia", "book")

    assert "Corte" in said
    assert "10:00" in said


class TestCorrections:
    """Patterns 2 to 6: what is said now replaces, what is not said stays."""

    @pytest.mark.parametrize(
        ("correction", "intent", "booked"),
        [
            ("no perdón, el sábado", "deny", "laura.corte 2027-05-15T10:00"),
            ("no a las 10, a las 11", "deny", "laura.corte 2027-05-13T11:00"),
            ("el jueves no, el viernes", "inform", "laura.corte 2027-05-14T10:00"),
            ("mejor con Marcos", "inform", "marcos.corte 2027-05-13T10:00"),
            ("con Laura no", "deny", "marcos.corte 2027-05-13T10:00"),
            ("cambialo para el sábado", "reschedule", "laura.corte 2027-05-15T10:00"),
            ("una hora más tarde", "request_alternatives", "laura.corte 2027-05-13T11:00"),
            ("esa no, la de las 12", "select_option", "laura.corte 2027-05-13T12:00"),
        ],
    )
    def test_one_field_is_replaced(
        self, chat: Conversation, correction: str, intent: str, booked: str
    ) -> None:
        chat.say("corte con Laura el jueves a las 10", "book")

        chat.say(correction, intent)
        assert chat.booked == []
        chat.say("si", "affirm")

        assert chat.booked == [booked]

    def test_an_older_field_is_replaced_and_the_day_stays(self, chat: Conversation) -> None:
        chat.say("corte con laura el viernes a la tarde", "book")

        said = chat.say("ah pará, era para color no para corte", "deny")

        assert "Color" in said
        assert all("vie 14/5" in title for title in chat.titles[:-1])

    def test_a_service_the_provider_does_not_do_is_said(self, chat: Conversation) -> None:
        chat.say("corte con Marcos mañana a las 17", "book")

        said = chat.say("no, color", "inform")

        assert "Marcos no hace Color" in said
        assert "Laura" in said

    def test_a_provider_who_does_not_do_it_is_said(self, chat: Conversation) -> None:
        chat.say("masaje con Graciela mañana a las 17", "book")

        said = chat.say("mejor con Laura", "inform")

        assert "Laura no hace Masaje descontracturante" in said

    def test_a_correction_can_be_taken_back(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")
        chat.say("mejor a las 18", "inform")

        said = chat.say("no, dejalo como estaba", "deny")

        assert "17:00" in said
        chat.say("dale", "affirm")
        assert chat.booked == ["laura.corte 2027-05-13T17:00"]

    def test_a_plain_no_keeps_what_was_wished(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")
        chat.say("no", "deny")

        said = chat.say("a las 18", "inform")

        assert "jueves 13/5 a las 18:00" in said

    @pytest.mark.parametrize(
        ("words", "wanted"),
        [
            ("uy me equivoqué, era a las 18", "jueves 13/5 a las 18:00"),
            ("perdón era para el viernes", "viernes 14/5 a las 17:00"),
            ("media hora más tarde", "jueves 13/5 a las 17:30"),
        ],
    )
    def test_after_the_confirmation_it_moves_the_appointment(
        self, chat: Conversation, words: str, wanted: str
    ) -> None:
        chat.say("corte con Laura mañana a las 17", "book")
        chat.say("dale", "affirm")

        said = chat.say(words, "inform")
        chat.say("si", "affirm")

        assert wanted in said
        assert len(chat.booked) == 1

    def test_another_appointment_is_no_correction(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")
        chat.say("dale", "affirm")

        chat.say("quiero otro turno para el viernes", "reschedule", 0.7)

        assert chat.booked == ["laura.corte 2027-05-13T17:00"]
        assert chat.session is not None
        assert chat.session["draft"]["flow"] == "book"


class TestDigressions:
    """Patterns 7 to 10: answered in the same message as the pending question."""

    @pytest.mark.parametrize(
        ("question", "intent", "answer"),
        [
            ("¿y cuánto sale?", "ask_price", "$ 12.000"),
            ("dónde queda?", "ask_location", "Rivadavia 5100"),
            ("qué horarios tiene?", "ask_hours", "9:00 a 13:00"),
            ("aceptan efectivo?", "ask_payment_methods", "efectivo"),
            ("sos un bot?", "bot_challenge", "asistente automático"),
            ("gracias", "thank", ""),
            ("hola", "greet", ""),
            ("qué turnos tengo?", "check_booking", "No te veo turnos"),
            ("quién ganó el partido?", "out_of_scope", "turnos"),
        ],
    )
    def test_the_pending_question_is_repeated(
        self, chat: Conversation, question: str, intent: str, answer: str
    ) -> None:
        chat.say("corte con Laura el viernes", "book")
        offered = chat.titles

        said = chat.say(question, intent)

        assert answer in said
        assert len(chat.replies) == 1
        assert chat.titles == offered

    def test_a_yes_with_a_question_books_and_answers(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")

        said = chat.say("sí dale, ¿aceptan débito?", "ask_payment_methods")

        assert chat.booked == ["laura.corte 2027-05-13T17:00"]
        assert said.index("efectivo") < said.index("TN-")

    def test_a_wish_with_a_price_question_gets_both(self, chat: Conversation) -> None:
        said = chat.say("corte con laura el viernes 17hs y cuanto sale?", "ask_price")

        assert "Corte con Laura sale $ 12.000." in said
        assert "viernes 14/5 a las 17:00" in said
        assert len(chat.replies) == 1

    def test_a_time_question_is_no_wish(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes", "book")

        chat.say("a qué hora abren el sábado?", "ask_hours")

        assert any("vie 14/5" in title for title in chat.titles)

    def test_another_task_is_done_and_the_booking_goes_on(self, chat: Conversation) -> None:
        chat.calendar.appointment("norma.semi", "2027-05-18T11:00")
        chat.say("corte con Laura el viernes", "book")
        chat.say("antes cancelame el del martes", "cancel")

        said = chat.say("si", "affirm")

        assert chat.booked == []
        assert "Retomamos" in said
        assert any("vie 14/5" in title for title in chat.titles)

    def test_a_moment_to_think_keeps_the_offer(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")

        chat.say("bancame que le pregunto a mi mujer", "out_of_scope", 0.3)
        chat.say("listo dale", "affirm")

        assert chat.booked == ["laura.corte 2027-05-13T17:00"]

    def test_what_was_spoken_of_is_remembered(self, chat: Conversation) -> None:
        chat.say("cuanto sale el corte con Laura?", "ask_price")

        said = chat.say("y el sabado tenes lugar?", "book")

        assert "Corte con Laura" in said
        assert "sábado 15/5" in said


class TestTimes:
    """Patterns 11 to 20: vague, ambiguous, past, closed, taken."""

    def test_part_of_the_day_shows_places_inside(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a la tardecita", "book")

        assert all("13/5 1" in title for title in chat.titles[:-1])

    def test_an_hour_that_fits_morning_and_evening_gets_two_buttons(
        self, chat: Conversation
    ) -> None:
        said = chat.say("entrenamiento con Bruno mañana a las 8", "book")

        assert "jueves 13/5" in said
        assert chat.titles == ["jue 13/5 08:00 hs", "jue 13/5 20:00 hs"]

    @pytest.mark.parametrize("answer", ["a la noche", "8pm", "la segunda", "20hs"])
    def test_and_the_half_of_the_day_picks_one(self, chat: Conversation, answer: str) -> None:
        chat.say("entrenamiento con Bruno mañana a las 8", "book")

        chat.say(answer, "inform")

        assert chat.booked == ["bruno.entrenamiento 2027-05-13T20:00"]

    def test_only_one_reading_open_is_proposed(self, chat: Conversation) -> None:
        said = chat.say("Turno con Silvia el jueves a las 8", "book")

        assert "08:00" in said
        assert "20:00" not in said

    @pytest.mark.parametrize(
        ("wish", "reason"),
        [
            ("corte con Laura mañana a las 2 de la tarde", "corta"),
            ("corte con Marcos hoy a las 9 de la mañana", "ya pasó"),
            ("corte con Marcos hoy a las 11", "2 horas"),
            ("corte con Marcos el 20 de diciembre a las 11", "abierta hasta"),
            ("masaje con Graciela el 25 de mayo a las 17", "feriado"),
            ("corte con Laura el domingo", "no atiende"),
            ("corte con Laura mañana a las 21", "atiende de"),
        ],
    )
    def test_the_reason_is_said(self, chat: Conversation, wish: str, reason: str) -> None:
        said = chat.say(wish, "book")

        assert reason in said
        assert chat.booked == []
        assert "?" in said

    def test_same_hour_of_another_day(self, chat: Conversation) -> None:
        chat.say("masaje con Graciela el 25 de mayo a las 17", "book")

        said = chat.say("el 26 a la misma hora", "inform")

        assert "miércoles 26/5 a las 17:00" in said

    def test_another_provider_free_that_day_is_named_never_switched_to(
        self, chat: Conversation
    ) -> None:
        said = chat.say("corte con Laura el lunes a las 11", "book")

        assert "Laura no atiende" in said
        assert "Marcos" in said
        assert all("lun" not in title for title in chat.titles)
        assert "lunes 17/5 a las 11:00" in chat.say("con otro entonces", "request_alternatives")

    def test_nobody_else_does_it_is_said(self, chat: Conversation) -> None:
        chat.say("color con Laura mañana a las 16", "book")

        assert "solo Laura" in chat.say("con otra persona", "request_alternatives")

    def test_nothing_left_asks_for_another_time(self, chat: Conversation) -> None:
        for day in range(12, 32):
            chat.calendar.take("laura", f"2027-05-{day}T00:00", 24 * 60)
        chat.calendar.take("laura", "2027-06-01T00:00", 45 * 24 * 60)

        said = chat.say("color con Laura mañana", "book")

        assert "otro día" in said
        assert chat.titles == ["Avisame si se libera"]

    def test_a_slot_lost_meanwhile_gets_the_nearest(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes", "book")
        chat.calendar.take("laura", "2027-05-14T16:00", 240)

        chat.say("a las 17", "inform")

        assert chat.booked == []
        assert len(chat.titles) == 3

    def test_a_slot_lost_with_nothing_around_asks(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes", "book")
        chat.calendar.take("laura", "2027-05-01T00:00", 120 * 24 * 60)

        said = chat.say("a las 17", "inform")

        assert "?" in said
        assert chat.booked == []


class TestOtherTimes:
    """More places: others, later, earlier, another day; never the same again."""

    def test_others_are_never_those_shown_before(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes", "book")
        seen = set(chat.titles)
        for _ in range(4):
            chat.say("otros horarios", "request_alternatives")
            shown = set(chat.titles) - {"Otros horarios"}
            assert not shown & seen
            seen |= shown

    def test_the_button_does_the_same(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")

        chat.tap("Otros horarios")

        assert all("jue 13/5" in title for title in chat.titles)

    def test_later_the_same_day(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")

        chat.say("más tarde no hay?", "request_alternatives")

        assert all(title > "jue 13/5 17:00 hs" for title in chat.titles)

    @pytest.mark.parametrize(
        ("words", "said"), [("más tarde?", "Más tarde"), ("más temprano?", "Más temprano")]
    )
    def test_nothing_later_or_earlier_is_said(
        self, chat: Conversation, words: str, said: str
    ) -> None:
        chat.say("corte con Laura el viernes", "book")

        assert said in chat.say(words, "request_alternatives")
        assert chat.session is not None
        assert chat.session["draft"]["days"] == [["2027-05-14", "2027-05-14", []]]

    def test_another_day(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes", "book")

        chat.say("otro día?", "request_alternatives")

        assert chat.titles
        assert not any("14/5" in title for title in chat.titles)

    def test_a_conditional_is_no_yes(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")

        chat.say("si tenés más temprano mejor", "inform")

        assert chat.booked == []


class TestWhomAndWhat:
    """Provider and service: asked for when missing, never guessed."""

    def test_with_whom_is_asked_with_prices(self, chat: Conversation) -> None:
        said = chat.say("quiero un corte", "book")

        assert "Laura ($ 12.000) y Marcos ($ 10.000)" in said
        assert chat.titles == ["Laura", "Marcos", "Me da igual"]

    @pytest.mark.parametrize("answer", ["cualquiera", "me da igual"])
    def test_anyone_searches_with_all(self, chat: Conversation, answer: str) -> None:
        chat.say("quiero un corte", "book")

        said = chat.say(answer, "inform")

        assert "Laura o Marcos" in said

    def test_anyone_by_button(self, chat: Conversation) -> None:
        chat.say("quiero un corte", "book")

        assert "Laura o Marcos" in chat.tap("Me da igual")

    def test_provider_by_button_or_number(self, chat: Conversation) -> None:
        chat.say("quiero un corte", "book")
        assert "Corte con Marcos" in chat.say("el 2", "select_option")

        chat.say("quiero un corte", "book")
        assert "Corte con Laura" in chat.tap("Laura")

    def test_no_leaves_it(self, chat: Conversation) -> None:
        chat.say("quiero un corte", "book")

        assert "reserv" in chat.say("no gracias", "deny")

    def test_the_same_hour_with_two_names_the_providers(self, chat: Conversation) -> None:
        said = chat.say("quiero cortarme el pelo el viernes a las 17", "book")

        assert "viernes 14/5 a las 17:00" in said
        assert chat.titles[:2] == ["Laura 17:00 hs", "Marcos 17:00 hs"]
        chat.say("con Marcos", "inform")
        assert chat.booked == ["marcos.corte 2027-05-14T17:00"]

    def test_service_by_number_and_by_button(self, chat: Conversation) -> None:
        chat.say("turno con Laura", "book")
        assert "Color" in chat.say("el 2", "select_option")

        chat.say("empecemos de nuevo", "restart")
        chat.say("turno con Laura", "book")
        assert "Brushing" in chat.tap("Brushing")

    def test_a_time_before_the_service_is_said_back(self, chat: Conversation) -> None:
        chat.say("quería turno", "book")

        first = chat.say("para mañana", "inform")
        second = chat.say("a la tarde", "inform")

        assert "jueves 13/5" in first
        assert "peluquería" not in first
        assert "entre las" in second

    def test_a_service_we_do_not_have_is_said(self, chat: Conversation) -> None:
        tattoo = Entity("service", "tatuaje", 10, 17)
        chat.understand = lambda _: Understanding("book", 0.9, (tattoo,), (), 1, "hand")

        said = chat.say("quiero un tatuaje para el viernes")

        assert "«tatuaje»" in said
        assert "viernes 14/5" in said

    def test_two_services_are_booked_one_after_the_other(self, chat: Conversation) -> None:
        said = chat.say("corte y barba con Marcos el viernes tipo 5 y media", "book")
        assert "18:00 hs Barba" in said
        assert "$ 16.000" in said

        chat.say("si", "affirm")

        assert len(chat.replies) == 1

        assert chat.booked == ["marcos.corte 2027-05-14T17:30", "marcos.barba 2027-05-14T18:00"]

    def test_one_of_two_services_is_a_question(self, chat: Conversation) -> None:
        chat.say("corte o color con Laura el viernes", "book")

        assert chat.titles == ["Corte", "Color"]

    def test_a_small_catalogue_lists_its_services(self, chat: Conversation) -> None:
        chat.catalogue = replace(chat.catalogue, providers=chat.catalogue.providers[:2])

        chat.say("quiero un turno", "book")

        assert isinstance(chat.replies[0], Menu)
        assert chat.titles == ["Corte", "Color", "Brushing", "Barba"]


class TestHomeVisits:
    """Plumbers: where, who covers it, and asking the provider."""

    def test_all_in_one_sentence_asks_the_provider(self, chat: Conversation) -> None:
        said = chat.say(
            "pierde la canilla, puede venir Diego mañana a las 10? Yerbal 1820, Caballito", "book"
        )
        assert "Yerbal 1820, Caballito" in said
        assert "pregunte" in said or "consulte" in said.lower() or "consulto" in said

        chat.say("si", "affirm")

        assert chat.calendar.own[0].address == "Yerbal 1820, Caballito"

    def test_street_and_zone_are_asked_one_by_one(self, chat: Conversation) -> None:
        assert "dirección" in chat.say("necesito un plomero para mañana a las 10", "book")
        assert "barrio" in chat.say("Yerbal 1820", "inform")
        said = chat.say("Caballito", "inform")

        assert "jueves 13/5 a las 10:00" in said

    def test_a_zone_without_street_asks_for_it(self, chat: Conversation) -> None:
        assert "Calle y número" in chat.say("plomero en Caballito mañana a las 10", "book")

        assert "10:00" in chat.say("Yerbal 1820", "inform")

    def test_a_house_number_is_no_hour(self, chat: Conversation) -> None:
        chat.say("necesito un plomero para mañana a la tarde", "book")
        chat.say("Yerbal 1820", "inform")
        chat.say("Caballito", "inform")

        assert any("13:00" in title for title in chat.titles)

    def test_another_who_covers_the_zone_is_offered(self, chat: Conversation) -> None:
        said = chat.say("que venga Diego el jueves a las 10 a Thames 1500, Palermo", "book")
        assert "Rubén" in said

        assert "Rubén" in chat.say("si", "affirm")

    def test_refusing_the_other_leaves_it(self, chat: Conversation) -> None:
        chat.say("que venga Diego el jueves a las 10 a Thames 1500, Palermo", "book")

        assert "reserv" in chat.tap("No, gracias")

    def test_nobody_covers_it(self, chat: Conversation) -> None:
        chat.say("necesito un plomero mañana a las 10", "book")

        assert "todavía no llegamos" in chat.say("en Belgrano", "inform")
        assert "10:00" in chat.say("Yerbal 1820, Flores", "inform")

    def test_the_address_is_remembered_for_the_next_time(self, chat: Conversation) -> None:
        chat.say("que venga Diego mañana a las 10 a Yerbal 1820, Caballito", "book")
        chat.say("si", "affirm")

        said = chat.say("otro turno con Diego el viernes a las 10", "book")

        assert "Yerbal 1820" in said

    def test_a_time_instead_of_an_address_is_kept(self, chat: Conversation) -> None:
        chat.say("necesito un plomero", "book")

        assert "dirección" in chat.say("mañana a las 10", "inform")
        assert "10:00" in chat.say("Yerbal 1820, Caballito", "inform")

    @pytest.mark.parametrize("words", ["dejá, no gracias", "basta"])
    def test_it_can_be_left(self, chat: Conversation, words: str) -> None:
        chat.say("necesito un plomero", "book")

        assert "reserv" in chat.say(words, "deny")

    def test_what_is_no_address_is_asked_again(self, chat: Conversation) -> None:
        chat.say("necesito un plomero", "book")

        assert "dirección" in chat.say("no entiendo bien que me estas pidiendo che", "fallback", 0)


class TestResuming:
    """Patterns 50 to 52, and drafts that went stale."""

    def test_after_days_a_yes_restates_and_looks_again(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes", "book")

        said = chat.wait(days=3).say("sí", "affirm")

        assert "Retomamos" in said
        assert chat.booked == []
        assert not any("14/5" in title for title in chat.titles)

    def test_after_days_a_day_is_the_next_one(self, chat: Conversation) -> None:
        chat.say("corte con Laura", "book")

        said = chat.wait(days=3).say("bueno, dale el jueves", "affirm")

        assert "jueves 20/5" in said

    def test_after_two_weeks_it_starts_afresh(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes", "book")

        chat.wait(days=14).say("hola", "greet")

        assert chat.session is not None
        assert chat.session["draft"] is None

    def test_the_usual_is_what_was_last_spoken_of(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")
        chat.say("si", "affirm")

        said = chat.wait(days=30).say("lo mismo de siempre", "inform", 0.3)

        assert "Corte con Laura" in said

    def test_a_lost_appointment_is_looked_for_again(self, chat: Conversation) -> None:
        chat.say("que venga Diego mañana a las 10 a Yerbal 1820, Caballito", "book")
        chat.say("si", "affirm")
        chat.calendar.own.clear()  # declined meanwhile

        said = chat.say("si, dale", "affirm")

        assert "Visita de plomería" in said
        assert chat.titles

    def test_a_time_after_a_lost_appointment_is_a_new_wish(self, chat: Conversation) -> None:
        chat.say("que venga Diego mañana a las 10 a Yerbal 1820, Caballito", "book")
        chat.say("si", "affirm")
        chat.calendar.own.clear()

        said = chat.say("y el jueves a las 11?", "inform")

        assert "11:00" in said
        assert isinstance(chat.replies[0], Buttons)


class TestLeaving:
    """Pattern 48 and changes of mind: the task is left, nothing else happens."""

    @pytest.mark.parametrize(
        ("words", "intent"),
        [
            ("basta, dejá", "opt_out"),
            ("no, dejalo, no quiero nada", "deny"),
            ("no gracias, lo dejo para otro momento", "deny"),
            ("ya fue", "out_of_scope"),
        ],
    )
    @pytest.mark.parametrize(
        "begun", ["quiero un turno", "quiero un corte", "corte con Laura el viernes"]
    )
    def test_what_was_begun_is_left(
        self, chat: Conversation, begun: str, words: str, intent: str
    ) -> None:
        chat.say(begun, "book")

        said = chat.say(words, intent)

        assert "reserv" in said
        assert not chat.calendar.opted_out
        assert chat.session is not None
        assert chat.session["draft"] is None

    def test_a_time_question_can_be_left_too(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")
        chat.say("no", "deny")

        assert "reserv" in chat.say("dejá, nada", "deny")


def test_offered_places_survive_a_service_that_went(chat: Conversation) -> None:
    chat.say("corte con Laura el viernes", "book")
    chat.catalogue = replace(chat.catalogue, providers=chat.catalogue.providers[1:])

    assert "?" in chat.say("cuánto sale?", "ask_price")
    assert chat.booked == []


def test_a_chosen_service_that_went_asks_again(chat: Conversation) -> None:
    chat.say("corte con Laura el viernes a las 17", "book")
    tap = chat.replies[0]
    assert isinstance(tap, Buttons)
    chat.catalogue = replace(chat.catalogue, providers=chat.catalogue.providers[1:])

    assert "servicio" in chat.tap_id(tap.choices[0].id)
    assert not any(isinstance(one, BookSlot) for one in chat.calendar.commands)


def test_each_search_asks_for_the_services_wished(chat: Conversation) -> None:
    chat.say("corte con Laura el viernes", "book")

    assert [type(one) for one in chat.calendar.commands] == [FindSlots]


def test_midnight_is_told_in_local_time() -> None:
    chat = Conversation(now=local("2027-05-14T00:30"))

    assert "sábado 15/5" in chat.say("corte con Marcos mañana a las 17", "book")

"""Less travelled ways through the dialogue, each a rule of its own."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.dialogue import notices
from bot.dialogue.commands import AppointmentView
from bot.domain.holidays import argentine_holidays
from bot.messages.inbound import InboundKind
from bot.messages.replies import Menu
from bot.messages.understanding import Entity, Understanding
from tests.fakes.conversation import Conversation, meaning, spanish


@pytest.fixture
def chat() -> Conversation:
    """A customer on Wednesday 12 May 2027, 10:15."""
    return Conversation()


def _with_spans(intent: str, *entities: tuple[str, str, str]) -> Understanding:
    """Return a meaning with spans: (kind, text, whole message)."""
    found = tuple(
        Entity(kind, text, whole.index(text), whole.index(text) + len(text))
        for kind, text, whole in entities
    )
    return replace(meaning(intent), entities=found)


class TestQuestionsAreRepeatedAsTheyWere:
    """A digression repeats whatever was being asked."""

    @pytest.mark.parametrize(
        ("begun", "asked"),
        [
            ("quiero un turno", "servicio"),
            ("turno con Laura", "¿Qué te reservo con Laura?"),
            ("quiero un corte", "¿Con quién preferís?"),
            ("necesito un plomero", "dirección"),
        ],
    )
    def test_of_a_booking(self, chat: Conversation, begun: str, asked: str) -> None:
        chat.say(begun, "book")

        assert asked in chat.say("aceptan efectivo?", "ask_payment_methods")

    def test_of_a_time(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")
        chat.say("no", "deny")

        said = chat.say("cuánto sale?", "ask_price")

        assert "$ 12.000" in said
        assert "hora" in said

    def test_a_time_with_a_question_about_hours_is_one(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")
        chat.say("no", "deny")

        assert "Horarios" in chat.say("con Marcos qué horarios hay?", "ask_hours")

    def test_but_not_what_is_over(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
        chat.say("corte con Marcos el sabado", "book")
        chat.say("cancelá", "cancel")

        assert chat.say("gracias", "thank").count("?") == 0

    def test_nor_a_reminder(self, chat: Conversation) -> None:
        view = chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
        chat.reminded = view

        assert "Rivadavia" in chat.say("dónde queda Laura?", "ask_location")

    def test_an_own_task_is_not_an_answer(self, chat: Conversation) -> None:
        chat.say("necesito un plomero", "book")

        assert "No te veo turnos" in chat.say("qué turnos tengo?", "check_booking")

    def test_which_one_gives_way_to_a_person(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
        chat.calendar.appointment("silvia.sesion", "2027-05-17T09:00")
        chat.say("quiero cancelar", "cancel")

        chat.say("quiero hablar con alguien", "talk_to_human")

        assert chat.calendar.handoff == "asked"

    def test_which_one_asks_again_when_none_is_named(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
        chat.calendar.appointment("silvia.sesion", "2027-05-17T09:00")
        chat.say("quiero cancelar", "cancel")

        assert "¿Cuál" in chat.say("el celeste", "fallback", 0)

    def test_leave_or_cancel_gives_way(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
        chat.say("corte con Marcos el sabado", "book")
        chat.say("cancelá", "cancel")

        assert "Perdón" in chat.say("asdf", "fallback", 0)

    def test_a_yes_to_several_asks_which_and_keeps_the_buttons(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes", "book")
        first = chat.replies[0]
        assert isinstance(first, Menu)

        chat.say("dale", "affirm")
        chat.tap_id(first.choices[3].id)

        assert chat.booked == ["laura.corte 2027-05-14T17:00"]

    def test_a_yes_to_several_with_a_question(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes", "book")

        said = chat.say("sí dale, ¿aceptan débito?", "ask_payment_methods")

        assert "efectivo" in said
        assert chat.booked == []

    def test_a_moved_question_fades(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
        chat.say("quiero cambiar mi turno", "reschedule")

        chat.wait(hours=20).say("hola", "greet")

        assert chat.session is not None
        assert chat.session["draft"] is None


class TestAnswersFromTheCatalogue:
    """Side questions: prices, services, places, means."""

    def test_prices_of_all(self, chat: Conversation) -> None:
        assert "Precios desde" in chat.say("cuánto cobran?", "ask_price")

    def test_price_with_deposit(self, chat: Conversation) -> None:
        assert "13.500" in chat.say("cuánto sale el color?", "ask_price")

    def test_price_of_what_we_do_not_have(self, chat: Conversation) -> None:
        chat.say("cuánto sale el corte con Laura?", "ask_price")
        text = "y un tatuaje cuánto?"
        chat.understand = lambda _: _with_spans("ask_price", ("service", "tatuaje", text))

        assert "Precios desde" in chat.say(text)

    @pytest.mark.parametrize(
        ("text", "said"),
        [("qué hace Laura?", "brushing"), ("hacen color?", "Laura"), ("qué hacen?", "Sol Iturbe")],
    )
    def test_services(self, chat: Conversation, text: str, said: str) -> None:
        assert said in chat.say(text, "ask_services")

    def test_services_we_do_not_have(self, chat: Conversation) -> None:
        text = "hacen tatuajes?"
        chat.understand = lambda _: _with_spans("ask_services", ("service", "tatuajes", text))

        assert "«tatuajes» por ahora no tenemos" in chat.say(text)

    def test_who_comes_to_a_zone(self, chat: Conversation) -> None:
        said = chat.say("van a Palermo?", "ask_location")

        assert "Rubén" in said
        assert "Diego" not in said

    def test_deposit_means(self, chat: Conversation) -> None:
        chat.say("color con Laura el viernes a las 16", "book")

        assert "La seña va por Mercado Pago" in chat.say("aceptan efectivo?", "ask_payment_methods")

    def test_price_of_another_provider_mid_offer(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")

        said = chat.say("y con Marcos cuánto sale?", "ask_price")

        assert "$ 10.000" in said
        assert "Laura" in said

    def test_price_with_another_time_mid_offer(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")

        said = chat.say("y a las 18? cuánto sale?", "ask_price")

        assert "Corte con Laura sale $ 12.000." in said
        assert "18:00" in said


class TestNarrowing:
    """Which services stay possible."""

    def test_a_trade(self, chat: Conversation) -> None:
        assert "Corte | Barba" in " | ".join(
            (chat.say("quiero ir a la barbería", "book"), *chat.titles)
        )

    def test_a_service_of_several_trades_is_asked(self, chat: Conversation) -> None:
        said = chat.say("brushing o kapping", "book")

        assert "¿Cuál de estos servicios" in said

    def test_one_of_two_is_refused(self, chat: Conversation) -> None:
        chat.say("quiero un corte", "book")

        assert "Corte con Marcos" in chat.say("con Laura no", "deny")

    def test_another_service_by_anyone(self, chat: Conversation) -> None:
        chat.say("quiero un corte", "book")

        assert "Color" in chat.say("mejor color", "inform")

    def test_a_service_of_one_provider_widens_to_who_does_it(self, chat: Conversation) -> None:
        chat.say("barba con Marcos mañana a las 17", "book")

        assert "Brushing" in chat.say("no, brushing", "inform")

    def test_back_to_both_services_is_new(self, chat: Conversation) -> None:
        chat.say("quiero turno con Laura mañana a las 10", "book")
        chat.say("corte", "inform")

        assert "Color" in chat.say("corte y color", "inform")

    def test_a_home_visit_with_more_providers_than_buttons(self, chat: Conversation) -> None:
        diego = chat.catalogue.providers[3]
        more = tuple(
            replace(
                diego,
                id=100 + number,
                name=f"Plomero{number} X",
                services=(replace(diego.services[0], id=100 + number, provider_id=100 + number),),
            )
            for number in range(3)
        )
        chat.catalogue = replace(chat.catalogue, providers=(*chat.catalogue.providers, *more))
        chat.calendar.catalogue = chat.catalogue

        chat.say("necesito un plomero en Yerbal 1820, Caballito", "book")

        assert isinstance(chat.replies[0], Menu)
        assert chat.titles[-1] == "Me da igual"


class TestPlaces:
    """Zones and addresses as the language server marks them."""

    def test_a_zone_nobody_covers_in_the_first_message(self, chat: Conversation) -> None:
        text = "necesito un plomero en Belgrano, Cabildo 2000"
        chat.understand = lambda _: _with_spans(
            "book", ("zone", "Belgrano", text), ("zone", "Cabildo 2000", text)
        )

        assert "A Belgrano todavía no llegamos" in chat.say(text)

    def test_home_is_no_zone(self, chat: Conversation) -> None:
        text = "necesito un plomero en mi casa"
        chat.understand = lambda _: _with_spans("book", ("zone", "mi casa", text))

        assert "dirección" in chat.say(text)

    def test_a_marked_house_number_is_no_hour(self, chat: Conversation) -> None:
        text = "plomero mañana a las 10 en Yerbal 1820, Caballito"
        chat.understand = lambda _: _with_spans("book", ("zone", "Yerbal 1820", text))

        assert "10:00" in chat.say(text)

    def test_a_number_without_street_is_taken_as_said(self, chat: Conversation) -> None:
        chat.say("necesito un plomero en Caballito mañana a las 10", "book")

        said = chat.say("manzana 4 casa 12 barrio obrero", "inform")

        assert "?" in said

    def test_a_time_with_the_address_counts_too(self, chat: Conversation) -> None:
        chat.say("necesito un plomero", "book")

        said = chat.say("en Caballito, mañana a las 10", "inform")

        assert "Calle y número" in said
        assert "10:00" in chat.say("Yerbal 1820", "inform")


class TestSearching:
    """Wishes in words, and reasons."""

    def test_a_closed_date_without_a_name(self, chat: Conversation) -> None:
        laura = chat.catalogue.providers[0]
        closed = dict(argentine_holidays(2027)) | {datetime(2027, 5, 14).date(): ""}
        schedule = replace(laura.schedule, closed=closed)
        providers = (replace(laura, schedule=schedule), *chat.catalogue.providers[1:])
        chat.catalogue = replace(chat.catalogue, providers=providers)
        chat.calendar.catalogue = chat.catalogue

        assert "no atiende" in chat.say("color con Laura el viernes a las 16", "book")

    @pytest.mark.parametrize(
        ("wish", "said"),
        [
            ("corte con Laura a las 3 de la mañana", "lo que pedís"),
            ("quiero cortarme el pelo el domingo a las 17", "domingo 16/5"),
            ("corte con Laura el jueves desde las 19:30", "desde las 19:30"),
            ("corte con Laura el jueves desde las 21", "atiende de 9:00"),
            ("corte con Laura el jueves a la mañana temprano, tipo 7 a 8", "atiende de 9:00"),
        ],
    )
    def test_what_was_wished_is_said_back(self, chat: Conversation, wish: str, said: str) -> None:
        assert said in chat.say(wish, "book")

    def test_an_hour_of_two_readings_that_was_opened_again(self, chat: Conversation) -> None:
        chat.say("corte con Laura el viernes", "book")
        assert chat.session is not None
        chat.session["draft"] |= {"hours": [], "hours_are_readings": True}
        chat.calendar.take("laura", "2027-05-18T00:00", 24 * 60)

        assert "martes 18/5" in chat.say("el martes", "inform")

    def test_every_friday_starts_with_the_first(self, chat: Conversation) -> None:
        chat.say("corte con Laura todos los viernes a las 10", "book")
        chat.tap("Solo uno")

        assert chat.titles

    def test_nothing_else_anywhere_asks(self, chat: Conversation) -> None:
        chat.say("corte con Laura mañana a las 17", "book")
        chat.calendar.take("laura", "2027-05-01T00:00", 120 * 24 * 60)

        said = chat.say("otros horarios", "request_alternatives")

        assert "?" in said
        assert chat.titles == []

    def test_a_long_name_is_cut_at_a_word(self, chat: Conversation) -> None:
        first = chat.catalogue.providers[0]
        long = replace(first.services[0], name="Corte con lavado, peinado y asesoramiento completo")
        laura = replace(first, services=(long, *first.services[1:]))
        chat.catalogue = replace(chat.catalogue, providers=(laura, *chat.catalogue.providers[1:]))
        chat.calendar.catalogue = chat.catalogue

        chat.say("turno con Laura", "book")

        assert all(len(title) <= 24 for title in chat.titles)
        assert any(title.endswith("…") for title in chat.titles)

    def test_alternatives_while_moving(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
        chat.say("pasalo al sábado a las 11", "reschedule")

        chat.say("qué otro horario tenés?", "request_alternatives")
        chat.say("mejor el martes", "reschedule")
        chat.say("a las 10", "inform")
        chat.say("si", "affirm")

        assert chat.booked == ["laura.corte 2027-05-18T10:00"]

    def test_alternatives_after_the_offer_went_stale(self, chat: Conversation) -> None:
        chat.say("corte con Laura", "book")
        chat.wait(hours=20)

        chat.say("qué otro horario tenés?", "request_alternatives")
        assert chat.titles
        chat.wait(hours=20)
        chat.say("otro para el sábado?", "request_alternatives")

        assert any("sáb" in title for title in chat.titles)

    def test_a_no_with_a_wish_is_a_correction(self, chat: Conversation) -> None:
        chat.say("corte con Laura", "book")
        chat.wait(hours=20)

        assert "sábado" in chat.say("no, el sábado a las 11", "deny")

    def test_a_yes_with_a_wish_and_nothing_begun(self, chat: Conversation) -> None:
        assert "17:00" in chat.say("si, corte con Laura mañana a las 17", "affirm")

    def test_a_time_for_what_is_moving_with_a_stale_question(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
        chat.say("pasalo al sábado a las 11", "reschedule")
        for words in ("asdf", "blabla", "zzz"):
            chat.say(words, "fallback", 0)

        assert "martes 18/5" in chat.say("el martes a las 10", "inform")

    def test_leaving_with_the_question_gone(self, chat: Conversation) -> None:
        chat.say("corte con Laura", "book")
        for words in ("asdf", "blabla", "zzz"):
            chat.say(words, "fallback", 0)

        assert "reserv" in chat.say("ya fue", "fallback", 0)


class TestNotices:
    """Templates that actions queue for the other party."""

    @pytest.fixture
    def view(self, chat: Conversation) -> AppointmentView:
        """A confirmed haircut."""
        return chat.calendar.appointment("laura.corte", "2027-05-14T17:00")

    def test_reminder(self, chat: Conversation, view: AppointmentView) -> None:
        reply = notices.reminder(view, chat.catalogue, spanish())

        assert "viernes 14/5 a las 17:00" in reply.body
        assert [one.id for one in reply.choices] == [
            "reminder:ok:1:1", "reminder:move:1:1", "reminder:cancel:1:1",
        ]  # fmt: skip

    def test_requests(self, chat: Conversation, view: AppointmentView) -> None:
        until = chat.now

        first = notices.job_request(view, chat.catalogue, spanish(), until=until)
        second = notices.job_nudge(view, chat.catalogue, spanish(), until=until)

        assert "10:15 hs" in first.body
        assert "10:15 hs" in second.body

    def test_without_a_name_or_place(self, chat: Conversation) -> None:
        view = chat.calendar.appointment("diego.visita", "2027-05-14T10:00")

        reply = notices.about(
            "appointment_new", replace(view, customer_name=None), chat.catalogue, spanish()
        )

        assert all(reply.values)


def test_the_address_question_and_a_pin(chat: Conversation) -> None:
    chat.say("necesito un plomero", "book")

    assert "dirección" in chat.send(InboundKind.STICKER)


def test_an_insult_mid_offer_is_no_pick(chat: Conversation) -> None:
    chat.say("corte con Laura mañana a las 17", "book")

    chat.say("son una mierda", "complain")

    assert chat.booked == []
    assert "Hablar con alguien" in chat.titles


def test_a_complaint_without_insults_gets_a_person_too(chat: Conversation) -> None:
    said = chat.say("llegaron tarde y nadie me contesta", "complain")

    assert "Perdón" in said
    assert "Hablar con alguien" in chat.titles


def test_keeping_by_button(chat: Conversation) -> None:
    chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
    chat.say("cancelame el turno", "cancel")

    chat.tap("No, lo dejo")

    assert len(chat.booked) == 1

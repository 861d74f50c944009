"""A provider runs the business by message: takings, prices and services, read back before done."""

from datetime import date, timedelta

import pytest

from bot.dialogue.orders.business import AddService, NewPrice, SetPrices, SummedUp, SumUp
from bot.dialogue.taps import SureTap, encode
from bot.domain.money import Money
from tests.fakes.conversation import Conversation

_TODAY = date(2027, 5, 12)  # Wednesday


@pytest.fixture
def laura() -> Conversation:
    """Laura, on Wednesday at 10:15."""
    return Conversation(provider_slug="laura", name="Laura Gómez")


def price_of(chat: Conversation, slug: str, pesos: int) -> NewPrice:
    laura = next(one for one in chat.catalogue.providers if one.slug == "laura")
    service = next(one for one in laura.services if one.slug == slug)
    return NewPrice(service.id, Money.pesos(pesos))


class TestTakings:
    def test_are_told_with_what_is_still_to_come(self, laura: Conversation) -> None:
        laura.calendar.office.takings = SummedUp(
            3, Money.pesos(34_000), 1, Money.pesos(13_500), 2, Money.pesos(24_000)
        )

        said = laura.say("cuánto hice esta semana?", "view_agenda")

        assert "3 turnos: $ 34.000" in said
        assert "Señas cobradas: $ 13.500" in said
        assert "2 turnos dados: $ 24.000" in said
        assert "1 sin cerrar" in said
        assert laura.calendar.commands == [SumUp(date(2027, 5, 10), date(2027, 5, 16))]

    @pytest.mark.parametrize(
        ("words", "days"),
        [("hoy", "Hoy"), ("ayer", "Ayer"), ("el lunes", "El lunes 10/5"), ("este mes", "Mayo")],
    )
    def test_name_their_days(self, laura: Conversation, words: str, days: str) -> None:
        assert f"*{days}*" in laura.say(f"cuánto hice {words}", "fallback", 0.0)

    def test_with_nothing_done_yet(self, laura: Conversation) -> None:
        laura.calendar.office.takings = SummedUp(0, Money(0), 0, Money(0), 1, Money.pesos(12_000))

        assert "Todavía no hiciste turnos" in laura.say("cuánto hice hoy", "fallback", 0.0)

    def test_are_no_customers_business(self) -> None:
        ana = Conversation()

        ana.say("cuánto hice esta semana?", "fallback", 0.0)

        assert not any(isinstance(one, SumUp) for one in ana.calendar.commands)


class TestPrices:
    def test_are_read_back_then_set(self, laura: Conversation) -> None:
        said = laura.say("subí el corte a 15 lucas", "fallback", 0.0)

        assert "de $ 12.000 a *$ 15.000*" in said
        assert laura.calendar.office.prices == []
        laura.say("dale", "affirm")
        assert laura.calendar.office.prices == [
            SetPrices((price_of(laura, "corte", 15_000),), _TODAY)
        ]

    def test_a_no_leaves_them(self, laura: Conversation) -> None:
        laura.say("subí el corte a 15 lucas", "fallback", 0.0)

        assert "quedan como están" in laura.say("no, dejá", "deny")
        assert "quedan como están" not in laura.say("si", "affirm")
        assert laura.calendar.office.prices == []

    def test_another_amount_is_read_back_again(self, laura: Conversation) -> None:
        laura.say("subí el corte a 15 lucas", "fallback", 0.0)
        first_yes = laura.result and encode(SureTap(laura.result.session.turn, True))
        assert first_yes is not None

        assert "*$ 16.000*" in laura.say("no, a 16", "deny")
        assert "pregunta anterior" in laura.tap_id(first_yes)
        laura.tap("Sí, dale")

        assert laura.calendar.office.prices == [
            SetPrices((price_of(laura, "corte", 16_000),), _TODAY)
        ]

    def test_amount_is_asked_for(self, laura: Conversation) -> None:
        assert "¿A cuánto" in laura.say("cambiá el precio del corte", "fallback", 0.0)
        assert "¿A cuánto" in laura.say("asdf", "fallback", 0.0)
        assert "*$ 14.000*" in laura.say("14 mil", "fallback", 0.0)

    def test_percentage_of_everything_in_round_hundreds(self, laura: Conversation) -> None:
        said = laura.say("subí todos los precios un 7%", "fallback", 0.0)

        assert "de $ 12.000 a *$ 12.800*" in said
        assert "de $ 45.000 a *$ 48.200*" in said

    def test_an_amount_above_the_price_is_what_it_becomes(self, laura: Conversation) -> None:
        assert "a *$ 15.000*" in laura.say("subí el corte 15 lucas", "fallback", 0.0)
        assert "a *$ 14.000*" in laura.say("subí el corte 2 lucas", "fallback", 0.0)
        assert "a *$ 11.500*" in laura.say("bajá el corte 500 pesos", "fallback", 0.0)

    def test_from_a_later_day(self, laura: Conversation) -> None:
        assert "lunes 17/5" in laura.say("desde el lunes el corte sale 15 lucas", "ask_price")
        assert "lunes 17/5" in laura.say("asdf", "fallback", 0.0)
        assert "lunes 17/5" in laura.tap("Sí, dale")
        assert laura.calendar.office.prices[0].valid_from == date(2027, 5, 17)

    def test_the_same_price_changes_nothing(self, laura: Conversation) -> None:
        assert "Ya está a ese precio" in laura.say("poné el corte a 12 lucas", "fallback", 0.0)

    def test_of_others_are_not_theirs(self, laura: Conversation) -> None:
        laura.say("subí la barba a 8 lucas", "fallback", 0.0)
        laura.say("si", "affirm")

        assert laura.calendar.office.prices == []


class TestNewServices:
    def test_is_read_back_then_offered(self, laura: Conversation) -> None:
        said = laura.say("agregá perfilado de cejas, 20 minutos, 8000", "book")

        assert "Perfilado de cejas" in said
        assert "20 minutos" in said
        assert laura.calendar.office.services == []
        laura.tap("Sí, dale")
        assert laura.calendar.office.services == [
            AddService("Perfilado de cejas", timedelta(minutes=20), Money.pesos(8_000))
        ]

    def test_asks_for_what_is_missing(self, laura: Conversation) -> None:
        assert "¿Cómo se llama" in laura.say("quiero agregar un servicio", "fallback", 0.0)
        assert "¿Cuánto dura" in laura.say("alisado", "fallback", 0.0)
        assert "¿Cuánto dura" in laura.say("mmm", "fallback", 0.0)
        assert "a cuánto" in laura.say("2 horas", "inform")
        assert "$ 80.000" in laura.say("80 lucas", "fallback", 0.0)
        laura.say("si", "affirm")
        assert laura.calendar.office.services[0].duration == timedelta(hours=2)

    def test_a_length_that_cannot_be_is_asked_again(self, laura: Conversation) -> None:
        said = laura.say("agregá alisado, 2 minutos, 8000", "fallback", 0.0)

        assert "¿Cuánto dura" in said

    def test_what_is_known_is_not_offered_twice(self, laura: Conversation) -> None:
        for _ in range(2):
            laura.say("agregá alisado, 60 minutos, 80000", "fallback", 0.0)
            said = laura.tap("Sí, dale")

        assert "ya lo ofrecés" in said
        assert len(laura.calendar.office.services) == 1

    def test_a_no_drops_it(self, laura: Conversation) -> None:
        laura.say("agregá alisado, 60 minutos, 80000", "fallback", 0.0)

        assert "no sumo nada" in laura.tap("No, dejalo")
        assert laura.calendar.office.services == []

"""The same appointment every week: all its times are shown, then booked together or not at all."""

import pytest

from bot.dialogue.flows import series
from bot.dialogue.orders.series import BookSeries
from bot.messages.replies import PaymentLink
from tests.fakes.conversation import Conversation


@pytest.fixture
def ana() -> Conversation:
    """Ana, on Wednesday 12 May at 10:15."""
    return Conversation()


class TestASeries:
    def test_is_shown_whole_then_booked(self, ana: Conversation) -> None:
        said = ana.say("corte con Laura todos los jueves a las 10 por 4 semanas", "book")

        assert "los 4" in said
        assert "jue 3/6 10:00 hs" in said
        assert ana.booked == []
        assert "Te reservé 4 turnos" in ana.say("dale", "affirm")
        assert ana.booked == [
            f"laura.corte 2027-{day}T10:00" for day in ("05-13", "05-20", "05-27", "06-03")
        ]

    def test_what_cannot_be_had_is_told_and_left_out(self, ana: Conversation) -> None:
        ana.calendar.take("laura", "2027-05-27T09:45", 45)

        said = ana.say("corte con laura los jueves a las 10 durante 4 semanas", "book")

        assert "jue 27/5 10:00 hs: ya está ocupado" in said
        assert "los 3 que están libres" in said
        ana.tap("Sí, reservalos")
        assert len(ana.booked) == 3
        assert "laura.corte 2027-05-27T10:00" not in ana.booked

    def test_a_holiday_is_left_out(self, ana: Conversation) -> None:
        said = ana.say("corte con laura todos los martes a las 10 por 4 semanas", "book")

        assert "mar 25/5 10:00 hs: es feriado" in said

    def test_a_day_may_be_left_out(self, ana: Conversation) -> None:
        wish = "corte con laura todos los jueves a las 10 por 4 semanas, menos el 20"

        assert "20/5" not in ana.say(wish, "book")
        ana.say("dale", "affirm")
        assert ana.booked == [
            f"laura.corte 2027-{day}T10:00" for day in ("05-13", "05-27", "06-03")
        ]

    def test_a_day_may_be_taken_out_of_those_shown(self, ana: Conversation) -> None:
        ana.calendar.take("laura", "2027-05-27T09:45", 45)
        ana.say("corte con laura todos los jueves a las 10 por 5 semanas", "book")

        said = ana.say("el 20 no puedo, sacá ese", "cancel")

        assert "20/5" not in said
        assert "27/5 10:00 hs: ya está ocupado" in said
        ana.say("dale", "affirm")
        assert ana.booked == [
            f"laura.corte 2027-{day}T10:00" for day in ("05-13", "06-03", "06-10")
        ]

    def test_a_day_that_is_not_of_them_changes_nothing(self, ana: Conversation) -> None:
        ana.say("corte con laura todos los jueves a las 10 por 4 semanas", "book")

        ana.say("el 21 no puedo", "inform")

        assert ana.booked == []
        ana.say("dale", "affirm")
        assert len(ana.booked) == 4

    def test_asks_for_how_long(self, ana: Conversation) -> None:
        assert "cuántas semanas" in ana.say("corte con laura todos los jueves a las 10", "book")
        assert "cuántas semanas" in ana.say("y qué precio tiene?", "ask_price")
        assert "los 3" in ana.say("3", "select_option")

    def test_how_long_may_be_tapped(self, ana: Conversation) -> None:
        ana.say("corte con laura todos los jueves a las 10", "book")

        assert "los 4" in ana.tap("4 semanas")
        assert "pregunta anterior" in ana.tap("8 semanas")

    def test_every_two_weeks_until_a_day(self, ana: Conversation) -> None:
        ana.say("corte con laura cada 15 días los jueves a las 10 hasta el 30 de junio", "book")
        ana.say("si", "affirm")

        assert ana.booked == [
            f"laura.corte 2027-{day}T10:00" for day in ("05-13", "05-27", "06-10", "06-24")
        ]

    def test_hour_is_chosen_from_those_of_the_first_day(self, ana: Conversation) -> None:
        ana.say("corte con laura los próximos 3 jueves", "book")
        said = ana.tap("9:00")

        assert "jue 27/5 09:00 hs" in said
        ana.say("si", "affirm")
        assert len(ana.booked) == 3

    def test_another_hour_is_looked_at_anew(self, ana: Conversation) -> None:
        ana.say("corte con Laura todos los jueves a las 10 por 4 semanas", "book")

        assert "jue 3/6 11:00 hs" in ana.say("mejor a las 11", "inform")
        ana.say("dale", "affirm")
        assert [one[-5:] for one in ana.booked] == ["11:00"] * 4

    def test_an_older_yes_is_void(self, ana: Conversation) -> None:
        ana.say("corte con Laura todos los jueves a las 10 por 4 semanas", "book")
        old = ana.replies[-1].choices[0].id  # type: ignore[union-attr] # buttons
        ana.say("mejor a las 11", "inform")

        assert "pregunta anterior" in ana.tap_id(old)
        assert ana.booked == []

    def test_only_the_first_is_an_ordinary_booking(self, ana: Conversation) -> None:
        ana.say("corte con Laura todos los jueves a las 10 por 4 semanas", "book")

        assert "13/5" in ana.say("solo el primero", "inform")
        ana.say("si", "affirm")
        assert ana.booked == ["laura.corte 2027-05-13T10:00"]

    def test_a_no_books_none(self, ana: Conversation) -> None:
        ana.say("corte con Laura todos los jueves a las 10 por 4 semanas", "book")

        assert "no reservé ninguno" in ana.say("no, dejá", "deny")
        assert ana.booked == []

    def test_one_lost_meanwhile_is_told(self, ana: Conversation) -> None:
        ana.say("corte con Laura todos los jueves a las 10 por 4 semanas", "book")
        ana.calendar.take("laura", "2027-05-20T10:00", 45)

        said = ana.say("dale", "affirm")

        assert "recién se ocupó" in said
        assert "jue 20/5 10:00 hs: ya está ocupado" in said
        assert ana.booked == []
        ana.say("dale", "affirm")
        assert len(ana.booked) == 3

    def test_one_deposit_holds_all(self, ana: Conversation) -> None:
        said = ana.say("color con Laura todos los jueves a las 10 por 3 semanas", "book")

        assert "una sola seña de $ 13.500" in said
        assert "1059" in said
        ana.say("dale", "affirm")
        links = [one for one in ana.replies if isinstance(one, PaymentLink)]
        assert len(links) == 1
        assert "Te reservé 3 turnos" in links[0].body

    def test_who_accepts_each_job_is_asked_one_by_one(self, ana: Conversation) -> None:
        said = ana.say(
            "visita de Diego todos los jueves a las 10 por 4 semanas, en Yerbal 1820, Caballito",
            "book",
        )

        assert "de a una" in said
        assert not any(isinstance(one, BookSeries) for one in ana.calendar.commands)

    def test_when_nothing_is_free_another_time_is_asked(self, ana: Conversation) -> None:
        said = ana.say("corte con Laura todos los lunes a las 10 por 4 semanas", "book")

        assert "no atiende ese día" in said
        assert "otro día" in said
        assert "13/5" in ana.say("el jueves a las 10", "inform")

    def test_it_is_shown_again_after_a_question(self, ana: Conversation) -> None:
        ana.say("corte con Laura todos los jueves a las 10 por 4 semanas", "book")

        assert "jue 3/6 10:00 hs" in ana.say("aceptan efectivo?", "ask_payment_methods")
        ana.say("dale", "affirm")
        assert len(ana.booked) == 4

    def test_many_are_shown_in_part(self, ana: Conversation) -> None:
        said = ana.say("corte con Laura todos los jueves a las 10 por 30 semanas", "book")

        assert "más, el último" in said
        assert len(ana.replies[0].body) <= 1024

    def test_two_services_are_had_each_time(self, ana: Conversation) -> None:
        said = ana.say("corte y brushing con Laura todos los jueves a las 10 por 3 semanas", "book")

        assert "Corte y Brushing" in said
        assert "10:00 hs Corte y 10:45 hs Brushing" in said
        assert "22.000" in said
        assert "Te reservé 3 turnos de Corte y Brushing" in ana.say("dale", "affirm")
        assert ana.booked == [
            f"laura.{one}"
            for day in ("05-13", "05-20", "05-27")
            for one in (f"corte 2027-{day}T10:00", f"brushing 2027-{day}T10:45")
        ]

    def test_two_people_come_each_time(self, ana: Conversation) -> None:
        said = ana.say(
            "corte para mí y mi hermana con Laura todos los jueves a las 10 por 3 semanas", "book"
        )

        assert "2 personas" in said
        assert "24.000" in said
        ana.say("dale", "affirm")
        assert [one[-5:] for one in ana.booked] == ["10:00", "10:45"] * 3

    def test_a_date_without_room_for_all_of_it_is_left_out(self, ana: Conversation) -> None:
        ana.calendar.take("laura", "2027-05-20T10:45", 45)

        said = ana.say("corte y brushing con Laura todos los jueves a las 10 por 3 semanas", "book")

        assert "jue 20/5 10:00 hs: ya está ocupado" in said
        ana.say("dale", "affirm")
        assert not any("05-20" in one for one in ana.booked)
        assert len(ana.booked) == 4

    def test_another_time_is_taken_on_a_lost_date(self, ana: Conversation) -> None:
        ana.calendar.take("laura", "2027-05-20T10:00", 45)
        ana.say("corte con Laura todos los jueves a las 10 por 3 semanas", "book")

        said = ana.say("y el jueves 20 a las 11?", "inform")

        assert "jue 20/5 11:00 hs" in said
        ana.say("dale", "affirm")
        assert ana.booked == [
            "laura.corte 2027-05-13T10:00",
            "laura.corte 2027-05-20T11:00",
            "laura.corte 2027-05-27T10:00",
        ]

    def test_somebody_else_comes_each_time(self, ana: Conversation) -> None:
        ana.say("corte para mi mamá con Laura todos los jueves a las 10 por 3 semanas", "book")
        ana.say("dale", "affirm")

        (order,) = (one for one in ana.calendar.commands if isinstance(one, BookSeries))
        assert order.wanted.guest_name is not None

    def test_one_deposit_holds_the_visits_too(self, ana: Conversation) -> None:
        said = ana.say("color y corte con Laura todos los jueves a las 9 por 2 semanas", "book")

        assert "una sola seña de $ 13.500" in said
        ana.say("dale", "affirm")
        assert len([one for one in ana.replies if isinstance(one, PaymentLink)]) == 1

    def test_no_length_at_all_may_become_one(self, ana: Conversation) -> None:
        ana.say("corte con laura todos los jueves a las 10", "book")

        assert "13/5" in ana.say("no sé, uno solo", "inform")
        ana.say("dale", "affirm")
        assert ana.booked == ["laura.corte 2027-05-13T10:00"]


def test_a_question_put_before_visits_came_again_is_still_read() -> None:
    asked = '[7, "2027-05-13T13:00:00+00:00", 4, 1, ["2027-05-20"], null]'

    wanted = series.from_json(asked)

    assert (wanted.service_id, wanted.count, wanted.then, wanted.guest_name) == (7, 4, (), None)
    assert series.from_json(series.to_json(wanted)) == wanted

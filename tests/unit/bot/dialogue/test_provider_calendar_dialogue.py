"""A provider keeps their own calendar by message: time off, jobs done, delays, other times."""

import pytest

from bot.domain.appointments import AppointmentState
from tests.fakes.conversation import Conversation, local


@pytest.fixture
def laura() -> Conversation:
    """Laura, on Wednesday at 10:15."""
    return Conversation(provider_slug="laura", name="Laura Gómez")


@pytest.fixture
def busy(laura: Conversation) -> Conversation:
    """Ana comes on Friday at 10:00, and later at 17:00."""
    laura.calendar.appointment("laura.corte", "2027-05-14T10:00")
    laura.calendar.appointment("laura.color", "2027-05-14T17:00")
    return laura


def off(chat: Conversation) -> list[tuple[str, str]]:
    zone = chat.catalogue.zone
    return [
        (
            f"{one.start.astimezone(zone):%m-%dT%H:%M}",
            f"{one.end.astimezone(zone):%m-%dT%H:%M}",
        )
        for one in chat.calendar.office.off
    ]


class TestTimeOff:
    @pytest.mark.parametrize(
        ("words", "first", "last"),
        [
            ("el viernes no trabajo", "05-14T00:00", "05-15T00:00"),
            ("bloqueame mañana a la tarde", "05-13T13:00", "05-13T20:00"),
            ("me tomo vacaciones del 20 al 25", "05-20T00:00", "05-26T00:00"),
            ("el jueves desde las 17 no atiendo", "05-13T17:00", "05-14T00:00"),
            ("no me pongas turnos el sábado", "05-15T00:00", "05-16T00:00"),
            ("hoy no atiendo más", "05-12T10:15", "05-13T00:00"),
            ("de 16 a 18 no atiendo", "05-12T16:00", "05-12T18:00"),
            ("de 8 a 9 no atiendo", "05-13T08:00", "05-13T09:00"),
            ("el lunes que viene hasta el miércoles no trabajo", "05-17T00:00", "05-20T00:00"),
            ("del 17 al 19 de mayo no voy a estar", "05-17T00:00", "05-20T00:00"),
            ("del 30 de mayo al 2 de junio no trabajo", "05-30T00:00", "06-03T00:00"),
            ("el jueves arranco a las 11, bloqueame antes", "05-13T00:00", "05-13T11:00"),
            ("el jueves cierro a las 18", "05-13T18:00", "05-14T00:00"),
            ("hasta el viernes no atiendo", "05-12T10:15", "05-15T00:00"),
        ],
    )
    def test_is_put_into_force(
        self, laura: Conversation, words: str, first: str, last: str
    ) -> None:
        said = laura.say(words, "block_time")

        assert off(laura) == [(first, last)]
        assert "bloqueé" in said

    def test_says_back_the_hours_that_are_worked(self, laura: Conversation) -> None:
        assert "de 16:00 a 20:00" in laura.say("bloqueame el viernes a la tarde", "block_time")
        assert "de 17:00 a 18:00" in laura.say("el jueves a las 17 no atiendo", "block_time")

    def test_asks_when(self, laura: Conversation) -> None:
        assert "¿Qué día" in laura.say("bloqueame la agenda", "block_time")
        assert "¿Qué día" in laura.say("cómo?", "fallback", 0.0)
        laura.say("el viernes", "inform")

        assert off(laura) == [("05-14T00:00", "05-15T00:00")]

    def test_asks_until_when(self, laura: Conversation) -> None:
        assert "hasta qué día" in laura.say("a partir del jueves no atiendo", "block_time")
        laura.say("hasta el martes", "inform")

        assert off(laura) == [("05-13T00:00", "05-19T00:00")]

    def test_a_no_does_nothing(self, laura: Conversation) -> None:
        laura.say("bloqueame la agenda", "block_time")

        assert "no toco nada" in laura.say("no, dejá", "deny")
        assert off(laura) == []

    def test_what_is_past_is_asked_again(self, laura: Conversation) -> None:
        assert "ya pasó" in laura.say("hoy de 09:00 a 10:00 no atiendo", "block_time")

    def test_a_weekly_change_is_for_people(self, laura: Conversation) -> None:
        assert "equipo" in laura.say("todos los lunes no trabajo más", "block_time")
        assert off(laura) == []

    def test_what_is_booked_is_read_back_and_left(self, busy: Conversation) -> None:
        said = busy.say("el viernes a la tarde no trabajo", "block_time")

        assert "17:00" in said
        assert "10:00 hs" not in said
        assert len(busy.calendar.active()) == 2

    def test_and_cancelled_on_a_yes(self, busy: Conversation) -> None:
        busy.say("el viernes no trabajo", "block_time")
        assert "17:00" in busy.say("sí, cancelalos", "affirm")

        assert busy.calendar.active() == []

    def test_or_kept(self, busy: Conversation) -> None:
        busy.say("el viernes no trabajo", "block_time")
        busy.say("eh?", "fallback", 0.0)
        assert "quedan" in busy.say("no, los atiendo igual", "deny")

        assert len(busy.calendar.active()) == 2

    def test_by_button(self, busy: Conversation) -> None:
        busy.say("el viernes no trabajo", "block_time")
        busy.tap("No, los")
        assert len(busy.calendar.active()) == 2
        assert "ya no funciona" in busy.tap_id("menu:jobs_cancel")
        busy.say("el viernes no trabajo", "block_time")
        busy.tap("Sí, cancelar")

        assert busy.calendar.active() == []

    def test_gone_meanwhile(self, busy: Conversation) -> None:
        busy.say("el viernes no trabajo", "block_time")
        busy.calendar.own.clear()

        assert "cambió" in busy.say("sí", "affirm")

    def test_given_back(self, laura: Conversation) -> None:
        laura.say("el viernes no trabajo", "block_time")

        assert "viernes 14/5" in laura.say("al final desbloqueame el viernes", "inform")
        assert off(laura) == []

    def test_all_of_it_given_back(self, laura: Conversation) -> None:
        laura.say("me tomo vacaciones del 20 al 25", "block_time")
        laura.say("bloqueame mañana a la tarde", "block_time")
        said = laura.say("desbloqueame todo", "restart", 0.3)

        assert "del jueves 20/5 al martes 25/5" in said
        assert "de 16:00 a 20:00" in said

    def test_nothing_to_give_back(self, laura: Conversation) -> None:
        assert "no tenías nada" in laura.say("desbloqueame el viernes", "block_time")
        assert "¿Qué día" in laura.say("desbloqueame", "block_time")

    def test_a_holiday_is_opened(self, laura: Conversation) -> None:
        said = laura.say("abro el feriado", "block_time")

        (opened,) = laura.calendar.office.opened
        assert opened.day == local("2027-05-25T12:00").date()
        assert "martes 25/5" in said

    def test_the_holiday_is_one_of_a_day_they_work(self) -> None:
        norma = Conversation(provider_slug="norma", name="Norma Villalba")
        norma.wait(days=20)  # to the first of June: Sunday 20 is a holiday, and Monday 21

        norma.say("abro el feriado", "block_time")

        (opened,) = norma.calendar.office.opened
        assert opened.day == local("2027-06-21T12:00").date()

    def test_a_closed_weekday_needs_its_hours(self, laura: Conversation) -> None:
        assert "¿De qué hora" in laura.say("el lunes 17 voy a atender", "block_time")
        laura.say("de 10 a 14", "inform")

        (opened,) = laura.calendar.office.opened
        assert [f"{span.start:%H}-{span.end:%H}" for span in opened.hours] == ["10-14"]


class TestJobs:
    @pytest.fixture
    def begun(self, laura: Conversation) -> Conversation:
        """Two customers were there this morning; the names differ."""
        laura.calendar.appointment("laura.corte", "2027-05-12T09:00")
        laura.calendar.appointment("laura.brushing", "2027-05-12T10:00")
        laura.wait(hours=1)
        return laura

    def test_the_only_one_is_done(self, laura: Conversation) -> None:
        laura.calendar.appointment("laura.corte", "2027-05-12T10:00")

        assert "terminado" in laura.say("listo terminé", "mark_done")
        assert laura.calendar.own[0].state is AppointmentState.COMPLETED

    def test_asks_which_of_several(self, begun: Conversation) -> None:
        assert "¿Cuál" in begun.say("terminé", "mark_done")
        assert "¿Cuál" in begun.say("eh?", "fallback", 0.0)
        begun.say("el de las 9", "select_option")

        assert begun.calendar.own[0].state is AppointmentState.COMPLETED
        assert begun.calendar.own[1].state is AppointmentState.CONFIRMED

    def test_all_of_them(self, begun: Conversation) -> None:
        begun.say("terminé", "mark_done")
        begun.say("todos", "fallback", 0.0)

        assert {one.state for one in begun.calendar.own} == {AppointmentState.COMPLETED}

    def test_by_button_once(self, begun: Conversation) -> None:
        begun.say("terminé", "mark_done")

        assert "terminado" in begun.tap_id("job:done:1:1")
        assert "ya no está así" in begun.tap_id("job:done:1:1")

    def test_named_by_service(self, begun: Conversation) -> None:
        begun.say("no vino la del brushing", "report_no_show")

        assert begun.calendar.own[1].state is AppointmentState.NO_SHOW

    def test_none_of_them(self, begun: Conversation) -> None:
        begun.say("no vino", "report_no_show")

        assert "no toco" in begun.say("ninguno", "deny")

    def test_nothing_has_begun(self, busy: Conversation) -> None:
        assert "No te figura" in busy.say("terminé", "mark_done")

    def test_one_is_cancelled_after_a_yes(self, busy: Conversation) -> None:
        assert "¿Cancelo" in busy.say("tengo que cancelar el turno de las 17", "cancel")
        assert len(busy.calendar.active()) == 2
        busy.say("sí", "affirm")

        assert len(busy.calendar.active()) == 1

    def test_which_is_to_be_cancelled(self, busy: Conversation) -> None:
        busy.say("tengo que cancelar un turno", "cancel")
        assert "¿Cancelo" in busy.say("el de color", "inform")
        busy.tap("Sí")

        assert [one.id for one in busy.calendar.active()] == [1]

    def test_by_button_too(self, busy: Conversation) -> None:
        assert "¿Cancelo" in busy.tap_id("job:cancel:1:1")
        assert "ya no está así" in busy.tap_id("job:cancel:1:9")

    def test_everything_of_a_day(self, busy: Conversation) -> None:
        busy.say("cancelame todos los del viernes", "cancel")
        busy.say("sí", "affirm")

        assert busy.calendar.active() == []


class TestDelays:
    def test_the_next_customers_are_warned(self, laura: Conversation) -> None:
        laura.calendar.appointment("laura.corte", "2027-05-12T11:00")
        laura.calendar.appointment("laura.corte", "2027-05-12T11:45")

        said = laura.say("llego 20 tarde", "running_late")

        assert "11:20" in said
        assert "12:05" in said

    def test_also_in_the_middle_of_something_else(self, laura: Conversation) -> None:
        laura.calendar.appointment("laura.corte", "2027-05-12T11:00")
        laura.say("quiero un masaje con Graciela", "book")

        assert "11:20" in laura.say("llego 20 tarde", "running_late")

    def test_nobody_waits(self, laura: Conversation) -> None:
        laura.calendar.appointment("laura.corte", "2027-05-12T11:45")
        laura.wait(hours=2)

        assert "nadie" in laura.say("llego 20 tarde", "running_late")


class TestAgenda:
    def test_another_day_is_asked_for_by_its_name_alone(self, busy: Conversation) -> None:
        busy.say("qué tengo hoy?", "view_agenda")

        said = busy.say("y el viernes?", "inform")

        assert "viernes 14/5" in said
        assert "17:00" in said

    def test_a_day_goes_with_what_they_book_themselves(self, busy: Conversation) -> None:
        busy.say("quiero un masaje con Graciela", "book")

        assert "Graciela" in busy.say("y el viernes?", "inform")


class TestOtherTimes:
    @pytest.fixture
    def asked(self) -> Conversation:
        """Diego was asked for Thursday at 10:00; he works until 17:00."""
        diego = Conversation(provider_slug="diego", name="Diego Ferreyra")
        view = diego.calendar.appointment(
            "diego.visita", "2027-05-13T10:00", state=AppointmentState.PENDING_PROVIDER
        )
        diego.calendar.requests.append(view)
        return diego

    @pytest.mark.parametrize(
        ("words", "intent", "start"),
        [
            ("mañana no puedo, el viernes a las 10", "propose_time", "2027-05-14T10:00"),
            ("a las 10 no, a las 12 si", "affirm", "2027-05-13T12:00"),
            ("puedo pero a las 4", "propose_time", "2027-05-13T16:00"),
            ("10 no, 11 si", "affirm", "2027-05-13T11:00"),
        ],
    )
    def test_another_time_is_proposed(
        self, asked: Conversation, words: str, intent: str, start: str
    ) -> None:
        asked.say(words, intent)

        assert asked.calendar.office.proposals == {1: (1, local(start))}

    def test_the_hour_of_a_day_is_asked(self, asked: Conversation) -> None:
        assert "¿A qué hora" in asked.say("el viernes puedo", "propose_time")
        asked.say("a las 9", "inform")

        assert asked.calendar.office.proposals == {1: (1, local("2027-05-14T09:00"))}

    def test_by_button(self, asked: Conversation) -> None:
        assert "¿Qué día" in asked.tap_id("propose:1:1")
        assert "¿Qué día" in asked.say("mmm", "fallback", 0.0)
        asked.say("el viernes a las 15", "inform")

        assert asked.calendar.office.proposals == {1: (1, local("2027-05-14T15:00"))}

    def test_an_old_button(self, asked: Conversation) -> None:
        assert "ya no está" in asked.tap_id("propose:1:9")

    def test_the_same_time_is_a_yes(self, asked: Conversation) -> None:
        assert "aceptado" in asked.say("sí, mañana a las 10 voy", "affirm")

    def test_a_bare_no_is_a_no(self, asked: Conversation) -> None:
        assert "no tomás" in asked.say("no puedo", "propose_time")

    def test_nothing_else_is_then(self, asked: Conversation) -> None:
        asked.calendar.requests.append(
            asked.calendar.appointment("diego.visita", "2027-05-14T10:00")
        )
        asked.tap_id("propose:1:1")
        said = asked.say("el viernes a las 10", "inform")

        assert "ya tenés esto" in said
        assert asked.calendar.office.proposals == {}

    def test_what_is_past_cannot_be(self, asked: Conversation) -> None:
        asked.tap_id("propose:1:1")

        assert "no puede ser" in asked.say("hoy a las 9", "inform")

    def test_another_matter_leaves_it(self, asked: Conversation) -> None:
        asked.tap_id("propose:1:1")

        assert "bloqueé" in asked.say("el sábado no atiendo", "block_time")
        assert asked.calendar.office.proposals == {}

    def test_a_part_of_the_day_is_no_time(self, asked: Conversation) -> None:
        assert "¿A qué hora" in asked.say("el viernes a la tarde puedo", "propose_time")

    def test_the_same_hour_on_another_day(self, asked: Conversation) -> None:
        asked.say("no, el viernes a la misma hora", "propose_time")

        assert asked.calendar.office.proposals == {1: (1, local("2027-05-14T10:00"))}

    def test_leaving_it(self, asked: Conversation) -> None:
        asked.tap_id("propose:1:1")

        assert "no le propongo" in asked.say("no, nada", "deny")

    def test_gone_meanwhile(self, asked: Conversation) -> None:
        asked.tap_id("propose:1:1")
        asked.calendar.own.clear()

        assert "ya no está" in asked.say("el viernes a las 10", "inform")


class TestMovingInWords:
    @pytest.mark.parametrize("words", ["pasá el de las 10 a las 12", "corré a Ana para las 12"])
    def test_is_put_to_the_customer_whatever_the_intent(
        self, laura: Conversation, words: str
    ) -> None:
        laura.calendar.appointment("laura.corte", "2027-05-14T10:00")

        said = laura.say(words, "inform", 0.4)

        assert "sigue como estaba" in said
        (proposed,) = laura.calendar.office.proposals.values()
        assert proposed == (1, local("2027-05-14T12:00"))

    @pytest.mark.parametrize(
        ("words", "intent"),
        [
            ("movéme el descanso a las 12", "reschedule"),
            ("hoy cambio la pausa para las 12", "reschedule"),
            ("hoy almuerzo de 12 a 13 en vez de 13 a 14", "block_time"),
        ],
    )
    def test_a_rest_is_ones_own_time(self, laura: Conversation, words: str, intent: str) -> None:
        laura.calendar.appointment("laura.corte", "2027-05-12T12:00")
        laura.calendar.appointment("laura.brushing", "2027-05-12T12:45")

        said = laura.say(words, intent)

        assert laura.calendar.office.proposals == {}
        assert laura.calendar.office.off
        assert len(laura.replies) == 1
        assert "Corte" in said
        assert "Brushing" in said

    def test_the_hour_after_its_day_is_the_new_one(self, laura: Conversation) -> None:
        laura.calendar.appointment("laura.corte", "2027-05-14T10:00")

        laura.say("pasá a Ana del viernes a las 12", "out_of_scope", 0.5)

        assert laura.calendar.office.proposals == {1: (1, local("2027-05-14T12:00"))}

    def test_its_own_hour_says_which_one(self, laura: Conversation) -> None:
        laura.calendar.appointment("laura.corte", "2027-05-14T10:00")

        assert "¿Qué día" in laura.say("pasá a Ana del viernes a las 10", "out_of_scope", 0.5)
        assert laura.calendar.office.proposals == {}

    def test_not_without_a_time(self, laura: Conversation) -> None:
        laura.calendar.appointment("laura.corte", "2027-05-14T10:00")

        laura.say("pasá a Ana", "inform", 0.4)

        assert laura.calendar.office.proposals == {}

"""The agenda's pages: what they show, what they do, and what they say when they cannot."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlmodel import col, select
from werkzeug.test import TestResponse

from bot.domain.appointments import AppointmentEvent, AppointmentState
from console.agenda import pages, wordings
from storage.rows.calendars import TimeOffRow
from storage.rows.mail import OutboxRow
from storage.unit_of_work import transaction
from tests.integration.console.agenda_bench import ANA, HOME, block, book, ids, local, stands
from tests.integration.console.console_bench import Agent, ConsoleBench

_SHEET = re.compile(r"/console/agenda/appointments/(\d+)")
EARLY = timedelta(hours=5)


def names(bench: ConsoleBench) -> list[str]:
    """Return the templates in the outbox, oldest first."""
    with transaction(bench.engine) as db:
        rows = db.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all()
        return [row.payload["name"] for row in rows if "name" in row.payload]


def words(page: TestResponse) -> str:
    """Return what a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


class TestBoard:
    def test_it_needs_somebody_who_came_in(self, bench: ConsoleBench) -> None:
        page = bench.browser().see("/console/agenda")

        assert page.status_code == 303
        assert page.location.endswith("/console/entrar")

    def test_a_day_has_a_column_a_provider_with_states_in_words(self, bench: ConsoleBench) -> None:
        view = book(bench, "laura", "corte", "2027-05-12T16:00")
        book(bench, "laura", "color", "2027-05-12T17:00", "Beto Ruiz", "+5491166660002")
        book(bench, "diego", "visita", "2027-05-12T14:00", "Caro", "+5491166660003", HOME)

        page = bench.agent("Eva").see("/console/agenda")

        said = words(page)
        assert "Laura Gómez peluquería" in said
        assert "16:00 Ana Paz Confirmado · Corte" in said
        assert "17:00 Beto Ruiz Espera la seña · Color" in said
        assert "14:00 Caro Espera respuesta · Visita de plomería" in said
        assert f"/console/agenda/appointments/{view.id}" in page.text

    def test_what_is_closed_blocked_free_or_a_holiday_is_told(self, bench: ConsoleBench) -> None:
        block(bench, "marcos", "2027-05-12T15:00", "2027-05-12T17:00")
        eva = bench.agent("Eva")

        day = words(eva.see("/console/agenda"))
        holiday = words(eva.see("/console/agenda?day=2027-05-25"))

        assert "13:00 a 16:00 Cerrado" in day
        assert "15:00 a 17:00 Bloqueado" in day
        assert "17:00 a 20:00 Libre" in day
        assert "Feriado: Día de la Revolución de Mayo" in holiday

    def test_a_class_is_one_piece_with_its_roll(self, bench: ConsoleBench) -> None:
        for number, name in enumerate(("Ana", "Beto")):
            phone = f"+549116666000{number}"
            book(bench, "paula", "yoga", "2027-05-12T18:00", name, phone)

        said = words(bench.agent("Eva").see("/console/agenda"))

        assert "18:00 Yoga 2 de 12 lugares" in said
        assert "18:00 a 19:00 Ana Yoga Confirmado 18:00 a 19:00 Beto" in said

    def test_what_came_to_nothing_takes_no_time(self, bench: ConsoleBench) -> None:
        view = book(bench, "laura", "corte", "2027-05-12T16:00")
        eva = bench.agent("Eva")
        sheet = f"/console/agenda/appointments/{view.id}"
        eva.send(f"{sheet}/cancel", version="1", by="customer")

        said = words(eva.see("/console/agenda"))

        assert "Cancelados, rechazados y vencidos Laura Gómez 16:00 a 16:45 Ana Paz" in said
        assert "16:00 a 20:00 Libre" in said

    def test_a_week_of_one_and_a_week_of_all(self, bench: ConsoleBench) -> None:
        book(bench, "laura", "corte", "2027-05-14T16:00")
        laura, _ = ids(bench, "laura", "corte")
        block(bench, "silvia", "2027-05-13T00:00", "2027-05-14T00:00")
        eva = bench.agent("Eva")

        one = words(eva.see(f"/console/agenda?view=week&provider={laura}"))
        everybody = words(eva.see("/console/agenda?view=week"))

        assert "Lun 10/5 – dom 16/5".lower() in one.lower()
        assert "16:00 Ana Paz Confirmado · Corte" in one
        assert "vie 14/5 1 turno 16:00 a 16:45 Ana Paz Corte con Laura Confirmado" in everybody
        assert "Todo el día Silvia Bloqueado" in everybody

    def test_a_long_day_of_a_week_leads_to_the_day_itself(
        self, bench: ConsoleBench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pages, "_MOST_OF_DAY", 2)
        for hour in ("16:00", "17:00", "18:00", "19:00"):
            book(bench, "laura", "corte", f"2027-05-14T{hour}")

        said = words(bench.agent("Eva").see("/console/agenda?view=week"))

        assert "vie 14/5 4 turnos 16:00 a 16:45 Ana Paz" in said
        assert "17:00 a 17:45 Ana Paz Corte con Laura Confirmado Y 2 más: ver el día" in said
        assert "18:00 a 18:45" not in said

    @pytest.mark.parametrize(
        ("query", "problem"),
        [
            ("day=2027-02-31", "Esa fecha no existe"),
            ("day=9999-01-01", "Esa fecha no existe"),
            ("provider=999", "Ese prestador no existe"),
            ("provider=x", "Ese prestador no existe"),
        ],
    )
    def test_a_wrong_address_says_so(self, bench: ConsoleBench, query: str, problem: str) -> None:
        page = bench.agent("Eva").see(f"/console/agenda?{query}")

        assert page.status_code == 422
        assert problem in words(page)


class TestNew:
    @pytest.fixture
    def eva(self, bench: ConsoleBench) -> Agent:
        return bench.agent("Eva")

    def form(self, bench: ConsoleBench, **changed: str) -> dict[str, str]:
        """Return a form that is right but for what is changed."""
        _, service_id = ids(bench, "laura", "corte")
        return {
            "do": "book",
            "service": str(service_id),
            "day": "2027-05-13",
            "place": "2027-05-13T17:00",
            "phone": "11 6666-0001",
            "name": "Ana Paz",
        } | changed

    def test_it_books_and_tells_both(self, bench: ConsoleBench, eva: Agent) -> None:
        done = eva.send("/console/agenda/new", **self.form(bench))

        assert done.status_code == 303
        assert names(bench) == ["appointment_new", "reminder", "booked_for_you"]
        assert len(bench.rings()) == 2
        found = _SHEET.search(done.location)
        assert found is not None
        row = stands(bench, int(found[1]))
        assert (row.starts_at, row.state) == (
            local("2027-05-13T17:00"),
            AppointmentState.CONFIRMED,
        )
        assert "Listo, quedó anotado" in words(eva.see(done.location))

    def test_the_free_places_of_a_day_are_shown(self, bench: ConsoleBench, eva: Agent) -> None:
        book(bench, "laura", "corte", "2027-05-13T16:00")

        page = eva.send("/console/agenda/new", **self.form(bench, do="look", place=""))

        assert page.status_code == 200
        assert "Horarios libres: 09:00 09:15" in words(page)
        assert "2027-05-13T16:45" in page.text
        assert "2027-05-13T16:30" not in page.text

    def test_a_day_without_any_shows_the_nearest(self, bench: ConsoleBench, eva: Agent) -> None:
        block(bench, "laura", "2027-05-13T00:00", "2027-05-14T00:00")

        page = eva.send("/console/agenda/new", **self.form(bench, do="look", place=""))

        assert "Ese día no hay horarios libres. Los más cercanos: " in words(page)
        assert "mié 12/5" in words(page)

    def test_a_taken_place_offers_the_nearest_and_keeps_what_was_typed(
        self, bench: ConsoleBench, eva: Agent
    ) -> None:
        book(bench, "laura", "corte", "2027-05-13T17:00", "Beto Ruiz", "+5491166660002")

        page = eva.send("/console/agenda/new", **self.form(bench))

        assert page.status_code == 409
        assert "Ese lugar ya no está libre." in words(page)
        assert "Los más cercanos: jue 13/5" in words(page)
        assert 'value="11 6666-0001"' in page.text
        assert 'value="Ana Paz"' in page.text

    @pytest.mark.parametrize(
        ("changed", "problem"),
        [
            ({"service": "999"}, "Ese servicio no existe"),
            ({"service": ""}, "Ese servicio no existe"),
            ({"service": "1; drop"}, "Ese servicio no existe"),
            ({"phone": ""}, "Falta el teléfono"),
            ({"phone": "123"}, "Ese teléfono no es válido"),
            ({"name": ""}, "falta el nombre"),
            ({"name": "123"}, "Ese nombre no sirve"),
            ({"name": "a" * 61}, "Ese nombre no sirve"),
            ({"contact": "999"}, "Esa persona ya no está"),
            ({"place": ""}, "Falta el horario"),
            ({"place": "other", "hour": "25:00"}, "Esa hora no existe"),
            ({"place": "mañana"}, "Esa hora no existe"),
            ({"place": "other", "hour": "17:05"}, "Los turnos empiezan cada 15 minutos"),
            ({"place": "other", "hour": "14:00"}, "atiende de 9:00 a 13:00 y de 16:00 a 20:00"),
            ({"day": "2027-13-01", "place": "other", "hour": "10:00"}, "Esa fecha no existe"),
            ({"place": "2027-05-11T10:00"}, "Esa hora ya pasó"),
            ({"place": "2027-05-12T11:00"}, "Laura necesita 2 horas de aviso"),
            ({"place": "2027-09-13T10:00"}, "se puede reservar hasta el"),
            ({"shown": "1|2027-05-12"}, "elegí el horario de nuevo"),
        ],
    )
    def test_every_wrong_field_has_its_own_words(
        self, bench: ConsoleBench, eva: Agent, changed: dict[str, str], problem: str
    ) -> None:
        page = eva.send("/console/agenda/new", **self.form(bench, **changed))

        assert page.status_code in (409, 422)
        assert problem in words(page)
        assert names(bench) == []

    def test_a_home_visit_needs_an_address_in_the_zone(
        self, bench: ConsoleBench, eva: Agent
    ) -> None:
        _, service_id = ids(bench, "diego", "visita")
        wanted = self.form(bench, service=str(service_id), place="2027-05-13T10:00")

        page = eva.send("/console/agenda/new", **wanted)
        done = eva.send("/console/agenda/new", **wanted | {"address": HOME})

        assert "Diego va a Caballito, Flores y Almagro" in words(page)
        assert done.status_code == 303

    def test_who_is_picked_needs_no_phone(self, bench: ConsoleBench, eva: Agent) -> None:
        known = book(bench, "laura", "corte", "2027-05-12T16:00")
        contact = str(stands(bench, known.id).contact_id)

        page = eva.see(f"/console/agenda/new?contact={contact}")
        done = eva.send(
            "/console/agenda/new", **self.form(bench, contact=contact, phone="", name="")
        )

        assert "Ana Paz" in words(page)
        assert done.status_code == 303

    def test_customers_to_pick_are_listed_and_providers_are_not(
        self, bench: ConsoleBench, eva: Agent
    ) -> None:
        book(bench, "laura", "corte", "2027-05-12T16:00")

        page = eva.see("/console/agenda/new").text

        assert f'<option value="{ANA}">Ana Paz</option>' in page
        assert "+5491155550101" not in page


class TestSheet:
    @pytest.fixture
    def eva(self, bench: ConsoleBench) -> Agent:
        return bench.agent("Eva")

    def test_it_shows_all_of_an_appointment(self, bench: ConsoleBench, eva: Agent) -> None:
        view = book(bench, "laura", "color", "2027-05-13T17:00")

        said = words(eva.see(f"/console/agenda/appointments/{view.id}"))

        assert "Ana Paz Espera la seña" in said
        assert "jueves 13/5 a las 17:00 hs (17:00 a 19:00)" in said
        assert "$ 45.000 · seña de $ 13.500 sin pagar" in said
        assert f"11 6666-0001 Código {view.code}" in said
        assert "Se anotó por Eva" in said

    def test_one_that_is_not_there_is_not_found(self, eva: Agent) -> None:
        assert eva.see("/console/agenda/appointments/999").status_code == 404
        assert eva.send("/console/agenda/appointments/999/kept").status_code == 404
        assert eva.see(f"/console/agenda/appointments/{2**70}").status_code == 404

    def test_only_what_is_possible_is_offered(self, bench: ConsoleBench, eva: Agent) -> None:
        ahead = book(bench, "laura", "corte", "2027-05-13T17:00")
        begun = book(bench, "laura", "corte", "2027-05-12T10:00", now=bench.now - EARLY)
        asked = book(bench, "diego", "visita", "2027-05-13T10:00", address=HOME)

        acts = {
            one.id: set(re.findall(r"/(\w+)\"[^>]*data-once", page.text))
            for one in (ahead, begun, asked)
            for page in [eva.see(f"/console/agenda/appointments/{one.id}")]
        }

        assert acts == {
            ahead.id: {"cancel"},
            begun.id: {"kept", "missed", "cancel"},
            asked.id: {"accept", "decline", "cancel"},
        }

    @pytest.mark.parametrize(
        ("act", "state", "told"),
        [
            ("kept", AppointmentState.COMPLETED, None),
            ("missed", AppointmentState.NO_SHOW, "missed"),
        ],
    )
    def test_it_is_closed(
        self,
        bench: ConsoleBench,
        eva: Agent,
        act: str,
        state: AppointmentState,
        told: str | None,
    ) -> None:
        view = book(bench, "laura", "corte", "2027-05-12T10:00", now=bench.now - EARLY)

        done = eva.send(f"/console/agenda/appointments/{view.id}/{act}", version="1")

        assert done.status_code == 303
        assert stands(bench, view.id).state is state
        assert ("missed" in names(bench)) is (told is not None)

    @pytest.mark.parametrize(
        ("act", "state", "told"),
        [
            ("accept", AppointmentState.CONFIRMED, ["request_accepted", "appointment_new"]),
            (
                "decline",
                AppointmentState.DECLINED,
                ["request_declined_instead", "appointment_cancelled"],
            ),
        ],
    )
    def test_a_request_is_answered_for_the_provider(
        self,
        bench: ConsoleBench,
        eva: Agent,
        act: str,
        state: AppointmentState,
        told: list[str],
    ) -> None:
        view = book(bench, "diego", "visita", "2027-05-13T10:00", address=HOME)

        eva.send(f"/console/agenda/appointments/{view.id}/{act}", version="1")

        assert stands(bench, view.id).state is state
        assert [one for one in names(bench)[2:] if one != "reminder"] == told

    @pytest.mark.parametrize(
        ("by", "told"), [("customer", "cancelled_for_you"), ("business", "provider_cancelled")]
    )
    def test_it_is_cancelled_by_who_wants_it(
        self, bench: ConsoleBench, eva: Agent, by: str, told: str
    ) -> None:
        view = book(bench, "laura", "corte", "2027-05-13T17:00")

        eva.send(f"/console/agenda/appointments/{view.id}/cancel", version="1", by=by)

        assert stands(bench, view.id).state is AppointmentState.CANCELLED
        assert {told, "appointment_cancelled"} <= set(names(bench))

    @pytest.mark.parametrize(
        ("act", "fields", "status", "problem"),
        [
            ("cancel", {}, 422, "Falta decir quién cancela"),
            ("cancel", {"by": "nobody"}, 422, "Falta decir quién cancela"),
            ("cancel", {"by": "customer", "version": "7"}, 409, "Alguien lo cambió"),
            ("cancel", {"by": "customer", "version": ""}, 409, "Alguien lo cambió"),
            ("kept", {}, 422, "todavía no empezó"),
            ("accept", {}, 409, "Alguien lo cambió"),
        ],
    )
    def test_what_cannot_be_is_said(
        self,
        bench: ConsoleBench,
        eva: Agent,
        act: str,
        fields: dict[str, str],
        status: int,
        problem: str,
    ) -> None:
        view = book(bench, "laura", "corte", "2027-05-13T17:00")

        page = eva.send(
            f"/console/agenda/appointments/{view.id}/{act}", **{"version": "1"} | fields
        )

        assert page.status_code == status
        assert problem in words(page)
        assert stands(bench, view.id).state is AppointmentState.CONFIRMED


class TestMove:
    @pytest.fixture
    def eva(self, bench: ConsoleBench) -> Agent:
        return bench.agent("Eva")

    def test_it_moves_and_tells_both(self, bench: ConsoleBench, eva: Agent) -> None:
        view = book(bench, "laura", "corte", "2027-05-13T17:00")
        path = f"/console/agenda/appointments/{view.id}/move"

        page = eva.see(f"{path}?day=2027-05-14")
        done = eva.send(path, version="1", place="2027-05-14T18:00")

        assert "2027-05-14T18:00" in page.text
        assert done.status_code == 303
        assert stands(bench, view.id).starts_at == local("2027-05-14T18:00")
        assert {"moved_for_you", "appointment_moved"} <= set(names(bench))

    def test_its_own_time_is_no_choice_but_what_overlaps_it_is(
        self, bench: ConsoleBench, eva: Agent
    ) -> None:
        view = book(bench, "laura", "corte", "2027-05-13T17:00")

        page = eva.see(f"/console/agenda/appointments/{view.id}/move").text

        assert "2027-05-13T17:00" not in page
        assert "2027-05-13T17:15" in page

    @pytest.mark.parametrize(
        ("fields", "status", "problem"),
        [
            ({"place": "2027-05-14T18:00"}, 409, "Ese lugar ya no está libre"),
            ({"place": "2027-05-11T18:00"}, 409, "Esa hora ya pasó"),
            ({"place": "2027-05-13T17:00"}, 422, "Es el mismo horario"),
            ({"place": ""}, 422, "Falta el horario"),
            ({"place": "x"}, 422, "Esa hora no existe"),
            ({"place": "2027-05-14T10:00", "version": "9"}, 409, "Alguien lo cambió"),
            ({"place": "other", "day": "2027-05-40", "hour": "10:00"}, 422, "fecha no existe"),
        ],
    )
    def test_what_cannot_be_is_said(
        self, bench: ConsoleBench, eva: Agent, fields: dict[str, str], status: int, problem: str
    ) -> None:
        view = book(bench, "laura", "corte", "2027-05-13T17:00")
        book(bench, "laura", "corte", "2027-05-14T18:00", "Beto Ruiz", "+5491166660002")

        page = eva.send(f"/console/agenda/appointments/{view.id}/move", **{"version": "1"} | fields)

        assert page.status_code == status
        assert problem in words(page)
        assert stands(bench, view.id).starts_at == local("2027-05-13T17:00")


class TestBlocks:
    @pytest.fixture
    def eva(self, bench: ConsoleBench) -> Agent:
        return bench.agent("Eva")

    def wanted(self, bench: ConsoleBench, **changed: str) -> dict[str, str]:
        laura, _ = ids(bench, "laura", "corte")
        return {"provider": str(laura), "first": "2027-05-13"} | changed

    def test_it_is_blocked_listed_with_what_stands_in_it_and_given_back(
        self, bench: ConsoleBench, eva: Agent
    ) -> None:
        view = book(bench, "laura", "corte", "2027-05-13T17:00")
        hours = {"from": "16:00", "until": "20:00"}

        done = eva.send("/console/agenda/blocks", **self.wanted(bench, **hours))
        page = eva.see(done.location)
        said = words(page)

        assert "Laura Gómez el jueves 13/5 de 16:00 a 20:00" in said
        assert "Estos turnos siguen en pie: 17:00 a 17:45 Ana Paz" in said
        assert f"/console/agenda/appointments/{view.id}" in page.text
        assert names(bench)[-1] == "time_blocked"

        back = eva.send("/console/agenda/blocks/1/back")
        again = eva.send("/console/agenda/blocks/1/back")

        assert "Liberado" in words(eva.see(back.location))
        assert again.status_code == 409
        assert names(bench)[-1] == "time_given_back"

    def test_whole_days_end_with_the_last_one(self, bench: ConsoleBench, eva: Agent) -> None:
        eva.send("/console/agenda/blocks", **self.wanted(bench, last="2027-05-15"))

        with transaction(bench.engine) as db:
            (row,) = db.exec(select(TimeOffRow)).all()
        assert (row.starts_at, row.ends_at) == (
            local("2027-05-13T00:00"),
            local("2027-05-16T00:00"),
        )

    @pytest.mark.parametrize(
        ("changed", "problem"),
        [
            ({"provider": ""}, "Ese prestador no existe"),
            ({"provider": "999"}, "Ese prestador no existe"),
            ({"first": ""}, "Esa fecha no existe"),
            ({"first": "2027-02-31"}, "Esa fecha no existe"),
            ({"last": "2027-05-12"}, "El último día está antes"),
            ({"last": "2028-05-12"}, "Son más de 92 días"),
            ({"from": "18:00", "until": "16:00"}, "La hora final está antes"),
            ({"from": "x"}, "Esa hora no existe"),
            ({"first": "2027-05-11"}, "Ese rato ya pasó"),
        ],
    )
    def test_every_wrong_field_has_its_own_words(
        self, bench: ConsoleBench, eva: Agent, changed: dict[str, str], problem: str
    ) -> None:
        page = eva.send("/console/agenda/blocks", **self.wanted(bench, **changed))

        assert page.status_code == 422
        assert problem in words(page)
        assert names(bench) == []


def test_all_that_can_happen_to_an_appointment_has_words(bench: ConsoleBench) -> None:
    for event in AppointmentEvent:
        assert wordings.event(bench.tools.phrases, event.value)

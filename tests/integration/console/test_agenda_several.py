"""More than one appointment from the agenda's form: visits, several people, classes, series."""

import pytest
from sqlmodel import col, select
from werkzeug.test import TestResponse

from bot.domain.appointments import AppointmentState
from storage.rows.appointments import AppointmentRow
from storage.unit_of_work import transaction
from tests.integration.console.agenda_bench import ANA, HOME, book, ids, local
from tests.integration.console.console_bench import Agent, ConsoleBench
from tests.integration.console.test_agenda_pages import names, words

THURSDAY, FIRST = "2027-05-13", "2027-05-13T17:00"
SECOND, THIRD = "2027-05-20T17:00", "2027-05-27T17:00"
BETO = ("Beto Ruiz", "+5491166660002")
_CONFIRMED = AppointmentState.CONFIRMED


@pytest.fixture
def eva(bench: ConsoleBench) -> Agent:
    """Who is at the console."""
    return bench.agent("Eva")


def send(
    bench: ConsoleBench,
    eva: Agent,
    provider: str = "laura",
    service: str = "corte",
    do: str = "book",
    **changed: str,
) -> TestResponse:
    """Send the form of a new appointment on a Thursday at five."""
    _, service_id = ids(bench, provider, service)
    form = {
        "do": do,
        "service": str(service_id),
        "day": THURSDAY,
        "place": FIRST,
        "phone": "11 6666-0001",
        "name": "Ana Paz",
    }
    return eva.send("/console/agenda/new", **form | changed)


def rows(bench: ConsoleBench) -> list[AppointmentRow]:
    """Return every appointment, earliest first."""
    with transaction(bench.engine) as db:
        statement = select(AppointmentRow).order_by(
            col(AppointmentRow.starts_at), col(AppointmentRow.id)
        )
        return list(db.exec(statement).all())


def act(eva: Agent, row: AppointmentRow, path: str, **fields: str) -> TestResponse:
    """Send a form of an appointment's page, as it stands."""
    return eva.send(
        f"/console/agenda/appointments/{row.id}/{path}", version=str(row.version), **fields
    )


class TestVisit:
    def test_several_services_are_one_visit_that_people_are_told_of_once(
        self, bench: ConsoleBench, eva: Agent
    ) -> None:
        _, beard = ids(bench, "marcos", "barba")

        done = send(bench, eva, "marcos", then=str(beard))

        assert done.status_code == 303
        cut, other = rows(bench)
        assert (other.visit_id, other.starts_at) == (cut.id, cut.ends_at)
        assert names(bench) == ["appointment_new", "reminder", "booked_for_you"]
        said = words(eva.see(done.location))
        assert "En la misma visita jue 13/5 17:30 hs Ana Paz Barba Confirmado" in said

    def test_the_places_shown_have_room_for_all_of_it(
        self, bench: ConsoleBench, eva: Agent
    ) -> None:
        _, beard = ids(bench, "marcos", "barba")

        alone = send(bench, eva, "marcos", do="look", place="")
        both = send(bench, eva, "marcos", do="look", place="", then=str(beard))

        last = f'value="{THURSDAY}T19:30"'
        assert last in alone.text
        assert last not in both.text
        assert "Barba" in words(both)

    def test_what_another_provider_does_is_no_visit(self, bench: ConsoleBench, eva: Agent) -> None:
        _, beard = ids(bench, "marcos", "barba")

        page = send(bench, eva, then=str(beard))

        assert page.status_code == 422
        assert "Laura no hace todo eso junto" in words(page)
        assert rows(bench) == []

    def test_a_visit_loses_all_when_its_second_place_is_taken(
        self, bench: ConsoleBench, eva: Agent
    ) -> None:
        book(bench, "laura", "corte", "2027-05-13T17:45", *BETO)

        page = send(bench, eva, people="2")

        assert page.status_code == 409
        assert "Los más cercanos: jue 13/5" in words(page)
        assert len(rows(bench)) == 1

    def test_another_choice_asks_for_the_place_again(self, bench: ConsoleBench, eva: Agent) -> None:
        _, service_id = ids(bench, "laura", "corte")

        page = send(bench, eva, people="2", shown=f"{service_id}|{THURSDAY}|1")

        assert page.status_code == 422
        assert "elegí el horario de nuevo" in words(page)


class TestPeople:
    def test_two_come_one_after_the_other(self, bench: ConsoleBench, eva: Agent) -> None:
        assert send(bench, eva, people="2").status_code == 303

        assert [one.starts_at for one in rows(bench)] == [local(FIRST), local("2027-05-13T17:45")]

    def test_a_class_is_taken_together(self, bench: ConsoleBench, eva: Agent) -> None:
        at = {"day": "2027-05-14", "place": "2027-05-14T19:00"}

        assert send(bench, eva, "paula", "yoga", people="3", **at).status_code == 303

        assert [one.starts_at for one in rows(bench)] == [local("2027-05-14T19:00")] * 3
        assert [one.seat for one in rows(bench)] == [1, 2, 3]
        assert names(bench).count("booked_for_you") == 1
        assert names(bench).count("reminder") == 1
        for view in ("day", "week"):
            shown = words(eva.see(f"/console/agenda?view={view}&day=2027-05-14"))
            assert shown.count("Yoga (3 personas)") == 1

    def test_a_class_without_seats_for_all_takes_nobody(
        self, bench: ConsoleBench, eva: Agent
    ) -> None:
        at = {"day": "2027-05-14", "place": "2027-05-14T19:00"}
        assert send(bench, eva, "paula", "yoga", people="11", **at).status_code == 303

        page = send(bench, eva, "paula", "yoga", people="2", name="Caro", phone="1166660003", **at)
        one = send(bench, eva, "paula", "yoga", name="Caro", phone="1166660003", **at)

        assert page.status_code == 409
        assert one.status_code == 303
        assert len(rows(bench)) == 12

    @pytest.mark.parametrize("people", ["0", "7", "x", "-1"])
    def test_an_impossible_number_is_refused(
        self, bench: ConsoleBench, eva: Agent, people: str
    ) -> None:
        page = send(bench, eva, people=people)

        assert page.status_code == 422
        assert "cuántas personas vienen, de 1 a 6" in words(page)

    def test_for_somebody_else(self, bench: ConsoleBench, eva: Agent) -> None:
        done = send(bench, eva, guest="Rosa")

        (row,) = rows(bench)
        assert row.guest_name == "Rosa"
        assert "Rosa" in words(eva.see(done.location))

    def test_somebody_else_comes_to_a_whole_series(self, bench: ConsoleBench, eva: Agent) -> None:
        send(bench, eva, guest="Rosa", times="3")

        assert [one.guest_name for one in rows(bench)] == ["Rosa"] * 3


class TestSeries:
    def test_every_week_but_one_date(self, bench: ConsoleBench, eva: Agent) -> None:
        done = send(bench, eva, times="4", **{"on-2027-05-20": "skip"})

        assert done.status_code == 303
        made = rows(bench)
        days = ("2027-05-13", "2027-05-27", "2027-06-03")
        assert [one.starts_at for one in made] == [local(f"{day}T17:00") for day in days]
        assert len({one.series_id for one in made}) == 1
        told = [name for name in names(bench) if name != "reminder"]
        assert told == ["series_new", "series_for_you"]
        assert "Los que siguen del turno fijo jue 27/5 17:00 hs" in words(eva.see(done.location))

    def test_the_form_sent_twice_makes_one_series(self, bench: ConsoleBench, eva: Agent) -> None:
        first = send(bench, eva, times="3")
        second = send(bench, eva, times="3")

        assert first.location == second.location
        assert len(rows(bench)) == 3

    def test_a_taken_date_is_named_with_what_is_left_around_it(
        self, bench: ConsoleBench, eva: Agent
    ) -> None:
        book(bench, "laura", "corte", SECOND, *BETO)

        page = send(bench, eva, times="3")

        assert page.status_code == 409
        said = words(page)
        assert "No se anotó ninguno, porque alguna fecha no se puede. Ver las fechas" in said
        assert "jue 20/5 Ese lugar ya no está libre. No va jue 20/5 16:00 hs" in said
        assert 'name="on-2027-05-20" value="2027-05-20T17:45"' in page.text
        assert len(rows(bench)) == 1

    def test_a_lost_date_takes_the_time_that_is_chosen_for_it(
        self, bench: ConsoleBench, eva: Agent
    ) -> None:
        book(bench, "laura", "corte", SECOND, *BETO)

        send(bench, eva, times="3", **{"on-2027-05-20": "2027-05-20T17:45"})

        mine = [one for one in rows(bench) if one.series_id is not None]
        assert [one.starts_at for one in mine] == [
            local(FIRST),
            local("2027-05-20T17:45"),
            local(THIRD),
        ]

    def test_its_hour_stays_chosen_when_the_first_date_is_lost(
        self, bench: ConsoleBench, eva: Agent
    ) -> None:
        book(bench, "laura", "corte", FIRST, *BETO)

        page = send(bench, eva, times="3")
        done = send(bench, eva, times="3", **{"on-2027-05-13": "skip"})

        assert f'value="{FIRST}" checked' in page.text
        assert done.status_code == 303
        mine = [one.starts_at for one in rows(bench) if one.series_id is not None]
        assert mine == [local(SECOND), local(THIRD)]

    def test_a_time_of_its_own_that_is_lost_as_well_is_named_at_its_date(
        self, bench: ConsoleBench, eva: Agent
    ) -> None:
        book(bench, "laura", "corte", SECOND, *BETO)

        page = send(bench, eva, times="3", **{"on-2027-05-20": SECOND})

        assert "jue 20/5 Ese lugar ya no está libre" in words(page)

    def test_dates_to_leave_out_are_shown_before_it_is_booked(
        self, bench: ConsoleBench, eva: Agent
    ) -> None:
        page = send(bench, eva, do="look", times="3", every="2")

        said = words(page)
        assert "jue 13/5 No va jue 27/5 No va jue 10/6 No va" in said

    def test_a_deposit_is_asked_for_once(self, bench: ConsoleBench, eva: Agent) -> None:
        send(bench, eva, service="color", times="3")

        told = [name for name in names(bench) if "_for_you" in name]
        assert told == ["series_for_you_deposit"]
        assert rows(bench)[0].state is AppointmentState.HELD

    @pytest.mark.parametrize(
        ("changed", "problem"),
        [
            ({"times": "0"}, "cuántas veces va, de 1 a 52"),
            ({"times": "53"}, "cuántas veces va, de 1 a 52"),
            ({"times": "2", "people": "2"}, "un solo servicio y una sola persona"),
            ({"times": "2", "on-2027-05-20": "nunca"}, "Esa hora no existe"),
            (
                {"times": "2", "on-2027-05-13": "skip", "on-2027-05-20": "skip"},
                "No queda ninguna fecha",
            ),
        ],
    )
    def test_every_wrong_series_has_its_own_words(
        self, bench: ConsoleBench, eva: Agent, changed: dict[str, str], problem: str
    ) -> None:
        page = send(bench, eva, **changed)

        assert page.status_code == 422
        assert problem in words(page)
        assert rows(bench) == []

    def test_who_confirms_each_job_has_none(self, bench: ConsoleBench, eva: Agent) -> None:
        at = {"place": "2027-05-13T10:00", "address": HOME}

        page = send(bench, eva, "diego", "visita", times="3", **at)

        assert "Diego confirma cada trabajo" in words(page)


class TestRest:
    @pytest.fixture
    def three(self, bench: ConsoleBench, eva: Agent) -> list[AppointmentRow]:
        """A series of three Thursdays at five."""
        assert send(bench, eva, times="3").status_code == 303
        return rows(bench)

    def test_one_of_it_is_moved_alone(
        self, bench: ConsoleBench, eva: Agent, three: list[AppointmentRow]
    ) -> None:
        act(eva, three[1], "move", place="2027-05-21T18:00", which="one")

        starts = [one.starts_at for one in rows(bench)]
        assert starts == [local(FIRST), local("2027-05-21T18:00"), local(THIRD)]
        assert names(bench)[-1] == "moved_for_you"

    def test_the_rest_is_moved_by_as_many_days_to_one_hour(
        self, bench: ConsoleBench, eva: Agent, three: list[AppointmentRow]
    ) -> None:
        done = act(eva, three[1], "move", place="2027-05-21T18:00", which="rest")

        assert "se cambiaron todos" in words(eva.see(done.location))
        starts = [one.starts_at for one in rows(bench)]
        assert starts == [local(FIRST), local("2027-05-21T18:00"), local("2027-05-28T18:00")]
        assert [name for name in names(bench) if name.endswith("_for_you")] == [
            "series_for_you",
            "series_moved_for_you",
        ]

    def test_a_series_steps_onto_its_own_places(
        self, bench: ConsoleBench, eva: Agent, three: list[AppointmentRow]
    ) -> None:
        act(eva, three[0], "move", place=SECOND, which="rest")

        starts = [one.starts_at for one in rows(bench)]
        assert starts == [local(SECOND), local(THIRD), local("2027-06-03T17:00")]

    def test_none_is_moved_when_one_has_no_place(
        self, bench: ConsoleBench, eva: Agent, three: list[AppointmentRow]
    ) -> None:
        book(bench, "laura", "corte", "2027-05-28T18:00", *BETO)

        page = act(eva, three[1], "move", place="2027-05-21T18:00", which="rest")

        assert page.status_code == 409
        assert "No se cambió ninguno" in words(page)
        assert "vie 28/5 18:00 hs Ese lugar ya no está libre" in words(page)
        mine = [one.starts_at for one in rows(bench) if one.series_id is not None]
        assert mine == [local(FIRST), local(SECOND), local(THIRD)]
        assert "series_moved_for_you" not in names(bench)

    @pytest.mark.parametrize(
        ("by", "told"),
        [
            ("customer", ["series_cancelled_for_you"]),
            ("business", ["provider_cancelled", "provider_cancelled"]),
        ],
    )
    def test_the_rest_is_cancelled_and_the_customer_told(
        self,
        bench: ConsoleBench,
        eva: Agent,
        three: list[AppointmentRow],
        by: str,
        told: list[str],
    ) -> None:
        before = len(names(bench))

        done = act(eva, three[1], "cancel", by=by, which="rest")

        assert "Cancelados todos" in words(eva.see(done.location))
        states = [one.state for one in rows(bench)]
        assert states == [_CONFIRMED, AppointmentState.CANCELLED, AppointmentState.CANCELLED]
        new = names(bench)[before:]
        assert [name for name in new if name != "series_cancelled"] == told
        assert new.count("series_cancelled") == 1  # the provider's, of all of them

    def test_one_of_it_is_cancelled_alone(
        self, bench: ConsoleBench, eva: Agent, three: list[AppointmentRow]
    ) -> None:
        act(eva, three[1], "cancel", by="customer", which="one")

        assert [one.state for one in rows(bench)] == [
            _CONFIRMED,
            AppointmentState.CANCELLED,
            _CONFIRMED,
        ]

    def test_what_changed_meanwhile_is_left_alone(
        self, bench: ConsoleBench, eva: Agent, three: list[AppointmentRow]
    ) -> None:
        act(eva, three[1], "move", place="2027-05-21T18:00", which="one")

        page = act(eva, three[1], "cancel", by="customer", which="rest")

        assert page.status_code == 409
        assert "Alguien lo cambió mientras tanto" in words(page)

    def test_an_appointment_of_no_series_has_no_rest(self, bench: ConsoleBench, eva: Agent) -> None:
        view = book(bench, "laura", "corte", FIRST, "Ana Paz", ANA)

        page = eva.see(f"/console/agenda/appointments/{view.id}")
        (row,) = rows(bench)

        assert 'name="which"' not in page.text
        assert act(eva, row, "cancel", by="customer", which="rest").status_code == 409

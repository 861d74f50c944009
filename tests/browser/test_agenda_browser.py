"""The agenda in a real browser: by mouse, by keyboard, by finger, and without scripts."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from bot.domain.appointments import AppointmentState
from tests.integration.console.agenda_bench import block, book, local, stands
from tests.integration.console.console_bench import ConsoleBench

pytestmark = pytest.mark.browser
_EARLY = timedelta(hours=5)


class TestAgenda:
    def test_an_appointment_is_made_from_a_free_stretch(
        self, bench: ConsoleBench, page: Page
    ) -> None:
        page.goto("/console/agenda?day=2027-05-13")

        page.get_by_role("region", name="Agenda: jueves 13/5").get_by_role(
            "link", name="16:00 a 20:00 Libre"
        ).first.click()
        page.get_by_label("Servicio").select_option(label="Corte con Laura · 45 min · $ 12.000")
        page.get_by_role("button", name="Ver horarios libres").click()
        page.get_by_text("17:15", exact=True).click()
        page.get_by_label("Teléfono").fill("11 6666-0001")
        page.get_by_label("Nombre").fill("Ana Paz")
        page.get_by_role("button", name="Anotar el turno").click()

        expect(page.get_by_role("status")).to_have_text("Listo, quedó anotado. Ya les avisamos.")
        assert stands(bench, 1).starts_at == local("2027-05-13T17:15")
        assert len(bench.rings()) == 2
        page.get_by_role("link", name="← Volver a la agenda").click()
        expect(page.get_by_role("link", name="17:15 Ana Paz Confirmado · Corte")).to_be_visible()

    def test_a_place_lost_meanwhile_is_chosen_among_the_nearest(
        self, bench: ConsoleBench, page: Page
    ) -> None:
        page.goto("/console/agenda/new?service=1&day=2027-05-13&hour=17:00")
        page.get_by_label("Teléfono").fill("11 6666-0001")
        page.get_by_label("Nombre").fill("Ana Paz")
        book(bench, "laura", "corte", "2027-05-13T17:00", "Beto", "+5491166660002")

        page.get_by_role("button", name="Anotar el turno").click()

        expect(page.get_by_role("alert")).to_have_text("Ese lugar ya no está libre.")
        expect(page.get_by_label("Nombre")).to_have_value("Ana Paz")
        page.get_by_text("jue 13/5 17:45 hs").click()
        page.get_by_role("button", name="Anotar el turno").click()
        expect(page.get_by_role("heading", name="Ana Paz")).to_be_visible()
        assert stands(bench, 2).starts_at == local("2027-05-13T17:45")

    def test_it_is_moved_and_cancelled(self, bench: ConsoleBench, page: Page) -> None:
        view = book(bench, "laura", "corte", "2027-05-13T17:00")
        page.goto(f"/console/agenda/appointments/{view.id}")

        page.get_by_role("link", name="Cambiar de horario").click()
        page.get_by_text("18:30", exact=True).click()
        page.get_by_role("button", name="Cambiar el horario").click()
        expect(page.get_by_role("status")).to_contain_text("ya tiene el horario nuevo")
        assert stands(bench, view.id).starts_at == local("2027-05-13T18:30")

        page.get_by_label("Lo pidió el cliente.").check()
        page.get_by_role("button", name="Cancelar el turno").click()
        expect(page.get_by_role("status")).to_have_text("Cancelado. Ya les avisamos.")
        assert stands(bench, view.id).state is AppointmentState.CANCELLED
        expect(page.get_by_role("link", name="Cambiar de horario")).to_have_count(0)

    def test_two_people_at_one_appointment(self, bench: ConsoleBench, page: Page) -> None:
        view = book(bench, "laura", "corte", "2027-05-13T17:00")
        page.goto(f"/console/agenda/appointments/{view.id}")
        other = bench.agent("Bruno")
        path = f"/console/agenda/appointments/{view.id}/move"
        assert other.send(path, version="1", place="2027-05-14T18:00").status_code == 303

        page.get_by_label("No lo podemos atender.").check()
        page.get_by_role("button", name="Cancelar el turno").click()

        expect(page.get_by_role("alert")).to_contain_text("Alguien lo cambió mientras tanto")
        expect(page.get_by_text("viernes 14/5 a las 18:00", exact=False).first).to_be_visible()
        assert stands(bench, view.id).state is AppointmentState.CONFIRMED

    def test_everything_is_done_by_keyboard(self, bench: ConsoleBench, page: Page) -> None:
        view = book(bench, "laura", "corte", "2027-05-12T10:00", now=bench.now - _EARLY)
        page.goto("/console/agenda")

        self._tab_to(page, "10:00 Ana Paz Confirmado · Corte")
        page.keyboard.press("Enter")
        page.wait_for_url("**/appointments/*")
        self._tab_to(page, "Vino, está hecho")
        page.keyboard.press("Enter")

        expect(page.get_by_role("status")).to_have_text("Anotado como hecho.")
        assert stands(bench, view.id).state is AppointmentState.COMPLETED

    def test_a_series_is_made_by_keyboard_around_a_date_that_is_taken(
        self, bench: ConsoleBench, page: Page
    ) -> None:
        book(bench, "laura", "corte", "2027-05-20T17:00", "Beto", "+5491166660002")
        page.goto("/console/agenda/new?service=1&day=2027-05-13&hour=17:00")
        self._tab_to(page, "Varias personas, varios servicios o un turno fijo")
        page.keyboard.press("Enter")
        page.get_by_label("¿Cuántas veces?").fill("3")
        page.keyboard.press("Enter")  # shows the dates
        expect(page.get_by_role("checkbox", name="jue 27/5 No va")).not_to_be_checked()
        page.get_by_label("Teléfono").fill("11 6666-0001")
        page.get_by_label("Nombre", exact=True).fill("Ana Paz")
        self._tab_to(page, "Anotar el turno")
        page.keyboard.press("Enter")

        expect(page.get_by_role("alert")).to_contain_text("No se anotó ninguno")
        expect(page.get_by_role("group", name="jue 20/5")).to_be_visible()
        page.get_by_role("radio", name="jue 20/5 17:45 hs").focus()
        page.keyboard.press("Space")
        self._tab_to(page, "Anotar el turno")
        page.keyboard.press("Enter")

        expect(page.get_by_role("status")).to_contain_text("quedaron anotados todos")
        found = [stands(bench, number).starts_at for number in (2, 3, 4)]
        days = ("2027-05-13T17:00", "2027-05-20T17:45", "2027-05-27T17:00")
        assert found == [local(day) for day in days]

    def test_the_rest_of_a_series_is_cancelled(self, bench: ConsoleBench, page: Page) -> None:
        page.goto("/console/agenda/new?service=1&day=2027-05-13&hour=17:00")
        page.get_by_text("Varias personas, varios servicios").click()
        page.get_by_label("¿Cuántas veces?").fill("3")
        page.get_by_label("Teléfono").fill("11 6666-0001")
        page.get_by_label("Nombre", exact=True).fill("Ana Paz")
        page.get_by_role("button", name="Anotar el turno").click()
        page.get_by_role("link", name="jue 20/5 17:00 hs").click()

        page.get_by_label("Este y los que siguen: 2 turnos").check()
        page.get_by_label("Lo pidió el cliente.").check()
        page.get_by_role("button", name="Cancelar el turno").click()

        expect(page.get_by_role("status")).to_have_text("Cancelados todos. Ya les avisamos.")
        states = [stands(bench, number).state for number in (1, 2, 3)]
        gone = AppointmentState.CANCELLED
        assert states == [AppointmentState.CONFIRMED, gone, gone]

    def test_it_works_without_scripts(self, plain_page: Page) -> None:
        page = plain_page
        page.goto("/console/agenda?day=2027-05-13")
        page.get_by_label("Prestador").select_option(label="Laura Gómez")
        page.get_by_label("Vista").select_option(label="Por semana")
        page.get_by_role("button", name="Ver", exact=True).click()
        expect(page.get_by_role("heading", name="Lun 10/5 – dom 16/5")).to_be_visible()
        expect(page.locator(".column")).to_have_count(7)
        page.get_by_role("link", name="Bloquear horario").click()
        page.get_by_label("Desde la hora").fill("16:00")
        page.get_by_label("Hasta la hora").fill("20:00")
        page.get_by_role("button", name="Bloquear", exact=True).click()
        expect(page.get_by_text("el jueves 13/5 de 16:00 a 20:00").first).to_be_visible()
        page.get_by_role("button", name="Liberar").click()
        expect(page.get_by_text("No hay nada bloqueado.")).to_be_visible()

    def test_pieces_stand_at_their_hours(self, bench: ConsoleBench, page: Page) -> None:
        book(bench, "laura", "corte", "2027-05-13T10:00")
        book(bench, "marcos", "corte", "2027-05-13T11:00", "Beto", "+5491166660002")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto("/console/agenda?day=2027-05-13")

        first = page.get_by_role("link", name="10:00 Ana Paz").bounding_box()
        second = page.get_by_role("link", name="11:00 Beto").bounding_box()

        assert first is not None
        assert second is not None
        hour = second["y"] - first["y"]
        assert hour == pytest.approx(96, abs=1)  # twelve slices of eight pixels
        assert first["height"] == pytest.approx(hour * 0.75, abs=3)
        assert second["x"] > first["x"] + first["width"]

    def test_on_a_phone_there_is_one_provider_a_screen(self, page: Page) -> None:
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto("/console/agenda?day=2027-05-13")

        names = page.locator(".column h2")
        expect(names.nth(0)).to_be_in_viewport(ratio=0.95)
        expect(names.nth(1)).not_to_be_in_viewport(ratio=0.2)
        page.locator("[data-board]").evaluate("board => board.scrollBy(320, 0)")
        expect(names.nth(1)).to_be_in_viewport(ratio=0.95)
        page.get_by_label("Prestador").select_option(label="Norma Villalba")
        expect(page.locator(".column h2")).to_have_text("Norma Villalba manicura")
        page.get_by_label("Vista").select_option(label="Por semana")
        expect(page.get_by_role("link", name="jue 13/5")).to_be_in_viewport(ratio=0.95)
        expect(page.get_by_role("link", name="lun 10/5")).not_to_be_in_viewport()

    @pytest.mark.parametrize("width", [390, 1280])
    def test_no_page_is_wider_than_the_screen(
        self, bench: ConsoleBench, page: Page, width: int
    ) -> None:
        view = book(bench, "laura", "corte", "2027-05-12T16:00", "Ana " + "x" * 50)
        block(bench, "laura", "2027-05-12T16:00", "2027-05-12T20:00")
        page.set_viewport_size({"width": width, "height": 800})

        for path in (
            "",
            "?view=week",
            "?view=week&provider=1",
            "?day=x",
            "/new?service=1",
            "/new?service=1&times=9&people=2&day=2027-05-13",
            "/blocks",
            f"/appointments/{view.id}",
            f"/appointments/{view.id}/move",
        ):
            page.goto(f"/console/agenda{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path

    def _tab_to(self, page: Page, name: str) -> None:
        """Press Tab until what has a name is focused."""
        for _ in range(120):
            page.keyboard.press("Tab")
            text = page.evaluate("document.activeElement.innerText.replace(/\\s+/g, ' ').trim()")
            if text == name:
                return
        pytest.fail(f"Tab never reaches «{name}»")

"""Who gets into the console, and which forms are taken."""

from collections.abc import Callable

import pytest

from storage.rows.people import Handoff
from tests.integration.console.console_bench import ConsoleBench

MakeBench = Callable[..., ConsoleBench]


class TestComingIn:
    def test_a_stranger_is_asked_for_a_name_and_led_back(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        stranger = bench.browser()

        asked = stranger.see(f"/console/conversations/{id_}")
        came = stranger.come_in("  Ana   Paz ")

        assert (asked.status_code, asked.location) == (303, "/console/entrar")
        assert came.location == f"/console/conversations/{id_}"
        assert "Ana Paz" in stranger.see("/console").text

    @pytest.mark.parametrize("name", ["", "   ", "123", "a" * 41, "Ana\x07"])
    def test_a_name_must_be_one(self, bench: ConsoleBench, name: str) -> None:
        refused = bench.browser().come_in(name)

        assert refused.status_code == 422
        assert "Escribí tu nombre" in refused.text

    def test_leaving_ends_it(self, bench: ConsoleBench) -> None:
        ana = bench.agent("Ana")

        ana.send("/console/salir")

        assert ana.see("/console").status_code == 303

    def test_a_live_piece_tells_strangers_nothing(self, bench: ConsoleBench) -> None:
        answer = bench.browser().see("/console/live")

        assert (answer.status_code, answer.text) == (401, "")

    def test_pages_are_not_kept_by_browsers(self, bench: ConsoleBench) -> None:
        assert bench.agent("Ana").see("/console").headers["Cache-Control"] == "no-store"

    def test_the_address_may_end_in_a_slash(self, bench: ConsoleBench) -> None:
        assert bench.agent("Ana").see("/console/").status_code == 200


class TestLock:
    def test_real_data_without_a_password_is_shown_to_nobody(self, make_bench: MakeBench) -> None:
        closed = make_bench(open_to_all=False)
        closed.conversation("Sofía")

        for path in ("/console", "/console/live", "/console/entrar", "/console/conversations/1"):
            page = closed.browser().see(path)
            assert page.status_code == 403
            assert "CONSOLE_PASSWORD" in page.text
            assert "Sofía" not in page.text

    def test_a_password_lets_in(self, make_bench: MakeBench) -> None:
        locked = make_bench(open_to_all=False, password="contraseña larga")
        browser = locked.browser()

        assert "Contraseña" in browser.see("/console/entrar").text
        assert browser.come_in("Ana", "otra").status_code == 403
        assert browser.see("/console").status_code == 303
        assert browser.come_in("Ana", "contraseña larga").status_code == 303
        assert browser.see("/console").status_code == 200

    def test_another_password_ends_sessions(self, make_bench: MakeBench) -> None:
        ana = make_bench(password="la de antes").browser()
        ana.come_in("Ana", "la de antes")
        cookie = ana.browser.get_cookie("session")
        assert cookie is not None
        later = make_bench(password="la de ahora").browser()

        later.browser.set_cookie("session", cookie.value)

        assert later.see("/console").status_code == 303

    def test_styles_are_for_all(self, make_bench: MakeBench) -> None:
        closed = make_bench(open_to_all=False)

        with closed.browser().see("/console/static/base.css") as sheet:
            assert sheet.status_code == 200


class TestForms:
    def test_a_form_from_elsewhere_does_nothing(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        ana = bench.agent("Ana")
        ana.token = "invented"

        refused = ana.take(id_)

        assert refused.status_code == 400
        assert "No pudimos tomar ese formulario" in refused.text
        assert bench.row(id_).handoff is Handoff.REQUESTED

    def test_nothing_typed_is_lost_with_it(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        ana = bench.agent("Ana")
        ana.take(id_)
        ana.token = ""

        refused = ana.answer(id_, "Hola, soy Ana")

        assert refused.status_code == 400
        assert "Hola, soy Ana</textarea>" in refused.text
        assert bench.owed() == []

    def test_the_token_of_another_session_does_not_count(self, bench: ConsoleBench) -> None:
        ana, bruno = bench.agent("Ana"), bench.agent("Bruno")
        bruno.see("/console")
        ana.token = bruno.token

        assert ana.take(bench.conversation("Sofía")).status_code == 400

    def test_who_has_not_come_in_may_not_act(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        stranger = bench.browser()
        stranger.see("/console/entrar")

        refused = stranger.answer(id_, "Hola")

        assert refused.status_code == 401
        assert "Hola</textarea>" in refused.text
        assert bench.owed() == []

    def test_a_huge_form_is_refused(self, bench: ConsoleBench) -> None:
        refused = bench.agent("Ana").answer(bench.conversation("Sofía"), "x" * 70_000)

        assert refused.status_code == 413
        assert "demasiado grande" in refused.text

    def test_acting_needs_a_form(self, bench: ConsoleBench) -> None:
        refused = bench.agent("Ana").see(f"/console/conversations/{bench.conversation('S')}/take")

        assert refused.status_code == 405
        assert refused.headers["Allow"]
        assert '<html lang="es-AR">' in refused.text

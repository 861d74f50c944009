"""The start page, the way back from a payment, and error pages."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, abort

from app import start
from app.settings import Settings
from tests.integration.console.console_bench import ConsoleBench

_BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class TestStart:
    def test_a_demo_leads_to_phones_and_console(self, bench: ConsoleBench) -> None:
        page = bench.browser().see("/").text

        assert 'href="/phones"' in page
        assert 'href="/console"' in page
        assert page.count("Simulado") == 2
        assert "quiero corte con Laura mañana a la tarde" in page

    def test_examples_are_of_this_business(self, bench: ConsoleBench) -> None:
        page = bench.browser().see("/").text

        assert "hola! quiero corte con Laura mañana a la tarde" in page
        assert "quiero color con Laura el jueves" in page

    def test_a_business_without_anybody_is_led_to_its_first_step(self, settings: Settings) -> None:
        page = _client(settings).get("/").text

        assert 'href="/console/catalogue/begin"' in page
        assert "Laura" not in page

    def test_with_real_parties_it_says_so(self, bench: ConsoleBench, settings: Settings) -> None:
        page = _client(_real(settings)).get("/").text

        assert "/phones" not in page
        assert "https://wa.me/5491155550000" in page
        assert "Simulado" not in page

    def test_understanding_that_is_down_is_told(self, bench: ConsoleBench) -> None:
        answer = bench.app.test_client().get("/start/status")

        assert answer.get_json() == {"understanding": False}


class TestPayReturn:
    @pytest.mark.parametrize(
        ("state", "words"),
        [
            ("ok", "¡Listo! Ya podés volver a WhatsApp"),
            ("pendiente", "Tu pago está en camino"),
            ("rechazado", "El pago no se hizo"),
            ("<script>", "Ya podés volver a WhatsApp"),
        ],
    )
    def test_it_says_how_it_went(self, bench: ConsoleBench, state: str, words: str) -> None:
        page = bench.app.test_client().get(
            "/pago", query_string={"estado": state, "collection_status": "approved"}
        )

        assert page.status_code == 200
        assert words in page.text
        assert "<script>" not in page.text

    def test_it_leads_back_to_the_real_chat(self, settings: Settings) -> None:
        page = _client(_real(settings)).get("/pago?estado=ok").text

        assert 'href="https://wa.me/5491155550000"' in page


class TestErrors:
    @pytest.mark.parametrize(
        ("path", "status", "words"),
        [
            ("/nada", 404, "Por acá no era"),
            ("/fail/400", 400, "Ese pedido no salió bien"),
            ("/fail/403", 403, "Acá no podés entrar"),
            ("/fail/413", 413, "Es demasiado grande"),
            ("/fail/503", 503, "Algo falló de nuestro lado"),
            ("/fail/0", 500, "Algo falló de nuestro lado"),
        ],
    )
    def test_browsers_get_a_page(
        self, bench: ConsoleBench, path: str, status: int, words: str
    ) -> None:
        answer = self._failing(bench.app).get(path, headers=_BROWSER)

        assert answer.status_code == status
        assert words in answer.text
        assert '<html lang="es-AR">' in answer.text

    @pytest.mark.parametrize(
        ("path", "headers"),
        [("/webhooks/nada", _BROWSER), ("/nada", {}), ("/nada", {"Accept": "*/*"})],
    )
    def test_programs_get_few_plain_words(
        self, bench: ConsoleBench, path: str, headers: dict[str, str]
    ) -> None:
        answer = bench.app.test_client().get(path, headers=headers)

        assert answer.status_code == 404
        assert answer.mimetype == "text/plain"
        assert "<" not in answer.text

    def test_a_reason_given_by_the_code_reaches_programs(self, bench: ConsoleBench) -> None:
        assert self._failing(bench.app).get("/fail/400").text == "no instant\n"

    def _failing(self, app: Flask) -> Any:
        def fail(status: int) -> str:
            if status == 0:
                raise RuntimeError
            abort(status, "no instant")

        app.add_url_rule("/fail/<int:status>", view_func=fail)
        return app.test_client()


def _real(settings: Settings) -> Settings:
    return replace(
        settings, demo=False, twilio_api_url="https://t.test", mercadopago_api_url="https://m.test"
    )


def _client(settings: Settings) -> Any:
    app = Flask("turnero", static_folder=None)
    app.add_url_rule("/console", "console.inbox", lambda: "")
    app.add_url_rule("/console/catalogue/begin", "console.begin", lambda: "")
    app.add_url_rule("/console/static/<filename>", "console.static", lambda filename: filename)
    app.register_blueprint(start.blueprint(settings, lambda: None))
    return app.test_client()

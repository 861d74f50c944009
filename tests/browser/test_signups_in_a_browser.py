"""Deciding sign-ups and taking down calls in a real browser, by keyboard, on a phone's width."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Response
from playwright.sync_api import Browser, Page, expect
from redis import Redis
from sqlalchemy import Engine
from werkzeug.serving import make_server

from storage.rows.requests import LeadState
from tests.integration.console.console_bench import ConsoleBench, console_bench, demo_settings
from tests.integration.console.test_calls_page import kept, remind
from tests.integration.console.test_signups_page import lead, made, sign_up

pytestmark = pytest.mark.browser
_POLICY = "default-src 'self'; img-src 'self' data:"  # as app.web sends it


class TestSignups:
    def test_one_is_taken_in_by_keyboard(self, page: Page) -> None:
        sign_up(self.bench)
        page.goto(f"{self.url}/console/signups")

        page.get_by_role("button", name="Dar de alta").focus()
        page.keyboard.press("Enter")

        expect(page.get_by_text("Dado de alta")).to_be_visible()
        expect(page.get_by_text("No hay nadie esperando")).to_be_visible()
        assert made(self.bench) is not None

    def test_a_no_needs_a_reason_which_they_read(self, page: Page) -> None:
        lead_id = sign_up(self.bench)
        page.goto(f"{self.url}/console/signups")
        page.get_by_role("button", name="Rechazar").click()

        expect(page.get_by_role("alert")).to_have_text(
            "Escribí el motivo: la persona lo va a leer."
        )
        page.get_by_label("Motivo del rechazo").fill("no llegamos a tu zona")
        page.keyboard.press("Enter")

        expect(page.get_by_text("no llegamos a tu zona")).to_be_visible()
        assert lead(self.bench, lead_id).state is LeadState.REJECTED
        assert "no llegamos a tu zona" in self.bench.owed()[-1][1]

    def test_who_comes_is_called_no_more(self, page: Page) -> None:
        appointment_id = remind(self.bench)
        page.goto(f"{self.url}/console/calls")
        expect(page.get_by_role("link", name="+5491166661234")).to_be_visible()

        page.get_by_role("button", name="Viene", exact=True).click()

        expect(page.get_by_text("No hay que llamar a nadie")).to_be_visible()
        assert kept(self.bench, appointment_id).attendance_confirmed_at == self.bench.now

    @pytest.mark.parametrize("width", [390, 1280])
    def test_no_page_is_wider_than_the_screen(self, page: Page, width: int) -> None:
        sign_up(self.bench, services="x" * 300)
        remind(self.bench, phone="+5491166660002")
        page.set_viewport_size({"width": width, "height": 800})

        for path in ("signups", "calls"):
            page.goto(f"{self.url}/console/{path}")
            expect(page.locator("h2").first).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    @pytest.fixture
    def page(self, browser: Browser) -> Iterator[Page]:
        """A page in which Ana has come in, and that must not break the policy."""
        complaints: list[str] = []
        with browser.new_context(locale="es-AR") as context:
            page = context.new_page()
            page.on("console", lambda said: complaints.append(said.text))
            page.goto(f"{self.url}/console")
            page.get_by_label("¿Cómo te llamás?").fill("Ana")
            page.get_by_role("button", name="Entrar").click()
            page.wait_for_url(f"{self.url}/console")
            yield page
        assert not [one for one in complaints if "Policy" in one]

    @pytest.fixture(autouse=True)
    def _serve(self, engine: Engine, redis_url: str, tmp_path: Path) -> Iterator[None]:
        with Redis.from_url(redis_url) as redis:
            self.bench: ConsoleBench = console_bench(engine, redis, demo_settings(tmp_path))

            @self.bench.app.after_request
            def policy(response: Response) -> Response:
                response.headers["Content-Security-Policy"] = _POLICY
                return response

            server = make_server("127.0.0.1", 0, self.bench.app, threaded=True)
            self.url = f"http://127.0.0.1:{server.server_port}"
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield
            server.shutdown()
            thread.join()
            server.server_close()

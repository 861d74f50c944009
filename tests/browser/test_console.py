"""The console in a real browser: it refreshes by itself, answers by Enter, and fits a phone."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Response
from playwright.sync_api import Browser, Page, expect
from redis import Redis
from sqlalchemy import Engine
from werkzeug.serving import make_server

from tests.integration.console.console_bench import ConsoleBench, console_bench, demo_settings

pytestmark = pytest.mark.browser
_POLICY = "default-src 'self'; img-src 'self' data:"  # as app.web sends it


class TestConsole:
    def test_enter_sends_and_shift_enter_starts_a_line(self, page: Page) -> None:
        id_ = self._taken(page)
        box = page.get_by_label("Tu respuesta para Sofía")

        box.press_sequentially("Hola")
        box.press("Shift+Enter")
        box.press_sequentially("soy Ana")
        box.press("Enter")

        expect(page.locator(".turn.agent .said")).to_have_text("Hola\nsoy Ana")
        assert self.bench.owed() == [("agent:Ana", "Hola\nsoy Ana")]
        assert self.bench.rings() == [[id_]]

    def test_new_messages_appear_and_the_draft_stays(self, page: Page) -> None:
        id_ = self._taken(page)
        box = page.get_by_label("Tu respuesta para Sofía")
        box.fill("estoy escribien")

        self.bench.hear(id_, {"MessageSid": "SMnew", "Body": "¿hay alguien?"})
        self.bench.conversation("Camila", phone="+5491166660002")

        expect(page.get_by_text("¿hay alguien?")).to_be_visible(timeout=10_000)
        expect(page.get_by_role("link", name="Camila")).to_be_visible()
        expect(box).to_have_value("estoy escribien")
        expect(box).to_be_focused()

    def test_the_page_follows_who_has_the_conversation(self, page: Page) -> None:
        id_ = self.bench.conversation("Sofía")
        self._come_in(page)
        page.goto(f"{self.url}/console/conversations/{id_}")

        self.bench.agent("Bruno").take(id_)

        expect(page.get_by_text("La está atendiendo Bruno")).to_be_visible(timeout=10_000)
        expect(page.get_by_role("button", name="Tomar")).to_have_count(0)

    def test_it_opens_at_the_newest_message(self, page: Page) -> None:
        id_ = self.bench.conversation("Sofía", said=[f"mensaje {number}" for number in range(60)])
        self._come_in(page)

        page.goto(f"{self.url}/console/conversations/{id_}")

        expect(page.get_by_text("mensaje 59", exact=True)).to_be_in_viewport()

    @pytest.mark.parametrize("width", [390, 1280])
    def test_no_page_is_wider_than_the_screen(self, page: Page, width: int) -> None:
        id_ = self.bench.conversation("Sofía", said=["x" * 300])
        page.set_viewport_size({"width": width, "height": 800})
        self._come_in(page)

        for path in ("/", "/pago?estado=ok", "/nada", "/console", f"/console/conversations/{id_}"):
            page.goto(self.url + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    def test_it_works_without_scripts(self, browser: Browser) -> None:
        id_ = self.bench.conversation("Sofía")
        with browser.new_context(java_script_enabled=False) as context:
            page = context.new_page()
            self._come_in(page)
            page.get_by_role("link", name="Sofía").click()
            page.get_by_role("button", name="Tomar").click()
            page.get_by_label("Tu respuesta para Sofía").fill("Hola")
            page.get_by_role("button", name="Enviar").click()

            expect(page.locator(".turn.agent .said")).to_have_text("Hola")
            page.get_by_role("button", name="Devolver al bot").click()
            expect(page.get_by_text("La atiende el bot.")).to_be_visible()
        assert self.bench.rings() == [[id_]]

    def _taken(self, page: Page) -> int:
        id_ = self.bench.conversation("Sofía")
        self._come_in(page)
        page.goto(f"{self.url}/console/conversations/{id_}")
        page.get_by_role("button", name="Tomar").click()
        return id_

    def _come_in(self, page: Page) -> None:
        page.goto(f"{self.url}/console")
        page.get_by_label("¿Cómo te llamás?").fill("Ana")
        page.get_by_role("button", name="Entrar").click()
        page.wait_for_url(f"{self.url}/console")

    @pytest.fixture
    def page(self, browser: Browser) -> Iterator[Page]:
        """A page that must not break the policy about scripts and styles, nor fail in a script."""
        complaints: list[str] = []
        with browser.new_context(locale="es-AR") as context:
            page = context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on(
                "console",
                lambda said: complaints.append(said.text) if "Policy" in said.text else None,
            )
            yield page
        assert complaints == []

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

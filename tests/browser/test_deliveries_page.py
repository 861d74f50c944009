"""Undelivered messages and costs in a real browser: resending, and both widths."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from redis import Redis
from sqlalchemy import Engine
from sqlmodel import col, select
from werkzeug.serving import make_server

from bot.messages.replies import Template, to_json
from storage.rows.mail import OutboxRow, OutboxState
from storage.unit_of_work import transaction
from tests.integration.console.console_bench import ConsoleBench, console_bench, demo_settings

pytestmark = pytest.mark.browser


class TestDeliveries:
    def test_a_message_is_resent_and_another_dismissed(self, page: Page) -> None:
        self._fail("Sofía", "El pedido de *Corte* se venció", "63024")
        self._fail("Camila", "Te espero mañana", "131026")
        self._come_in(page)

        page.get_by_role("link", name="Sin entregar 2").click()
        letter = page.get_by_role("article", name="Sofía")
        expect(letter).to_contain_text("no recibe mensajes de WhatsApp")
        letter.get_by_role("button", name="Reenviar").click()
        expect(page.get_by_role("article")).to_have_count(1)
        page.get_by_role("button", name="Dar por visto").click()

        expect(page.get_by_role("heading", name="Llegó todo")).to_be_visible()
        expect(page.get_by_role("link", name="Sin entregar", exact=True)).to_be_visible()
        states = {row.payload["body"]: row.state for row in self._outbox()}
        assert states == {
            "El pedido de *Corte* se venció": OutboxState.QUEUED,
            "Te espero mañana": OutboxState.FAILED,
        }

    def test_costs_of_the_month(self, page: Page) -> None:
        self._charge(3, 26_000)
        self._come_in(page)

        page.get_by_role("link", name="Costos").click()

        expect(page.get_by_role("row", name="Avisos y recordatorios")).to_contain_text("USD 0,078")
        page.get_by_role("link", name="Anterior").click()
        expect(page.get_by_text("Ese mes no salió ningún mensaje.")).to_be_visible()

    @pytest.mark.parametrize("width", [390, 1280])
    def test_no_page_is_wider_than_the_screen(self, page: Page, width: int) -> None:
        self._fail("Sofía " + "x" * 200, "y" * 300, "63024")
        self._charge(3, 4_000_000_000)
        page.set_viewport_size({"width": width, "height": 800})
        self._come_in(page)

        for path in ("dead-letters", "costs"):
            page.goto(f"{self.url}/console/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    @pytest.fixture(autouse=True)
    def _served(self, engine: Engine, redis_url: str, tmp_path: Path) -> Iterator[None]:
        with Redis.from_url(redis_url) as redis:
            self.bench: ConsoleBench = console_bench(engine, redis, demo_settings(tmp_path))
            server = make_server("127.0.0.1", 0, self.bench.app, threaded=True)
            self.url = f"http://127.0.0.1:{server.port}"
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield
            server.shutdown()
            thread.join()
            server.server_close()

    @pytest.fixture
    def page(self, browser: Browser) -> Iterator[Page]:
        with browser.new_context() as context:
            page = context.new_page()
            problems: list[str] = []
            page.on("pageerror", lambda error: problems.append(str(error)))
            yield page
            assert problems == []

    def _come_in(self, page: Page) -> None:
        page.goto(f"{self.url}/console")
        page.get_by_label("¿Cómo te llamás?").fill("Ana")
        page.get_by_role("button", name="Entrar").click()
        page.wait_for_url(f"{self.url}/console")

    def _fail(self, name: str, words: str, code: str) -> None:
        phone = f"+54911{abs(hash(name)) % 10**8:08d}"
        self.bench.say(self.bench.conversation(name, phone=phone), words, state=OutboxState.FAILED)
        with transaction(self.bench.engine) as db:
            row = next(one for one in self._outbox() if one.payload["body"] == words)
            row.error_code = code
            row.payload = to_json(Template("job_expired", ("a", "b"), (), words))
            db.merge(row)

    def _charge(self, messages: int, micros: int) -> None:
        """Let messages of every category but one have left at a price each."""
        id_ = self.bench.conversation("Julia", phone="+5491100000009")
        for number in range(messages):
            self.bench.say(id_, f"hola {number}")
        with transaction(self.bench.engine) as db:
            for row in self._outbox():
                if row.conversation_id == id_:
                    row.category, row.billable, row.price_micros = "utility", True, micros
                    db.merge(row)

    def _outbox(self) -> list[OutboxRow]:
        with transaction(self.bench.engine) as db:
            return list(db.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all())

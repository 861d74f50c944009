"""Undelivered messages and costs in a real browser: resending, and both widths."""

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from bot.messages.replies import Template, to_json
from storage.rows.mail import OutboxRow, OutboxState
from storage.unit_of_work import transaction
from tests.integration.console.console_bench import ConsoleBench

pytestmark = pytest.mark.browser


class TestDeliveries:
    def test_a_message_is_resent_and_another_dismissed(
        self, bench: ConsoleBench, page: Page
    ) -> None:
        self._fail(bench, "Sofía", "El pedido de *Corte* se venció", "63024")
        self._fail(bench, "Camila", "Te espero mañana", "131026")
        page.goto("/console")

        page.get_by_role("link", name="Sin entregar 2").click()
        letter = page.get_by_role("article", name="Sofía")
        expect(letter).to_contain_text("no recibe mensajes de WhatsApp")
        letter.get_by_role("button", name="Reenviar").click()
        expect(page.get_by_role("article")).to_have_count(1)
        page.get_by_role("button", name="Dar por visto").click()

        expect(page.get_by_role("heading", name="Llegó todo")).to_be_visible()
        expect(page.get_by_role("link", name="Sin entregar", exact=True)).to_be_visible()
        states = {row.payload["body"]: row.state for row in self._outbox(bench)}
        assert states == {
            "El pedido de *Corte* se venció": OutboxState.QUEUED,
            "Te espero mañana": OutboxState.FAILED,
        }

    def test_costs_of_the_month(self, bench: ConsoleBench, page: Page) -> None:
        self._charge(bench, 3, 26_000)

        page.get_by_role("link", name="Costos").click()

        expect(page.get_by_role("row", name="Avisos y recordatorios")).to_contain_text("USD 0,078")
        page.get_by_role("link", name="Anterior").click()
        expect(page.get_by_text("Ese mes no salió ningún mensaje.")).to_be_visible()

    @pytest.mark.parametrize("width", [390, 1280])
    def test_no_page_is_wider_than_the_screen(
        self, bench: ConsoleBench, page: Page, width: int
    ) -> None:
        self._fail(bench, "Sofía " + "x" * 200, "y" * 300, "63024")
        self._charge(bench, 3, 4_000_000_000)
        page.set_viewport_size({"width": width, "height": 800})

        for path in ("dead-letters", "costs"):
            page.goto(f"/console/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    def _fail(self, bench: ConsoleBench, name: str, words: str, code: str) -> None:
        phone = f"+54911{abs(hash(name)) % 10**8:08d}"
        bench.say(bench.conversation(name, phone=phone), words, state=OutboxState.FAILED)
        with transaction(bench.engine) as db:
            row = next(one for one in self._outbox(bench) if one.payload["body"] == words)
            row.error_code = code
            row.payload = to_json(Template("job_expired", ("a", "b"), (), words))
            db.merge(row)

    def _charge(self, bench: ConsoleBench, messages: int, micros: int) -> None:
        """Let messages of every category but one have left at a price each."""
        id_ = bench.conversation("Julia", phone="+5491100000009")
        for number in range(messages):
            bench.say(id_, f"hola {number}")
        with transaction(bench.engine) as db:
            for row in self._outbox(bench):
                if row.conversation_id == id_:
                    row.category, row.billable, row.price_micros = "utility", True, micros
                    db.merge(row)

    def _outbox(self, bench: ConsoleBench) -> list[OutboxRow]:
        with transaction(bench.engine) as db:
            return list(db.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all())

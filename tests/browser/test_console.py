"""The console in a real browser: it refreshes by itself, answers by Enter, and fits a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.integration.console.console_bench import ConsoleBench

pytestmark = pytest.mark.browser


class TestConsole:
    def test_enter_sends_and_shift_enter_starts_a_line(
        self, bench: ConsoleBench, page: Page
    ) -> None:
        id_ = self._taken(bench, page)
        box = page.get_by_label("Tu respuesta para Sofía")

        box.press_sequentially("Hola")
        box.press("Shift+Enter")
        box.press_sequentially("soy Ana")
        box.press("Enter")

        expect(page.locator(".turn.agent .said")).to_have_text("Hola\nsoy Ana")
        assert bench.owed() == [("agent:Ana", "Hola\nsoy Ana")]
        assert bench.rings() == [[id_]]

    def test_new_messages_appear_and_the_draft_stays(self, bench: ConsoleBench, page: Page) -> None:
        id_ = self._taken(bench, page)
        box = page.get_by_label("Tu respuesta para Sofía")
        box.fill("estoy escribien")

        bench.hear(id_, {"MessageSid": "SMnew", "Body": "¿hay alguien?"})
        bench.conversation("Camila", phone="+5491166660002")

        expect(page.get_by_text("¿hay alguien?")).to_be_visible(timeout=10_000)
        expect(page.get_by_role("link", name="Camila")).to_be_visible()
        expect(box).to_have_value("estoy escribien")
        expect(box).to_be_focused()

    def test_the_page_follows_who_has_the_conversation(
        self, bench: ConsoleBench, page: Page
    ) -> None:
        id_ = bench.conversation("Sofía")
        page.goto(f"/console/conversations/{id_}")

        bench.agent("Bruno").take(id_)

        expect(page.get_by_text("La está atendiendo Bruno")).to_be_visible(timeout=10_000)
        expect(page.get_by_role("button", name="Tomar")).to_have_count(0)

    def test_it_opens_at_the_newest_message(self, bench: ConsoleBench, page: Page) -> None:
        id_ = bench.conversation("Sofía", said=[f"mensaje {number}" for number in range(60)])

        page.goto(f"/console/conversations/{id_}")

        expect(page.get_by_text("mensaje 59", exact=True)).to_be_in_viewport()

    @pytest.mark.parametrize("width", [390, 1280])
    def test_no_page_is_wider_than_the_screen(
        self, bench: ConsoleBench, page: Page, width: int
    ) -> None:
        id_ = bench.conversation("Sofía", said=["x" * 300])
        page.set_viewport_size({"width": width, "height": 800})

        for path in ("/", "/pago?estado=ok", "/nada", "/console", f"/console/conversations/{id_}"):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    def test_it_works_without_scripts(self, bench: ConsoleBench, plain_page: Page) -> None:
        id_ = bench.conversation("Sofía")
        plain_page.goto("/console")
        plain_page.get_by_role("link", name="Sofía").click()
        plain_page.get_by_role("button", name="Tomar").click()
        plain_page.get_by_label("Tu respuesta para Sofía").fill("Hola")
        plain_page.get_by_role("button", name="Enviar").click()

        expect(plain_page.locator(".turn.agent .said")).to_have_text("Hola")
        plain_page.get_by_role("button", name="Devolver al bot").click()
        expect(plain_page.get_by_text("La atiende el bot.")).to_be_visible()
        assert bench.rings() == [[id_]]

    def _taken(self, bench: ConsoleBench, page: Page) -> int:
        id_ = bench.conversation("Sofía")
        page.goto(f"/console/conversations/{id_}")
        page.get_by_role("button", name="Tomar").click()
        return id_

"""Deciding sign-ups and taking down calls in a real browser, by keyboard, on a phone's width."""

import pytest
from playwright.sync_api import Page, expect

from storage.rows.requests import LeadState
from tests.integration.console.console_bench import ConsoleBench
from tests.integration.console.test_calls_page import kept, remind
from tests.integration.console.test_signups_page import lead, made, sign_up

pytestmark = pytest.mark.browser


class TestSignups:
    def test_one_is_taken_in_by_keyboard(self, bench: ConsoleBench, page: Page) -> None:
        sign_up(bench)
        page.goto("/console/signups")

        page.get_by_role("button", name="Dar de alta").focus()
        page.keyboard.press("Enter")

        expect(page.get_by_text("Dado de alta")).to_be_visible()
        expect(page.get_by_text("No hay nadie esperando")).to_be_visible()
        assert made(bench) is not None

    def test_a_no_needs_a_reason_which_they_read(self, bench: ConsoleBench, page: Page) -> None:
        lead_id = sign_up(bench)
        page.goto("/console/signups")
        page.get_by_role("button", name="Rechazar").click()

        expect(page.get_by_role("alert")).to_have_text(
            "Escribí el motivo: la persona lo va a leer."
        )
        page.get_by_label("Motivo del rechazo").fill("no llegamos a tu zona")
        page.keyboard.press("Enter")

        expect(page.get_by_text("no llegamos a tu zona")).to_be_visible()
        assert lead(bench, lead_id).state is LeadState.REJECTED
        assert "no llegamos a tu zona" in bench.owed()[-1][1]

    def test_who_comes_is_called_no_more(self, bench: ConsoleBench, page: Page) -> None:
        appointment_id = remind(bench)
        page.goto("/console/calls")
        expect(page.get_by_role("link", name="11 6666-1234")).to_be_visible()

        page.get_by_role("button", name="Viene", exact=True).click()

        expect(page.get_by_text("No hay que llamar a nadie")).to_be_visible()
        assert kept(bench, appointment_id).attendance_confirmed_at == bench.now

    @pytest.mark.parametrize("width", [390, 1280])
    def test_no_page_is_wider_than_the_screen(
        self, bench: ConsoleBench, page: Page, width: int
    ) -> None:
        sign_up(bench, services="x" * 300)
        remind(bench, phone="+5491166660002")
        page.set_viewport_size({"width": width, "height": 800})

        for path in ("signups", "calls"):
            page.goto(f"/console/{path}")
            expect(page.locator("h2").first).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= width

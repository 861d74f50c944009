"""What a person sent is seen beside the appointment, on a phone and on a desk."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Response
from playwright.sync_api import Browser, Page, expect
from redis import Redis
from sqlalchemy import Engine
from werkzeug.serving import make_server

from bot.domain.files import FileUse
from bot.messages.inbound import InboundKind
from simulator.media import file_of
from storage.vault import Vault
from tests.integration.console.agenda_bench import book
from tests.integration.console.console_bench import console_bench, demo_settings
from tests.integration.console.files_bench import Files

pytestmark = pytest.mark.browser
_POLICY = "default-src 'self'; img-src 'self' data:"  # as app.web sends it


class TestSentFiles:
    @pytest.mark.parametrize("width", [390, 1280])
    def test_pictures_are_shown_and_fit(self, page: Page, tmp_path: Path, width: int) -> None:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{self.url}/console")
        page.get_by_label("¿Cómo te llamás?").fill("Eva")
        page.get_by_role("button", name="Entrar").click()
        page.wait_for_url(f"{self.url}/console")
        page.goto(self.url + self.files.sheet)

        picture = page.locator(".files img")
        expect(picture).to_be_visible()
        assert picture.evaluate("one => one.complete && one.naturalWidth") == 240
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=tmp_path / f"files-{width}.png", full_page=True)
        with page.expect_popup() as opened:
            page.get_by_role("link", name="Posible comprobante de pago").click()
        shown = opened.value.locator("img")
        expect(shown).to_be_visible()
        assert shown.evaluate("one => one.naturalWidth") == 240

    @pytest.fixture(autouse=True)
    def serve(self, engine: Engine, redis_url: str, tmp_path: Path) -> Iterator[None]:
        """A console with an appointment for which a picture and a document were sent."""
        with Redis.from_url(redis_url) as redis:
            vault = Vault(tmp_path / "media", "a key for tests only")
            bench = console_bench(engine, redis, demo_settings(tmp_path), vault=vault)
            bench.app.after_request(_with_policy)
            view = book(bench, "laura", "color", "2027-05-14T16:00")
            talk = bench.conversation("Ana Paz", reason=None)
            self.files = Files(bench, vault, talk, view.id)
            sent = self.files.sent()
            self.files.keep(sent, file_of("image/png").data, "image/png")
            sent = self.files.sent(InboundKind.DOCUMENT, FileUse.REFERENCE)
            self.files.keep(sent, file_of("application/pdf").data, "application/pdf")
            server = make_server("127.0.0.1", 0, bench.app, threaded=True)
            self.url = f"http://127.0.0.1:{server.server_port}"
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield
            server.shutdown()
            thread.join()
            server.server_close()

    @pytest.fixture
    def page(self, browser: Browser) -> Iterator[Page]:
        """A page that must not break the policy, nor fail in a script."""
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


def _with_policy(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    return response

"""The console as a browser meets it: served under the product's policy, and come in to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

_POLICY = "default-src 'self'; img-src 'self' data:"  # as app.web sends it


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an app by a thread of its own under the product's policy; yield its address."""

    @app.after_request
    def policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        return response

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def opened(browser: Browser, url: str, *, with_scripts: bool = True) -> Iterator[Page]:
    """Open a page whose addresses begin at a url.

    It must neither break the policy about scripts and styles nor fail in a script.
    """
    complaints: list[str] = []
    with browser.new_context(
        base_url=url, locale="es-AR", java_script_enabled=with_scripts
    ) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if "Policy" in said.text else None,
        )
        yield page
    assert complaints == []


def come_in(page: Page, path: str = "/console") -> None:
    """Enter the console as Ana, who wants to see one of its pages."""
    page.goto(path)
    page.get_by_label("¿Cómo te llamás?").fill("Ana")
    page.get_by_role("button", name="Entrar").click()
    page.wait_for_url(f"**{path}")

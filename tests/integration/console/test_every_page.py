"""Every route of the web: strict headers, nothing inline, and errors that tell nothing."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

import app.web
from app.settings import Settings
from tests.integration.console.console_bench import Agent

_INLINE = re.compile(
    r"<script(?![^>]*\ssrc=)|<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:", re.IGNORECASE
)
_ELSEWHERE = re.compile(r"""(?:src|href)\s*=\s*["'](?:https?:)?//(?!wa\.me/)""", re.IGNORECASE)


@pytest.fixture
def web(
    engine: Engine,
    redis_url: str,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Flask:
    """The whole application as a process of the web makes it."""
    monkeypatch.setattr(app.web, "engine_of", lambda *_, **__: engine)
    made = app.web.create_app(replace(settings, redis_url=redis_url))

    @made.get("/broken")
    def broken() -> str:
        raise RuntimeError("+5491166660001 secretísimo")

    return made


def paths(web: Flask) -> list[tuple[str, str]]:
    """Return a method and a path of every route."""
    return [
        (method, _path(web, rule))
        for rule in web.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


def _path(web: Flask, rule: Rule) -> str:
    values = {name: _sample(converter) for name, converter in rule._converters.items()}
    with web.test_request_context():
        return str(web.url_for(rule.endpoint, **values))


def _sample(converter: BaseConverter) -> object:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, IntegerConverter) else "x"


@pytest.fixture
def browser(web: Flask) -> FlaskClient:
    """Somebody who is in the console."""
    client = web.test_client()
    Agent(client).come_in("Caro")
    return client


def secrets(settings: Settings) -> dict[str, str]:
    """Return what no page may hold."""
    return {
        "SECRET_KEY": settings.secret_key,
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token,
        "META_ACCESS_TOKEN": settings.meta.access_token,
        "META_APP_SECRET": settings.meta.app_secret,
        "META_VERIFY_TOKEN": settings.meta.verify_token,
        "MERCADOPAGO_ACCESS_TOKEN": settings.mercadopago_access_token,
        "MERCADOPAGO_WEBHOOK_SECRET": settings.mercadopago_webhook_secret,
    }


def test_every_route_answers_with_strict_headers_and_no_secret(
    web: Flask, browser: FlaskClient, settings: Settings
) -> None:
    walked = paths(web)
    assert len(walked) > 30

    for method, path in walked:
        answer = browser.open(path, method=method, headers={"Accept": "text/html"})
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy, path
        assert "frame-ancestors 'none'" in policy, path
        assert "object-src 'none'" in policy, path
        assert "base-uri 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert "*" not in policy, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers["X-Frame-Options"] == "DENY", path
        assert answer.headers["Referrer-Policy"] == "same-origin", path
        assert "camera=()" in answer.headers["Permissions-Policy"], path
        if answer.mimetype != "text/event-stream":
            assert not [name for name, secret in secrets(settings).items() if secret in answer.text]
        if answer.mimetype == "text/html":
            assert not _INLINE.search(answer.text), path
            assert not _ELSEWHERE.search(answer.text), path
        answer.close()


def test_unknown_path_has_them_too(browser: FlaskClient) -> None:
    answer = browser.get("/nowhere")

    assert answer.status_code == 404
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("accept", ["text/html", "application/json", "*/*"])
def test_an_accident_tells_nothing(
    web: Flask, accept: str, capsys: pytest.CaptureFixture[str]
) -> None:
    web.config["PROPAGATE_EXCEPTIONS"] = False

    answer = web.test_client().get("/broken", headers={"Accept": accept})

    assert answer.status_code == 500
    written = capsys.readouterr()
    for text in (answer.text, written.out, written.err):
        assert "secretísimo" not in text
        assert "5491166660001" not in text
    assert "Traceback" not in answer.text
    assert "RuntimeError" in written.err


def test_https_is_kept_to_where_it_is_used(engine: Engine, settings: Settings) -> None:
    for url, expected in (("https://turnos.example.ar", True), ("http://127.0.0.1:8000", False)):
        page = Flask("x")
        app.web.harden(page, replace(settings, public_url=url))
        answer = page.test_client().get("/")
        assert ("Strict-Transport-Security" in answer.headers) is expected

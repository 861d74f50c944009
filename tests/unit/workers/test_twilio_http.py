"""The wire under Twilio's library, against a real HTTP server."""

import base64
import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from workers.gateways.twilio_http import KeptConnections, WireError


@dataclass
class FakeApi:
    """What it answers, and what it was asked: method, path, headers, body."""

    status: int = 201
    delay_seconds: float = 0.0
    asked: list[tuple[str, str, dict[str, str], str]] = field(default_factory=list)
    connections: int = 0
    url: str = ""


@pytest.fixture
def api() -> Iterator[FakeApi]:
    fake = FakeApi()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            fake.connections += 1

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            fake.asked.append((self.command, self.path, headers, body))
            time.sleep(fake.delay_seconds)
            answer = '{"sid": "SMñ"}'.encode()
            with contextlib.suppress(BrokenPipeError):  # who asked did not wait
                self.send_response(fake.status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        do_GET = do_POST = _answer

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield fake
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def wire() -> Iterator[KeptConnections]:
    wire = KeptConnections(timeout_seconds=0.3)
    yield wire
    wire.close()


def test_form_is_posted_with_the_account(api: FakeApi, wire: KeptConnections) -> None:
    data: dict[str, object] = {"Body": "¿Mañana & pasado?", "To": "whatsapp:+54911"}

    answer = wire.request("post", f"{api.url}/Messages.json", data=data, auth=("AC1", "secret"))

    assert (answer.status_code, answer.text) == (201, '{"sid": "SMñ"}')
    method, path, headers, body = api.asked[0]
    assert (method, path) == ("POST", "/Messages.json")
    assert body == "Body=%C2%BFMa%C3%B1ana+%26+pasado%3F&To=whatsapp%3A%2B54911"
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    account = base64.b64encode(b"AC1:secret").decode()
    assert headers["authorization"] == f"Basic {account}"


def test_json_is_posted_as_such(api: FakeApi, wire: KeptConnections) -> None:
    wire.request(
        "POST", api.url, data={"types": {"a": "ñ"}}, headers={"Content-Type": "application/json"}
    )

    assert json.loads(api.asked[0][3]) == {"types": {"a": "ñ"}}


def test_query_is_put_into_the_address(api: FakeApi, wire: KeptConnections) -> None:
    wire.request("GET", f"{api.url}/Messages.json", params={"To": "a b", "PageSize": 20})

    assert api.asked[0][1] == "/Messages.json?To=a+b&PageSize=20"


def test_connection_is_kept(api: FakeApi, wire: KeptConnections) -> None:
    for _ in range(3):
        wire.request("GET", api.url)

    assert api.connections == 1


@pytest.mark.parametrize("status", [302, 404, 429, 503])
def test_refusal_is_an_answer_and_tried_once(
    api: FakeApi, wire: KeptConnections, status: int
) -> None:
    api.status = status

    assert wire.request("POST", api.url, data={}).status_code == status
    assert len(api.asked) == 1


def test_silence_may_have_reached_the_other_side(api: FakeApi, wire: KeptConnections) -> None:
    api.delay_seconds = 1.0

    with pytest.raises(WireError) as raised:
        wire.request("POST", api.url, data={})

    assert not raised.value.never_left
    assert len(api.asked) == 1


def test_call_that_found_nobody_never_left(wire: KeptConnections) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    with pytest.raises(WireError) as raised:
        wire.request("POST", f"http://127.0.0.1:{port}", data={})

    assert raised.value.never_left


def test_machines_proxy_is_used_but_for_what_it_spares(
    api: FakeApi, wire: KeptConnections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", api.url)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    wire.request("GET", "http://api.example.test/a")
    wire.request("GET", f"{api.url}/b")

    assert [path for _, path, _, _ in api.asked] == ["http://api.example.test/a", "/b"]

"""The language client against a real HTTP server that answers as Rasa 3.6.21 was seen to."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.messages.understanding import Entity, IntentGuess
from nlu import client as client_module
from nlu.client import NluClient, NluUnavailableError

STATUS = {"model_file": "turnero-0123456789ab.tar.gz", "model_id": "f00", "num_active": 0}
CONFLICT = {"version": "3.6.21", "status": "failure", "reason": "Conflict", "code": 409}
PARSED: dict[str, Any] = {
    "text": "turno con Laura el jueves",
    "intent": {"name": "book", "confidence": 0.91},
    "entities": [
        {"entity": "provider", "start": 10, "end": 15, "value": "Laura", "extractor": "x"},
        {"entity": "time", "start": 16, "end": 25, "value": "el jueves", "extractor": "x"},
    ],
    "intent_ranking": [
        {"name": "book", "confidence": 0.91},
        {"name": "reschedule", "confidence": 0.05},
        {"name": "inform", "confidence": 0.02},
        {"name": "cancel", "confidence": 0.01},
    ],
}


@dataclass
class FakeRasa:
    """What the server answers and what it was asked; connections counts sockets, not requests."""

    status: tuple[int, bytes] = (200, json.dumps(STATUS).encode())
    parse: tuple[int, bytes] = (200, json.dumps(PARSED).encode())
    delay_seconds: float = 0.0
    asked: list[Any] = field(default_factory=list)
    connections: int = 0
    url: str = ""


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    fake = FakeRasa()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            fake.connections += 1

        def do_GET(self) -> None:
            self._send(*fake.status)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            fake.asked.append(json.loads(body))
            time.sleep(fake.delay_seconds)
            self._send(*fake.parse)

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

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
def nlu(rasa: FakeRasa) -> Iterator[NluClient]:
    with NluClient(rasa.url) as opened:
        yield opened


def test_answer_becomes_understanding(nlu: NluClient) -> None:
    understanding = nlu.understand("turno con Laura el jueves")

    assert understanding.intent == "book"
    assert understanding.confidence == 0.91
    assert understanding.entities == (
        Entity(kind="provider", text="Laura", start=10, end=15),
        Entity(kind="time", text="el jueves", start=16, end=25),
    )
    assert understanding.ranking == (
        IntentGuess("book", 0.91),
        IntentGuess("reschedule", 0.05),
        IntentGuess("inform", 0.02),
    )
    assert understanding.model == "turnero-0123456789ab"
    assert understanding.duration_ms >= 0


def test_connection_is_reused(nlu: NluClient, rasa: FakeRasa) -> None:
    for number in range(5):
        nlu.understand(f"turno con Laura el jueves {number}")

    assert len(rasa.asked) == 5
    assert rasa.connections == 1


def test_short_text_is_asked_for_once(nlu: NluClient, rasa: FakeRasa) -> None:
    first, again = (nlu.understand("turno con Laura el jueves") for _ in range(2))

    assert len(rasa.asked) == 1
    assert again == replace(first, duration_ms=0)


def test_long_text_is_asked_for_each_time(nlu: NluClient, rasa: FakeRasa) -> None:
    for _ in range(2):
        nlu.understand("turno con Laura el jueves, que me voy de viaje")

    assert len(rasa.asked) == 2


def test_other_model_is_asked_anew(
    nlu: NluClient, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    nlu.understand("turno con Laura el jueves")
    rasa.status = (200, json.dumps({**STATUS, "model_file": "turnero-other.tar.gz"}).encode())
    rasa.parse = (
        200,
        json.dumps({**PARSED, "intent": {"name": "cancel", "confidence": 1}}).encode(),
    )
    monkeypatch.setattr(client_module, "MODEL_NAME_SECONDS", 0.0)

    understanding = nlu.understand("turno con Laura el jueves")

    assert understanding.intent == "cancel"
    assert understanding.model == "turnero-other"


def test_short_texts_are_forgotten_when_they_are_too_many(
    nlu: NluClient, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "MOST_SHORT_TEXTS", 2)
    for text in (
        "turno con Laura el jueves",
        "turno con Laura a la manana",
        "turno con Laura lo antes que",
    ):
        nlu.understand(text)

    nlu.understand("turno con Laura el jueves")

    assert len(rasa.asked) == 4


@pytest.mark.parametrize(
    "text", ['/cancel{"a":1}  ', "  //cancel turno con Laura", "/ /cancel turno"]
)
def test_leading_slash_names_no_intent(nlu: NluClient, rasa: FakeRasa, text: str) -> None:
    rasa.parse = (200, json.dumps({**PARSED, "entities": []}).encode())

    nlu.understand(text)

    sent = rasa.asked[0]["text"]
    assert not sent.strip().startswith("/")
    assert len(sent) == len(text)
    assert sent.strip() == text.lstrip("/ ").strip()


def test_slash_inside_a_message_stays(nlu: NluClient, rasa: FakeRasa) -> None:
    nlu.understand("turno con Laura el 12/5, 16 hs")

    assert rasa.asked[0]["text"] == "turno con Laura el 12/5, 16 hs"


def test_pasted_page_is_cut(nlu: NluClient, rasa: FakeRasa) -> None:
    nlu.understand("turno con Laura el jueves " * 1000)

    assert len(rasa.asked[0]["text"]) == client_module.MAX_TEXT_CHARACTERS


def test_half_an_emoji_is_understood_around(nlu: NluClient) -> None:
    understanding = nlu.understand("turno con Laura el jueves \ud83d")

    assert understanding.intent == "book"


def test_server_that_is_away_is_unavailable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with NluClient(f"http://127.0.0.1:{port}") as nlu:
        with pytest.raises(NluUnavailableError) as caught:
            nlu.understand("hola")

        assert caught.value.reason == "unreachable"
        assert caught.value.status is None
        assert not nlu.ready()


def test_slow_server_is_unavailable(rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch) -> None:
    rasa.delay_seconds = 0.5
    monkeypatch.setattr(client_module, "READ_SECONDS", 0.1)
    with NluClient(rasa.url) as nlu, pytest.raises(NluUnavailableError) as caught:
        nlu.understand("hola")

    assert caught.value.reason == "timeout"


def test_loading_server_is_unavailable_and_not_ready(nlu: NluClient, rasa: FakeRasa) -> None:
    rasa.status = (409, json.dumps(CONFLICT).encode())

    assert not nlu.ready()
    with pytest.raises(NluUnavailableError) as caught:
        nlu.understand("hola")
    assert caught.value.reason == "loading"
    assert caught.value.status == 409


def test_server_error_is_unavailable(nlu: NluClient, rasa: FakeRasa) -> None:
    rasa.parse = (500, b'{"status":"failure"}')

    with pytest.raises(NluUnavailableError) as caught:
        nlu.understand("hola")

    assert caught.value.reason == "refused"
    assert caught.value.status == 500


@pytest.mark.parametrize(
    "body",
    [
        b"<html>proxy</html>",
        b"[]",
        b"null",
        b"{}",
        json.dumps({**PARSED, "intent": {"name": None, "confidence": 0.0}}).encode(),
        json.dumps({**PARSED, "intent": {"name": "book", "confidence": 7}}).encode(),
        b'{"intent": {"name": "book", "confidence": NaN}, "intent_ranking": [], "entities": []}',
        json.dumps({**PARSED, "intent_ranking": None}).encode(),
        json.dumps(
            {**PARSED, "entities": [{"entity": "time", "start": 20, "end": 99, "value": "x"}]}
        ).encode(),
    ],
)
def test_nonsense_is_unavailable(nlu: NluClient, rasa: FakeRasa, body: bytes) -> None:
    rasa.parse = (200, body)

    with pytest.raises(NluUnavailableError) as caught:
        nlu.understand("turno con Laura el jueves")

    assert caught.value.reason == "nonsense"


@pytest.mark.parametrize("status", [b"{}", b"[]", b'{"model_file": null}'])
def test_status_without_model_is_not_ready(nlu: NluClient, rasa: FakeRasa, status: bytes) -> None:
    rasa.status = (200, status)

    assert not nlu.ready()


def test_ready_once_model_is_loaded(nlu: NluClient) -> None:
    assert nlu.ready()


def test_model_name_follows_a_restarted_server(nlu: NluClient, rasa: FakeRasa) -> None:
    nlu.understand("turno con Laura el jueves")
    rasa.parse, parsed = (500, b"{}"), rasa.parse
    with pytest.raises(NluUnavailableError):
        nlu.understand("turno con Laura el viernes")
    rasa.parse = parsed
    rasa.status = (200, b'{"model_file": "turnero-new.tar.gz"}')

    assert nlu.understand("turno con Laura el jueves").model == "turnero-new"

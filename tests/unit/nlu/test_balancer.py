"""The balancer before real HTTP servers that answer as Rasa does."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from app.stack import free_ports
from nlu.balancer import Balancer
from nlu.control import ReloadFailedError, reload_model

TEXTS = ["hola", "turno", "chau", "gracias"]


@dataclass
class FakeRasa:
    """One server: what it serves, how it loads, what it was asked."""

    model: str = "turnero-old.tar.gz"
    status: int = 200
    load_status: int = 204
    load_seconds: float = 0.0
    is_loading: bool = False
    parsed_while_loading: int = 0
    parsed: list[str] = field(default_factory=list)
    url: str = ""
    server: ThreadingHTTPServer | None = None

    def stop(self) -> None:
        """Hang up: nobody listens there any more."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


@contextmanager
def fake_rasa() -> Iterator[FakeRasa]:
    fake = FakeRasa()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 0.5  # closes idle connections, as Sanic does

        def do_GET(self) -> None:
            self._send(200, {"model_file": fake.model})

        def do_POST(self) -> None:
            fake.parsed_while_loading += fake.is_loading
            fake.parsed.append(self._content()["text"])
            self._send(fake.status, {"intent": {"name": "greet", "confidence": 1.0}})

        def do_PUT(self) -> None:
            fake.is_loading = True
            model = Path(self._content()["model_file"]).name
            time.sleep(fake.load_seconds)
            if fake.load_status == 204:
                fake.model = model
            fake.is_loading = False
            self._send(fake.load_status, {"reason": "BadRequest"})

        def _content(self) -> dict[str, str]:
            content: dict[str, str] = json.loads(
                self.rfile.read(int(self.headers["Content-Length"]))
            )
            return content

        def _send(self, status: int, content: object) -> None:
            body = b"" if status == 204 else json.dumps(content).encode()
            self.send_response(status)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    fake.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{fake.server.server_address[1]}"
    threading.Thread(target=fake.server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield fake
    finally:
        fake.stop()


@contextmanager
def balanced(*replicas: FakeRasa) -> Iterator[httpx.Client]:
    port = free_ports()
    urls = [replica.url for replica in replicas]
    started: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve() -> None:
        enough = asyncio.Event()
        started.append((asyncio.get_running_loop(), enough))
        serving = asyncio.create_task(Balancer(urls).serve("127.0.0.1", port))
        await enough.wait()
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await asyncio.sleep(0.02)  # closed connections leave

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=10) as http:
        deadline = time.monotonic() + 5
        while True:
            try:
                http.get("/status")
                break
            except httpx.ConnectError:
                assert time.monotonic() < deadline
                time.sleep(0.01)
        yield http
    loop, enough = started[0]
    loop.call_soon_threadsafe(enough.set)
    thread.join(5)


@pytest.fixture
def two() -> Iterator[tuple[FakeRasa, FakeRasa]]:
    with ExitStack() as stack:
        yield stack.enter_context(fake_rasa()), stack.enter_context(fake_rasa())


Two = tuple[FakeRasa, FakeRasa]


def parse(http: httpx.Client, text: str) -> httpx.Response:
    return http.post("/model/parse", json={"text": text})


def test_answer_and_text_pass_unchanged(two: Two) -> None:
    with balanced(*two) as http:
        response = parse(http, "mañana ¿puede ser? 🙏")

    assert response.status_code == 200
    assert response.json() == {"intent": {"name": "greet", "confidence": 1.0}}
    assert [text for fake in two for text in fake.parsed] == ["mañana ¿puede ser? 🙏"]


def test_what_comes_at_once_is_shared(two: Two) -> None:
    with balanced(*two) as http:
        url = str(http.base_url)
        threads = [
            threading.Thread(
                target=lambda: [
                    httpx.post(f"{url}/model/parse", json={"text": text}, trust_env=False)
                    for text in TEXTS * 5
                ]
            )
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(two[0].parsed) + len(two[1].parsed) == 80
    assert min(len(two[0].parsed), len(two[1].parsed)) > 10


def test_dead_server_costs_no_message(two: Two) -> None:
    with balanced(*two) as http:
        for text in TEXTS:
            assert parse(http, text).status_code == 200
        two[0].stop()
        statuses = [parse(http, text).status_code for text in TEXTS * 3]

    assert statuses == [200] * 12


def test_server_without_a_model_is_passed_over(two: Two) -> None:
    two[0].status = 409
    with balanced(*two) as http:
        statuses = [parse(http, text).status_code for text in TEXTS]

    assert statuses == [200] * 4


def test_nobody_there_is_said_in_time(two: Two) -> None:
    with balanced(*two) as http:
        for fake in two:
            fake.stop()
        time.sleep(0.7)  # what they still served ends

        assert parse(http, "hola").status_code == 503


def test_connections_that_the_server_closed_meanwhile_are_no_trouble(two: Two) -> None:
    with balanced(*two) as http:
        parse(http, "hola")
        time.sleep(0.7)

        assert parse(http, "chau").status_code == 200


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/model"), ("POST", "/model/train")])
def test_nothing_else_gets_through(two: Two, method: str, path: str) -> None:
    with balanced(*two) as http:
        assert http.request(method, path, json={}).status_code == 405


def test_no_message_is_lost_nor_waits_while_a_model_is_loaded(two: Two, tmp_path: Path) -> None:
    for fake in two:
        fake.load_seconds = 0.4
    statuses: list[int] = []
    with balanced(*two) as http:
        url, done = str(http.base_url), threading.Event()

        def reload() -> None:
            reload_model(url, tmp_path / "turnero-new.tar.gz")
            done.set()

        thread = threading.Thread(target=reload)
        thread.start()
        while not done.is_set():
            statuses.append(parse(http, "hola").status_code)
        thread.join()

    assert set(statuses) == {200}
    assert len(statuses) > 5
    assert [fake.model for fake in two] == ["turnero-new.tar.gz"] * 2
    assert sum(fake.parsed_while_loading for fake in two) == 0


def test_model_that_does_not_load_is_told_and_the_rest_keep_theirs(
    two: Two, tmp_path: Path
) -> None:
    two[0].load_status = 400
    with (
        balanced(*two) as http,
        pytest.raises(ReloadFailedError, match=r"still serves turnero-old\.tar\.gz"),
    ):
        reload_model(str(http.base_url), tmp_path / "turnero-new.tar.gz")

    assert two[1].model == "turnero-old.tar.gz"


def test_reload_without_a_server_is_one_sentence(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_ports()}"

    with pytest.raises(ReloadFailedError, match=f"No language server answers at {url}"):
        reload_model(url, tmp_path / "turnero-new.tar.gz")


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"POST /model/parse HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
        b"POST /model/parse HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /model/parse HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"GET /" + b"x" * 100_000,
    ],
)
def test_rude_callers_do_no_harm(two: Two, sent: bytes) -> None:
    with balanced(*two) as http:
        port = http.base_url.port

        async def shout() -> None:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            writer.close()

        asyncio.run(shout())

        assert parse(http, "hola").status_code == 200

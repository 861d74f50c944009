"""Starts the simulator as its own process, and a tiny application that checks what it is told."""

import contextlib
import hashlib
import hmac
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from mercadopago.http import HttpClient
from mercadopago.webhook import WebhookSignatureValidator
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

ACCOUNT_SID = "AC" + "1" * 32
AUTH_TOKEN = "secreto_de_prueba"
SENDER = "whatsapp:+5491155550000"
META_TOKEN = "token_de_prueba_de_meta"
META_SECRET = "app_secret_de_prueba"
META_ACCOUNT = "200000000000001"
META_LINE = "100000000000001"
META_NUMBER = "+5491155550001"
MP_TOKEN = "APP_USR-prueba"
MP_SECRET = "clave_de_prueba"
PUBLIC_URL = "https://turnos.example.ar"
STATUS_URL = f"{PUBLIC_URL}/webhooks/twilio/status"
ANA = "+5491122334455"


@dataclass(frozen=True, slots=True)
class Call:
    """One webhook as the application got it; is_signed as the party's own library judges."""

    path: str
    query: dict[str, str]
    form: dict[str, str]
    json: dict[str, Any]
    headers: dict[str, str]
    is_signed: bool
    raw: bytes = b""


@dataclass
class Receiver:
    """A tiny application: keeps every webhook, answers `codes` in turn and then 200."""

    port: int = 0
    calls: list[Call] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def clear(self) -> None:
        with self.lock:
            self.calls.clear()
            self.codes.clear()

    def statuses(self) -> list[str]:
        return [call.form["MessageStatus"] for call in self.calls if "MessageStatus" in call.form]

    def actions(self) -> list[str]:
        return [call.json["action"] for call in self.calls if "action" in call.json]


@contextlib.contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            call = read_call(self)
            with receiver.lock:
                receiver.calls.append(call)
                code = receiver.codes.pop(0) if receiver.codes else 200
            self.send_response(code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128  # the default of 5 drops connections under load
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def read_call(handler: BaseHTTPRequestHandler) -> Call:
    raw = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
    parts = urlsplit(handler.path)
    query = dict(parse_qsl(parts.query))
    headers = {name.lower(): value for name, value in handler.headers.items()}
    if "x-twilio-signature" in headers:
        form = dict(parse_qsl(raw, keep_blank_values=True))
        is_signed = RequestValidator(AUTH_TOKEN).validate(
            PUBLIC_URL + handler.path, form, headers["x-twilio-signature"]
        )
        return Call(parts.path, query, form, {}, headers, is_signed)
    if "x-hub-signature-256" in headers:
        digest = hmac.new(META_SECRET.encode(), raw.encode(), hashlib.sha256).hexdigest()
        is_signed = headers["x-hub-signature-256"] == f"sha256={digest}"
        return Call(parts.path, query, {}, json.loads(raw), headers, is_signed, raw.encode())
    WebhookSignatureValidator.validate(
        headers["x-signature"], headers["x-request-id"], query["data.id"], MP_SECRET
    )
    return Call(parts.path, query, {}, json.loads(raw), headers, True)


class Routed(HttpClient):  # type: ignore[misc]  # mercadopago ships no types
    """MercadoPago's own transport, sent to the simulator (contract sheet §12)."""

    def __init__(self, base: str) -> None:
        self.base = base

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        url = url.replace("https://api.mercadopago.com", self.base, 1)
        return super().request(method, url, *args, **kwargs)


@dataclass
class Simulator:
    """A running simulator and a client of its control API."""

    port: int
    receiver: Receiver
    process: "subprocess.Popen[bytes]"
    api: httpx.Client

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def post(self, path: str, body: Any = None) -> Any:
        answer = self.api.post(f"/phones/api/{path}", json={} if body is None else body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def get(self, path: str, **query: Any) -> Any:
        answer = self.api.get(f"/phones/api/{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def now(self) -> datetime:
        """Return the time it is in the simulated world."""
        return datetime.fromisoformat(self.get("clock")["now"])

    def settle(self) -> None:
        """Wait until nothing is still to be delivered."""
        until(lambda: self.get("idle")["idle"])

    def say(self, text: str = "Hola", **more: Any) -> Any:
        return self.post("messages", {"from": ANA, "text": text, **more})

    def bubble(self, sid: str) -> dict[str, Any]:
        return next(m for m in self.get("messages")["messages"] if m["sid"] == sid)

    def kill(self) -> None:
        """End the whole process group at once, with no chance to say goodbye."""
        self.end(signal.SIGKILL)

    def end(self, number: signal.Signals) -> int:
        """Send a signal to the process group; the exit code."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.api.close()
        return self.process.wait(10)


def start(receiver: Receiver, journal: Path, *options: str) -> Simulator:
    """Start a simulator that calls the receiver, and wait until it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "error", "-m", "simulator", "--port", str(port)]
    command += ["--app-url", f"http://127.0.0.1:{receiver.port}", "--public-url", PUBLIC_URL]
    command += ["--browser-url", f"http://127.0.0.1:{port}", "--account-sid", ACCOUNT_SID]
    command += ["--auth-token", AUTH_TOKEN, "--sender", SENDER, "--mp-access-token", MP_TOKEN]
    command += ["--meta-access-token", META_TOKEN, "--meta-app-secret", META_SECRET]
    command += ["--meta-account-id", META_ACCOUNT]
    command += [f"--meta-number={META_LINE}={META_NUMBER}"]
    command += ["--mp-webhook-secret", MP_SECRET, "--journal", str(journal), *options]
    process = subprocess.Popen(command, start_new_session=True)
    simulator = Simulator(
        port=port,
        receiver=receiver,
        process=process,
        api=httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30),
    )
    until(lambda: answers(simulator))
    return simulator


def answers(simulator: Simulator) -> bool:
    try:
        return simulator.api.get("/phones/api/idle").status_code == 200
    except httpx.HTTPError:
        return False


def until(holds: Callable[[], bool], *, seconds: float = 15) -> None:
    """Wait until something holds; fails the test when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.02)


def twilio_client(
    simulator: Simulator, *, account: str = ACCOUNT_SID, token: str = AUTH_TOKEN
) -> Client:
    """Return the real library, with its three bases sent to the simulator."""
    client = Client(account, token, http_client=TwilioHttpClient(timeout=5))
    for domain in (client.api, client.content, client.messaging):
        domain.base_url = simulator.base
    return client

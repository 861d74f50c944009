"""A server between a client and a party that writes down what both say, byte by byte."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx

_HOP_BY_HOP = {"connection", "content-length", "host", "transfer-encoding", "content-encoding"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer; the headers of the request have small letters."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes
    status: int
    answer: bytes


@dataclass
class Recorder:
    """url: where to reach the party through it."""

    url: str = ""
    exchanges: list[Exchange] = field(default_factory=list)


@contextlib.contextmanager
def recording(party_url: str) -> Iterator[Recorder]:
    """Stand before a party for a while."""
    recorder = Recorder()
    http = httpx.Client(base_url=party_url, timeout=30, trust_env=False)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            kept = {name: one for name, one in headers.items() if name not in _HOP_BY_HOP}
            answer = http.request(self.command, self.path, content=body, headers=kept)
            parts = urlsplit(self.path)
            query = parse_qs(parts.query, keep_blank_values=True)
            recorder.exchanges.append(
                Exchange(
                    self.command,
                    parts.path,
                    query,
                    headers,
                    body,
                    answer.status_code,
                    answer.content,
                )
            )
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers.get("Content-Type", "text/plain"))
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST = do_PUT = do_DELETE = _pass_on

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    recorder.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield recorder
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        http.close()

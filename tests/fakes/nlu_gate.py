"""A gate before the real Rasa server: it can be shut, opened again, and told to choke on a word."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx


class NluGate:
    """Passes every request on to Rasa while it is open; while it is shut nobody listens."""

    def __init__(self, nlu_url: str, *, chokes_on: str = "") -> None:
        self._rasa = httpx.Client(base_url=nlu_url, timeout=20, trust_env=False)
        self._chokes_on = chokes_on
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self._port = 0
        self.open()

    @property
    def url(self) -> str:
        """Where it listens, the same whenever it is open."""
        return f"http://127.0.0.1:{self._port}"

    def open(self) -> None:
        """Let requests through."""
        gate = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(gate._rasa.get(self.path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if gate._chokes_on and gate._chokes_on in json.loads(body)["text"]:
                    self._answer(httpx.Response(500, json={"reason": "ParsingError"}))
                else:
                    self._answer(gate._rasa.post(self.path, content=body))

            def _answer(self, answer: httpx.Response) -> None:
                self.send_response(answer.status_code)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        self._port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def shut(self) -> None:
        """Stop listening."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = None

    def close(self) -> None:
        """Shut for good."""
        self.shut()
        self._rasa.close()

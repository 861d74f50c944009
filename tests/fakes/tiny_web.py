"""A web of one process and two threads behind the reception of requests, to be pressed hard.

    python -m tests.fakes.tiny_web PORT

Answers each request with the length of its body.
"""

import sys
from collections.abc import Iterable
from typing import Any

from gunicorn.app.base import BaseApplication

from app.reception import Reception


def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Tell how long the body was."""
    body = str(len(environ["wsgi.input"].read())).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


class TinyWeb(BaseApplication):
    """gunicorn as the product runs it, smaller."""

    def load_config(self) -> None:
        """Set what matters to the reception."""
        options = {"worker_class": Reception, "threads": 2, "keepalive": 15, "accesslog": None}
        for name, value in {**options, "bind": f"127.0.0.1:{sys.argv[1]}"}.items():
            self.cfg.set(name, value)
        self.cfg.set("control_socket_disable", True)

    def load(self) -> Any:
        """Return the application."""
        return answer


if __name__ == "__main__":
    TinyWeb().run()

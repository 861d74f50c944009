"""Assembles the world into one Flask application and serves it: one worker, many threads."""

import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

from flask import Flask, Response, jsonify
from gunicorn.app.base import BaseApplication

from simulator import (
    checkout,
    control,
    delivery,
    mercadopago_api,
    meta_api,
    meta_templates,
    payments,
    phones,
    twilio_api,
    twilio_content,
)
from simulator.twilio_errors import TwilioError
from simulator.world import Settings, World, build

_THREADS = 64  # each open page and each «silent» fault keeps one
_GRACE_SECONDS = 3
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)


def create_app(world: World) -> Flask:
    """Return the application that speaks for every outside party."""
    app = Flask("simulator", static_url_path="/phones/static")
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    parts = (twilio_api, twilio_content, meta_api, mercadopago_api, checkout, control, phones)
    for part in parts:
        app.register_blueprint(part.blueprint(world))
    app.register_error_handler(404, _nowhere)
    return app


def _nowhere(_: Exception) -> tuple[Response, int]:
    """Answer an unknown path in JSON, in the form that every client here understands."""
    return jsonify(TwilioError(20404).as_json()), 404


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn's own way in is a subclass
    """Runs the simulator until SIGTERM. State is built in the one worker, from the journal."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._world: World | None = None
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn needs; called by its constructor."""
        for name, value in {
            "bind": f"127.0.0.1:{self._settings.port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": _THREADS,
            "worker_connections": 1000,
            "timeout": 120,
            "graceful_timeout": _GRACE_SECONDS,
            "loglevel": "warning",
            "control_socket_disable": True,
            "proc_name": "turnero-simulator",
            "post_worker_init": self._listen_for_the_end,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Build the world and go on with what was under way; called once, in the worker."""
        world = build(self._settings)
        self._world = world
        app = create_app(world)
        for part in (delivery, twilio_content, meta_templates, payments):
            part.resume(world)
        return app

    def _listen_for_the_end(self, worker: Any) -> None:
        for number in _SIGNALS:
            previous = signal.getsignal(number)
            if callable(previous):
                signal.signal(number, self._ending(previous))

    def _ending(
        self, previous: Callable[[int, FrameType | None], Any]
    ) -> Callable[[int, FrameType | None], None]:
        def end(number: int, frame: FrameType | None) -> None:
            if self._world is not None:
                self._world.stop()
            previous(number, frame)

        return end

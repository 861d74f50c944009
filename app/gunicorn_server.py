"""Serve the Flask application by gunicorn: processes, threads and time limits, in one place."""

from typing import Any

from gunicorn.app.base import BaseApplication

from app.settings import Settings
from app.web import create_app

_OPTIONS = {
    "worker_class": "gthread",
    "workers": 2,
    "threads": 24,  # live pages hold one each while they are open
    "keepalive": 15,  # seconds; webhooks come in bursts from the same sender
    "timeout": 60,
    "graceful_timeout": 2,  # live pages never finish by themselves
    "accesslog": None,  # our own log has a line for what matters, without addresses of people
    "control_socket_disable": True,
}


class _GunicornServer(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """gunicorn configured by our settings instead of files and arguments."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Hand over the options; gunicorn calls this from its constructor."""
        host = self._settings.host
        host = f"[{host}]" if ":" in host else host
        for name, value in {**_OPTIONS, "bind": f"{host}:{self._settings.port}"}.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the WSGI application, made in each process after the fork."""
        return create_app(self._settings)


def serve(settings: Settings) -> None:
    """Serve until SIGTERM."""
    _GunicornServer(settings).run()

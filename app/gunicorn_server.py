"""Serve the Flask application by gunicorn: processes, threads and time limits, in one place."""

import gc
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.config import Config
from gunicorn.glogging import Logger

from app import logs
from app.reception import Reception
from app.settings import Settings
from app.web import create_app


class _OwnLog(Logger):  # type: ignore[misc] # gunicorn has no types
    """gunicorn's messages among ours, in the same form."""

    def setup(self, cfg: Config) -> None:
        """Hand what it says to the handler of app.logs."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.error_log.setLevel("WARNING")


_OPTIONS = {
    "worker_class": Reception,
    "workers": 2,
    "threads": 24,  # live pages hold one each while they are open
    "keepalive": 15,  # seconds; webhooks come in bursts from the same sender
    "timeout": 60,
    "graceful_timeout": 2,  # live pages never finish by themselves
    "accesslog": None,  # our own log has a line for what matters, without addresses of people
    "logger_class": _OwnLog,
    "forwarded_allow_ips": "",  # app.proxies says whom to believe
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
        app = create_app(self._settings)
        # What is loaded by now lives as long as the process: no page waits for it to be walked.
        gc.collect()
        gc.freeze()
        return app


def serve(settings: Settings) -> None:
    """Serve until SIGTERM."""
    logs.configure(settings.log_format)
    _GunicornServer(settings).run()

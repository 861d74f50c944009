"""Redis from the wheel: its configuration, command line and address. It keeps nothing on disk."""

import contextlib
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import redis

from app.embedded.folders import socket_folder
from app.embedded.process import foreground_server
from app.embedded.wheels import redis_program


@dataclass(frozen=True, slots=True)
class RedisServer:
    """One configured Redis."""

    folder: Path
    socket: Path

    def command(self) -> list[str]:
        """Return the command that runs the server in the foreground; SIGTERM ends it."""
        return [str(redis_program()), str(self.folder / "redis.conf")]

    def answers(self) -> bool:
        """Whether the server accepts connections."""
        client = redis.Redis(unix_socket_path=str(self.socket))
        try:
            client.ping()
        except redis.ConnectionError:
            return False
        finally:
            client.close()
        return True


def redis_socket(data_dir: Path) -> Path:
    """Return Redis's socket."""
    return socket_folder(data_dir) / "redis.sock"


def redis_socket_url(data_dir: Path) -> str:
    """Return the address that redis.from_url understands."""
    return "unix://" + quote(str(redis_socket(data_dir)), safe="/")


def prepare_redis(data_dir: Path) -> RedisServer:
    """Return the Redis of a data folder, ready to be started. Effect: writes its configuration.

    Nothing is saved on purpose: Redis only rings bells, what must not be lost is in PostgreSQL.
    """
    server = RedisServer(data_dir / "redis", redis_socket(data_dir))
    server.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lines = [
        "port 0",
        f"unixsocket {_quoted(server.socket)}",
        "unixsocketperm 700",
        f"dir {_quoted(server.folder)}",
        'save ""',
        "appendonly no",
        "daemonize no",
    ]
    (server.folder / "redis.conf").write_text("\n".join(lines) + "\n", "utf-8")
    return server


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@contextlib.contextmanager
def start_redis(directory: Path) -> Iterator[str]:
    """Run a Redis for tests in a folder; gives its address."""
    server = prepare_redis(directory)
    with foreground_server(
        "redis",
        server.command(),
        folder=directory,
        user=None,
        answers=server.answers,
        stop_signal=signal.SIGTERM,
    ):
        yield redis_socket_url(directory)

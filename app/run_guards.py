"""What must be true before a run: nobody else runs on this folder, and its ports are free."""

import contextlib
import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from app.embedded.folders import log_folder, run_folder
from app.settings import Settings


class RunRefusedError(Exception):
    """Turnero cannot start; the text is one sentence for the person at the terminal."""


@contextlib.contextmanager
def only_run(data_dir: Path) -> Iterator[None]:
    """Hold the lock of a data folder while the block runs. Raises RunRefusedError."""
    try:
        log_folder(data_dir)
        lock = (run_folder(data_dir) / "lock").open("a+", encoding="ascii")
    except OSError as error:
        reason = f"Cannot write in {data_dir}: {error.strerror}; set TURNERO_DATA_DIR"
        raise RunRefusedError(f"{reason} to a folder of yours.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise RunRefusedError(_already_running(lock.read())) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _already_running(process_id: str) -> str:
    return (
        f"Turnero is already running here (process {process_id}): press Ctrl-C where it runs, "
        "or set TURNERO_DATA_DIR and PORT to run a second one."
    )


def check_ports(settings: Settings) -> None:
    """Return when every port of this run is free. Raises RunRefusedError naming the first not."""
    _check_port(settings.host, settings.port, "set PORT to another number")
    above = "set PORT to another number (this one is PORT + {})"
    if settings.needs_simulator:
        _check_port("127.0.0.1", settings.port + 1, above.format("1, for the simulator"))
    if settings.embedded_nlu:
        _check_port("127.0.0.1", settings.nlu_port, above.format("2, for Rasa"))
    if settings.embedded_nlu and settings.nlu_replicas > 1:
        for number, port in enumerate(settings.nlu_replica_ports, start=3):
            _check_port("127.0.0.1", port, above.format(f"{number}, for Rasa"))


def _check_port(host: str, port: int, advice: str) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except socket.gaierror as error:
        raise RunRefusedError(f"HOST: {host!r} is no address of this machine.") from error
    except OSError as error:
        raise RunRefusedError(_port_problem(error, host, port, advice)) from error


def _port_problem(error: OSError, host: str, port: int, advice: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken: stop the program that uses it, or {advice}."
    if error.errno == errno.EACCES:
        return f"Port {port} is not allowed for this user: {advice}."
    return f"HOST: cannot listen on {host}: {error.strerror}."

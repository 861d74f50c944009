"""Start a server for a moment, wait until it answers, end it."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.embedded.errors import EmbeddedServerError
from app.embedded.system_user import SystemUser

_PAUSE_SECONDS = 0.03
_END_SECONDS = 10.0


@contextlib.contextmanager
def foreground_server(
    name: str,
    command: list[str],
    *,
    folder: Path,
    user: SystemUser | None,
    answers: Callable[[], bool],
    stop_signal: signal.Signals,
) -> Iterator[None]:
    """Run a server while the block runs; the block starts when it answers.

    Its output goes to NAME.log in the folder. Raises EmbeddedServerError with the end of that
    log when the server ends or stays silent for too long.
    """
    log = folder / f"{name}.log"
    owner = {} if user is None else user.process_options()
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own command, no shell
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in the terminal must not end it before its users
            **owner,
        )
    try:
        wait_for_answer(name, answers, is_alive=lambda: process.poll() is None, log=log)
        yield
    finally:
        process.send_signal(stop_signal)
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_answer(
    name: str,
    answers: Callable[[], bool],
    *,
    is_alive: Callable[[], bool],
    log: Path,
    timeout_seconds: float = 60.0,
) -> None:
    """Return when the server answers. Raises EmbeddedServerError when it ends or takes too long."""
    deadline = time.monotonic() + timeout_seconds
    while not answers():
        if not is_alive():
            raise EmbeddedServerError(name, f"ended at once: {_last_line(log)}")
        if time.monotonic() > deadline:
            raise EmbeddedServerError(name, f"did not answer in {timeout_seconds:.0f} s, see {log}")
        time.sleep(_PAUSE_SECONDS)


def _last_line(log: Path) -> str:
    lines = log.read_text("utf-8", errors="replace").splitlines() if log.exists() else []
    return lines[-1].strip() if lines else "it wrote nothing"

"""Run a command, and show on the terminal what is being done and for how long."""

import contextlib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator

_BEAT_SECONDS = 1.0
_QUIET_BEATS = 15  # without a terminal, a sign of life only this often
_TAIL_LINES = 15


class SetupError(Exception):
    """Setup cannot go on; the text is for the person at the terminal."""


@contextlib.contextmanager
def announced(what: str) -> Iterator[None]:
    """Show what is being done while the block runs, and at its end how long it took."""
    began = time.monotonic()
    ended = threading.Event()
    line = f"setup: {what} …"
    print(line, flush=True, end="" if sys.stdout.isatty() else "\n")
    thread = threading.Thread(target=_beat, args=(line, began, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        start = "\r" if sys.stdout.isatty() else ""
        print(f"{start}{line} {time.monotonic() - began:.0f} s", flush=True)


def _beat(line: str, began: float, ended: threading.Event) -> None:
    beats = 0
    while not ended.wait(_BEAT_SECONDS):
        beats += 1
        seconds = f"{line} {time.monotonic() - began:.0f} s"
        if sys.stdout.isatty():
            print(f"\r{seconds}", end="", flush=True)
        elif beats % _QUIET_BEATS == 0:
            print(seconds, flush=True)


def run_step(what: str, command: list[str], *, env: dict[str, str] | None = None) -> None:
    """Run a command and show its progress, not its output.

    Raises SetupError with the end of the output when it fails.
    """
    with announced(what):
        run_quietly(command, env=env)


def run_quietly(command: list[str], *, env: dict[str, str] | None = None) -> None:
    """Run a command; it ends with us. Raises SetupError with the end of its output."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        process = subprocess.Popen(  # noqa: S603 - our own command, no shell
            command, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            code = process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        if code == 0:
            return
        output.seek(0)
        tail = "".join(output.readlines()[-_TAIL_LINES:]).rstrip()
    raise SetupError(f"`{' '.join(command[:4])} …` failed with code {code}:\n{tail}")

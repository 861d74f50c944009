"""Find and end every process that a run on one data folder started, whoever its parent is now."""

import contextlib
import signal
from pathlib import Path

import psutil

from app.embedded.folders import socket_folder
from app.supervisor import MARK

_SUPERVISOR_SECONDS = 12.0  # it waits for its programs, one group after the other
_PROGRAM_SECONDS = 3.0
_KILL_ROUNDS = 3  # a supervisor may start one more while it dies


def leftovers(data_dir: Path) -> list[psutil.Process]:
    """Return the processes of this data folder, but for the one that asks and its ancestors.

    They carry the folder in their environment. PostgreSQL and Redis write their title over
    theirs and are known by their command line.
    """
    me = psutil.Process()
    own = {me.pid, *(parent.pid for parent in me.parents())}
    paths = (str(data_dir / "pg"), str(socket_folder(data_dir) / "redis.sock"))
    return [
        process
        for process in psutil.process_iter()
        if process.pid not in own and _belongs(process, data_dir, paths)
    ]


def _belongs(process: psutil.Process, data_dir: Path, paths: tuple[str, str]) -> bool:
    try:
        if process.environ().get(MARK) == str(data_dir):
            return True
        name, words = process.name(), " ".join(process.cmdline())
    except (psutil.Error, OSError):
        return False  # another user's, or gone meanwhile
    return name.startswith(("postgres", "redis-server")) and any(path in words for path in paths)


def end_leftovers(data_dir: Path) -> int:
    """End those processes: their supervisor first, then the rest, by force if need be.

    Returns how many there were.
    """
    found = leftovers(data_dir)
    supervisors = [process for process in found if _is_supervisor(process)]
    _end(supervisors, _SUPERVISOR_SECONDS)
    _end(leftovers(data_dir), _PROGRAM_SECONDS)
    return len(found)


def _is_supervisor(process: psutil.Process) -> bool:
    try:
        return "supervisor.supervisord" in process.cmdline()
    except psutil.Error:
        return False


def _end(processes: list[psutil.Process], seconds: float) -> None:
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.send_signal(_stop_signal(process))
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=seconds)


def kill_leftovers(data_dir: Path) -> None:
    """End those processes by force, at once."""
    for _ in range(_KILL_ROUNDS):
        found = leftovers(data_dir)
        if not found:
            return
        for process in found:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(found, timeout=1)


def _stop_signal(process: psutil.Process) -> int:
    """SIGTERM would make PostgreSQL wait for its clients; SIGINT does not."""
    is_postgres = process.name().startswith("postgres")
    return signal.SIGINT if is_postgres else signal.SIGTERM

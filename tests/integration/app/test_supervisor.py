"""A real supervisord: programs live on after kill -9, and nothing is left behind at the end."""

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from app.leftovers import end_leftovers, leftovers
from app.supervisor import Program, ProgramState, Supervisor, configuration

SLEEP = "import time; time.sleep(600)"
WITH_CHILD = (
    "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    f"subprocess.Popen([sys.executable, '-c', {SLEEP!r}]); time.sleep(600)"
)


def python(name: str, code: str, folder: Path) -> Program:
    command = [sys.executable, "-c", code]
    return Program(name=name, command=command, folder=folder, stop_seconds=1)


def eventually(is_true: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def state(supervisor: Supervisor, name: str) -> ProgramState:
    found = [item for item in supervisor.states() if item.name == name]
    return found[0] if found else ProgramState(name, 0, "")


class TestSupervisor:
    def test_a_server_starts_at_once_and_a_program_when_told(self, supervisor: Supervisor) -> None:
        eventually(lambda: state(supervisor, "server").pid > 0)
        assert state(supervisor, "program").pid == 0

        supervisor.start_programs(["program", "program"])

        eventually(lambda: state(supervisor, "program").pid > 0)

    def test_a_killed_program_is_started_again(self, supervisor: Supervisor) -> None:
        supervisor.start_programs(["program"])
        eventually(lambda: state(supervisor, "program").state == "RUNNING")
        killed = state(supervisor, "program").pid

        os.kill(killed, signal.SIGKILL)

        eventually(lambda: state(supervisor, "program").pid not in (0, killed))

    def test_stopping_ends_all_processes_and_their_children(
        self, supervisor: Supervisor, folder: Path
    ) -> None:
        supervisor.start_programs(["program", "stubborn"])
        eventually(lambda: len(leftovers(folder)) == 5)

        supervisor.stop(8)

        assert not supervisor.is_alive()
        assert leftovers(folder) == []

    def test_what_a_killed_supervisor_leaves_is_found_and_ended(
        self, supervisor: Supervisor, folder: Path
    ) -> None:
        supervisor.start_programs(["program", "stubborn"])
        eventually(lambda: len(leftovers(folder)) == 5)
        [own] = [p for p in psutil.Process().children() if "supervisord" in " ".join(p.cmdline())]
        own.kill()
        eventually(lambda: not supervisor.is_alive())
        assert supervisor.states() == []

        assert end_leftovers(folder) == 4

        assert leftovers(folder) == []


@pytest.fixture
def supervisor(folder: Path) -> Iterator[Supervisor]:
    config = configuration(
        folder,
        [python("server", SLEEP, folder)],
        [python("program", SLEEP, folder), python("stubborn", WITH_CHILD, folder)],
    )
    supervisor = Supervisor(folder, config=config, environ=dict(os.environ))
    eventually(lambda: bool(supervisor.states()))
    yield supervisor
    supervisor.stop(8)
    end_leftovers(folder)


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="t-"))
    yield path
    shutil.rmtree(path)

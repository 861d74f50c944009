"""What the terminal is told while Turnero runs."""

from pathlib import Path

import pytest

from app.settings import Settings
from app.supervisor import ProgramState
from app.watcher import Watcher


def running(pid: int) -> list[ProgramState]:
    return [ProgramState("web", pid, "RUNNING")]


FAILING = [ProgramState("web", 0, "BACKOFF")]


def test_a_program_that_keeps_running_is_no_news(watcher: Watcher) -> None:
    assert [watcher.news(running(5)) for _ in range(3)] == [[], [], []]


def test_a_restart_is_told_once_with_the_log(watcher: Watcher, tmp_path: Path) -> None:
    watcher.news(running(5))

    [line] = watcher.news(running(6))

    assert line.startswith("! web ended and was started again")
    assert str(tmp_path / "log" / "web.log") in line
    assert watcher.news(running(6)) == []


def test_a_program_that_cannot_start_is_told_once_and_when_it_runs_again(watcher: Watcher) -> None:
    watcher.news(running(5))

    lines = [watcher.news(states) for states in (FAILING, FAILING, running(7), running(7))]

    assert [len(told) for told in lines] == [1, 0, 1, 0]
    assert lines[2] == ["web runs again."]


def test_after_a_restart_of_the_supervisor_new_processes_are_expected(watcher: Watcher) -> None:
    watcher.news(running(5))

    watcher.forget()

    assert watcher.news(running(6)) == []


@pytest.fixture
def watcher(tmp_path: Path) -> Watcher:
    values = {
        "SECRET_KEY": "k" * 32,
        "PORT": "1",  # nothing answers there
        "NLU_URL": "http://127.0.0.1:3",
        "TURNERO_DATA_DIR": str(tmp_path),
    }
    return Watcher(Settings.load(values, None))

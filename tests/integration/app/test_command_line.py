"""`turnero` as people call it: one clear sentence and exit code 1 when it cannot start."""

import fcntl
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import PROJECT
from app.stack import free_ports

SETTINGS = set(re.findall(r"^#?([A-Z_]+)=", (PROJECT / ".env.example").read_text("utf-8"), re.M))


def turnero(*words: str, data_dir: Path, text: str = "", **environ: str) -> tuple[int, str, str]:
    clean = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    result = subprocess.run(
        [sys.executable, "-m", "app.cli", *words],
        cwd=PROJECT,
        env=clean | {"TURNERO_DATA_DIR": str(data_dir)} | environ,
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return result.returncode, result.stdout, result.stderr


class TestHelp:
    @pytest.mark.parametrize(
        "command",
        [
            "",
            "run",
            "web",
            "worker",
            "clock",
            "nlu train",
            "nlu serve",
            "nlu evaluate",
            "nlu cross-validate",
            "nlu promote",
            "nlu reload",
            "nlu balance",
            "db upgrade",
            "seed",
            "simulator",
            "when",
        ],
    )
    def test_every_command_explains_itself(self, command: str, tmp_path: Path) -> None:
        code, output, _ = turnero(*command.split(), "--help", data_dir=tmp_path)

        assert code == 0
        assert output.startswith("Usage: ")
        assert len(output.splitlines()) > 5


class TestRun:
    def test_wrong_settings_are_told_all_at_once(self, tmp_path: Path) -> None:
        code, _, error = turnero("run", data_dir=tmp_path, PORT="x", WORKERS="many")

        assert code == 1
        assert "PORT: must be" in error
        assert "WORKERS: must be" in error
        assert "Traceback" not in error

    def test_a_second_run_is_refused_in_one_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "run").mkdir()
        with (tmp_path / "run" / "lock").open("w") as lock:
            lock.write("4711")
            lock.flush()
            fcntl.flock(lock, fcntl.LOCK_EX)

            code, output, error = turnero("run", data_dir=tmp_path)

        assert (code, output) == (1, "")
        assert error.startswith("Error: Turnero is already running here (process 4711)")
        assert error.count("\n") == 1

    @pytest.mark.parametrize("above", [0, 1, 2])
    def test_a_taken_port_is_named_with_its_setting(
        self, above: int, taken_port: int, tmp_path: Path
    ) -> None:
        code, output, error = turnero("run", data_dir=tmp_path, PORT=str(taken_port - above))

        assert (code, output) == (1, "")
        assert error.startswith(f"Error: Port {taken_port} is taken: ")
        assert "set PORT" in error
        assert error.count("\n") == 1

    def test_a_folder_that_cannot_be_written_is_one_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()

        code, _, error = turnero("run", data_dir=tmp_path / "file", SECRET_KEY="k" * 32)

        assert code == 1
        assert error.startswith(f"Error: Cannot write in {tmp_path / 'file'}")
        assert error.count("\n") == 1

    def test_a_host_of_another_machine_is_one_sentence(self, tmp_path: Path) -> None:
        code, _, error = turnero("run", data_dir=tmp_path, HOST="192.0.2.1")

        assert code == 1
        assert error.startswith("Error: HOST: cannot listen on 192.0.2.1")


class TestDatabase:
    def test_a_database_that_does_not_answer_is_one_sentence(self, tmp_path: Path) -> None:
        url = "postgresql://nobody@127.0.0.1:1/none"

        code, _, error = turnero("db", "upgrade", data_dir=tmp_path, DATABASE_URL=url)

        assert code == 1
        assert error.startswith("Error: the database does not answer: ")
        assert "Traceback" not in error


class TestWhen:
    def test_it_says_what_a_text_means(self, tmp_path: Path) -> None:
        code, output, _ = turnero(
            "when", "el jueves a las 17", "--now", "2027-03-10T11:20", data_dir=tmp_path
        )

        assert code == 0
        assert "2027-03-11" in output
        json.loads(output)

    def test_good_lines_are_answered_and_bad_ones_named(self, tmp_path: Path) -> None:
        lines = [
            '{"id": "a", "text": "mañana a las 17", "now": "2027-03-10T11:20"}',
            "no json",
            "",
            '{"id": "b", "text": "hola", "now": "2027-03-10T11:20"}',
            '{"text": "hola"}',
            '{"id": "c", "text": "hola", "now": "yesterday"}',
        ]

        code, output, error = turnero("when", "--jsonl", data_dir=tmp_path, text="\n".join(lines))

        answers = [json.loads(line) for line in output.splitlines()]
        nothing = dict.fromkeys(("date_from", "date_to", "time_from", "time_to"))
        assert code == 2
        assert [answer["id"] for answer in answers] == ["a", "b"]
        assert answers[0]["pred"]["date_from"] == "2027-03-11"
        assert answers[1]["pred"] == nothing
        assert [line.split(":")[0] for line in error.splitlines()] == ["line 2", "line 5", "line 6"]

    @pytest.mark.parametrize("words", [[], ["x", "--jsonl"], ["x", "--now", "soon"]])
    def test_wrong_use_is_explained(self, words: list[str], tmp_path: Path) -> None:
        code, output, error = turnero("when", *words, data_dir=tmp_path)

        assert (code, output) == (2, "")
        assert error.startswith("Usage: ")


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which somebody listens; the two below it are free."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", free_ports() + 2))
        listener.listen()
        yield listener.getsockname()[1]

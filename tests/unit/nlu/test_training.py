"""A model is named after all that made it, appears whole, and is trained once.

The Rasa of these tests is a script in the place of nlu/service/.venv/bin/python: a real process.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from nlu.training import (
    TrainingFailedError,
    fingerprint,
    model_path,
    needs_training,
    prune,
    rasa_environment,
    serve_command,
    train,
)

TRAINS = """
import os, pathlib, sys
options = dict(zip(sys.argv[1:], sys.argv[2:]))
assert os.environ["RASA_TELEMETRY_ENABLED"] == "false"
service, project = os.environ["PYTHONPATH"].split(os.pathsep)
assert service == os.path.dirname(options["--config"])
assert service == os.path.join(project, "nlu", "service")
print("INFO rasa.engine  - Starting to train component 'ChatEntityExtractor'.")
out = pathlib.Path(options["--out"])
(out / (options["--fixed-model-name"] + ".tar.gz")).write_bytes(b"model")
print("Your Rasa model is trained and saved at '/x/y.tar.gz'.")
"""
FAILS = "import sys; print('pipeline is broken'); sys.exit(3)"


SOURCES = ("config.yml", "domain.yml", "uv.lock", "data/a.yml", "components/a.py")


@pytest.fixture
def service(tmp_path: Path) -> Path:
    folder = tmp_path / "nlu" / "service"
    for name in SOURCES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return folder


def install_rasa(service: Path, script: str) -> None:
    python = service / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    (service / ".venv" / "rasa.py").write_text(script, encoding="utf-8")
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "{service}/.venv/rasa.py" "$@"\n')
    python.chmod(python.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize(
    "name",
    [*SOURCES, "data/deep/new.yml"],
)
def test_every_source_changes_the_fingerprint(service: Path, name: str) -> None:
    before = fingerprint(service)
    path = service / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("changed", encoding="utf-8")

    assert fingerprint(service) != before


def test_renamed_source_changes_the_fingerprint(service: Path) -> None:
    before = fingerprint(service)
    (service / "data" / "a.yml").rename(service / "data" / "b.yml")

    assert fingerprint(service) != before


def test_compiled_files_and_readme_do_not_change_the_fingerprint(service: Path) -> None:
    before = fingerprint(service)
    (service / "components" / "__pycache__").mkdir()
    (service / "components" / "__pycache__" / "a.pyc").write_bytes(b"x")
    (service / "README.md").write_text("words", encoding="utf-8")

    assert fingerprint(service) == before
    assert len(before) == 12


def test_fingerprint_does_not_depend_on_the_place(service: Path, tmp_path: Path) -> None:
    before = fingerprint(service)
    moved = service.rename(tmp_path / "elsewhere")

    assert fingerprint(moved) == before


def test_training_leaves_the_model_and_nothing_else(service: Path, tmp_path: Path) -> None:
    install_rasa(service, TRAINS)
    models, lines = tmp_path / "models", list[str]()
    assert needs_training(service, models)

    made = train(service, models, report=lines.append)

    assert made == model_path(service, models)
    assert made.name == f"turnero-{fingerprint(service)}.tar.gz"
    assert [path.name for path in models.iterdir()] == [made.name]
    assert not needs_training(service, models)
    assert "  learning ChatEntityExtractor" in lines


def test_current_model_is_not_trained_again(service: Path, tmp_path: Path) -> None:
    install_rasa(service, FAILS)
    current = model_path(service, tmp_path)
    current.write_bytes(b"model")

    assert train(service, tmp_path, report=lambda _: None) == current


def test_failed_training_leaves_nothing_and_says_why(service: Path, tmp_path: Path) -> None:
    install_rasa(service, FAILS)
    models = tmp_path / "models"

    with pytest.raises(TrainingFailedError) as caught:
        train(service, models, report=lambda _: None)

    assert caught.value.exit_code == 3
    assert caught.value.log == "pipeline is broken"
    assert list(models.iterdir()) == []
    assert needs_training(service, models)


def test_prune_keeps_only_the_current_model(tmp_path: Path) -> None:
    old, new, other = (tmp_path / name for name in ("turnero-a.tar.gz", "turnero-b.tar.gz", "x"))
    for path in (old, new, other):
        path.write_bytes(b"")
    (tmp_path / ".training-dead").mkdir()

    prune(tmp_path, keep=[new])

    assert {path.name for path in tmp_path.iterdir()} == {"turnero-b.tar.gz", "x"}


def test_server_listens_on_this_machine_only(service: Path, tmp_path: Path) -> None:
    command = serve_command(service, tmp_path / "m.tar.gz", 5055)

    assert command[command.index("--interface") + 1] == "127.0.0.1"
    assert command[command.index("--port") + 1] == "5055"
    assert command[command.index("--model") + 1] == str(tmp_path / "m.tar.gz")
    assert "--enable-api" in command


def test_environment_never_reports_nor_logs_messages(service: Path) -> None:
    environment = rasa_environment(service, {"LOG_LEVEL": "DEBUG", "HOME": "/home/x"})

    assert environment["RASA_TELEMETRY_ENABLED"] == "false"
    assert environment["LOG_LEVEL"] == "INFO"
    assert environment["HOME"] == "/home/x"

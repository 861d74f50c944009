"""Keeps the language model in step with its data, and starts its server.

A model is named after a fingerprint of all that made it, so «is it current?» is «does the file
exist?». Runs Rasa in the environment of nlu/service as a process; imports nothing of it. Only the
standard library, since it also runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

Report = Callable[[str], None]

FINGERPRINT_CHARACTERS = 12
# The app's grammar of times, of which the components take hints, is not among them: a model stands
# a mended rule, and every mend would cost a training. Unit tests hold the names of its hints.
_PARTS = ("config.yml", "domain.yml", "uv.lock", "data", "components")
_IGNORED_FOLDERS = {"__pycache__"}
_LOG_LINES_KEPT = 30
# What a person waiting wants to see of Rasa's log, by a word of the line.
_STEPS = {
    "Starting to train component": "learning",
    "Your Rasa model is trained": "packed",
}


class TrainingFailedError(Exception):
    """Rasa did not train. log holds the last lines it wrote; exit_code is Rasa's own."""

    def __init__(self, exit_code: int, log: str) -> None:
        super().__init__(exit_code, log)
        self.exit_code = exit_code
        self.log = log


def fingerprint(service_dir: Path) -> str:
    """Return a short name of the data, settings, components and libraries as they are now."""
    digest = hashlib.sha256()
    for path in _sources(service_dir):
        digest.update(path.relative_to(service_dir).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:FINGERPRINT_CHARACTERS]


def model_path(service_dir: Path, models_dir: Path) -> Path:
    """Return where the model of the present fingerprint lies or will lie."""
    return models_dir / f"turnero-{fingerprint(service_dir)}.tar.gz"


def needs_training(service_dir: Path, models_dir: Path) -> bool:
    """Return whether there is no model yet of what lies in service_dir."""
    return not model_path(service_dir, models_dir).is_file()


def train(service_dir: Path, models_dir: Path, *, report: Report) -> Path:
    """Return the current model, training it if there is none; report gets a line for each step.

    The model appears under its name only when whole. Raises TrainingFailedError.
    """
    target = model_path(service_dir, models_dir)
    if target.is_file():
        report(f"language model {target.name} is current")
        return target
    models_dir.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    report(f"training language model {target.name} (one to two minutes)")
    # On the same disk as the target, so that the rename at the end is one step.
    with tempfile.TemporaryDirectory(dir=models_dir, prefix=".training-") as scratch:
        name = target.name.removesuffix(".tar.gz")
        _run(train_command(service_dir, Path(scratch), name), service_dir, report)
        os.replace(Path(scratch) / target.name, target)
    report(f"language model {target.name} ready after {time.monotonic() - began:.0f} s")
    return target


def prune(models_dir: Path, *, keep: Collection[Path]) -> None:
    """Remove the models of older fingerprints; those of keep stay."""
    for path in models_dir.glob("turnero-*.tar.gz"):
        if path not in keep:
            path.unlink(missing_ok=True)
    for scratch in models_dir.glob(".training-*"):
        shutil.rmtree(scratch, ignore_errors=True)


def train_command(
    service_dir: Path, out_dir: Path, name: str, *, config: Path | None = None
) -> list[str]:
    """Return the command that trains and leaves out_dir/name.tar.gz; config: another pipeline."""
    service = service_dir.resolve()
    return [
        *_rasa(service),
        *("train", "nlu"),
        *("--config", str((config or service / "config.yml").resolve())),
        *("--domain", str(service / "domain.yml")),
        *("--nlu", str(service / "data")),
        *("--out", str(out_dir.resolve())),
        *("--fixed-model-name", name),
    ]


def serve_command(service_dir: Path, model_path: Path, port: int) -> list[str]:
    """Return the command that serves a model on this machine only; run it with rasa_environment."""
    service = service_dir.resolve()
    return [
        *_rasa(service),
        *("run", "--enable-api"),
        *("--model", str(model_path.resolve())),
        *("--interface", "127.0.0.1"),
        *("--port", str(port)),
        # Names a file that is not there, so that no endpoints.yml of the working folder counts.
        *("--endpoints", str(service / "endpoints.yml")),
    ]


def rasa_environment(service_dir: Path, inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a Rasa process: as inherited, but quiet, small and private."""
    service = service_dir.resolve()
    return {
        **inherited,
        # The components, and the project, of which they read the grammar of times.
        "PYTHONPATH": f"{service}{os.pathsep}{service.parents[1]}",
        "PYTHONWARNINGS": "ignore",
        "PYTHONUNBUFFERED": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        # Rasa's cache knows a component by its class alone and would reuse what older helpers made.
        "RASA_MAX_CACHE_SIZE": "0",
        "SANIC_WORKERS": "1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        # TensorFlow is imported by Rasa but not used by the pipeline: no log, no GPU, no threads.
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        # Rasa logs a message's text at debug level: never let an inherited LOG_LEVEL do that.
        "LOG_LEVEL": "INFO",
    }


def _rasa(service: Path) -> list[str]:
    return [str(service / ".venv" / "bin" / "python"), "-W", "ignore", "-m", "rasa"]


def _sources(service_dir: Path) -> Iterator[Path]:
    for part in _PARTS:
        path = service_dir / part
        if path.is_file():
            yield path
        for inner in sorted(path.rglob("*")):
            if inner.is_file() and not _IGNORED_FOLDERS.intersection(inner.parts):
                yield inner


def _run(command: list[str], service_dir: Path, report: Report) -> None:
    """Run Rasa to its end, reporting its steps. Raises TrainingFailedError."""
    kept: list[str] = []
    with subprocess.Popen(  # noqa: S603 - our own command, no shell
        command,
        cwd=service_dir,
        env=rasa_environment(service_dir, os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None  # PIPE above
        for line in process.stdout:
            kept = [*kept[1 - _LOG_LINES_KEPT :], line.rstrip()]
            _report_step(line, report)
    if process.returncode != 0:
        raise TrainingFailedError(process.returncode, "\n".join(kept))


def _report_step(line: str, report: Report) -> None:
    for sign, step in _STEPS.items():
        if sign in line:
            quoted = line.split("'")
            report(f"  {step} {Path(quoted[1]).name if len(quoted) > 1 else ''}".rstrip())

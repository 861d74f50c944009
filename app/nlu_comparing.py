"""Compares pipelines: each is trained, served and measured on the same messages."""

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import psutil

from app.language_model import SERVICE
from app.stack import StackError, served_model
from nlu.client import NluClient
from nlu.evaluation import Evaluation, evaluate
from nlu.examples import Example, read_examples
from nlu.training import rasa_environment, train_command

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """What a pipeline costs and what it gives. load_seconds: from start to the first answer."""

    name: str
    train_seconds: float
    load_seconds: float
    megabytes: float
    evaluations: tuple[Evaluation, ...]


def compare_pipelines(configs: Sequence[Path], files: Sequence[Path]) -> None:
    """Print a table with a line for each pipeline and file. Raises BadExamplesError, StackError."""
    sets = {path.stem: read_examples(path) for path in files}
    click.echo(
        "| pipeline | messages | accuracy | core | macro F1 | entities F1 | time F1 | ECE "
        "| ms median | load s | MB | training s |"
    )
    click.echo("|" + "---|" * 12)
    for config in configs:
        measured = _measured(config, list(sets.values()))
        for name, evaluation in zip(sets, measured.evaluations, strict=True):
            click.echo(_line(measured, name, evaluation))


def _measured(config: Path, sets: Sequence[Sequence[Example]]) -> Measured:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        began = time.monotonic()
        model = _train(config, folder)
        trained = time.monotonic()
        with served_model(model, folder) as url, NluClient(url) as client:
            load_seconds = time.monotonic() - trained
            evaluations = tuple(evaluate(examples, client.understand) for examples in sets)
            megabytes = _resident_megabytes(model)
    return Measured(config.stem, trained - began, load_seconds, megabytes, evaluations)


def _train(config: Path, folder: Path) -> Path:
    command = train_command(SERVICE, folder, "compared", config=config)
    log = folder / "train.log"
    with log.open("wb") as output:
        done = subprocess.run(  # noqa: S603 - our own command, no shell
            command,
            cwd=SERVICE,
            env=rasa_environment(SERVICE, os.environ),
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0:
        last = log.read_text("utf-8", errors="replace").strip().rpartition("\n")[2]
        raise StackError(f"{config} did not train: {last}")
    return folder / "compared.tar.gz"


def _resident_megabytes(model: Path) -> float:
    """Return what the server of this model holds in memory."""
    own = psutil.Process().children(recursive=True)
    servers = [child for child in own if str(model.resolve()) in child.cmdline()]
    return sum(server.memory_info().rss for server in servers) / _MEGABYTE


def _line(measured: Measured, name: str, evaluation: Evaluation) -> str:
    entities = evaluation.entities
    cells = (
        measured.name,
        name,
        f"{evaluation.accuracy:.1%}",
        f"{evaluation.accuracy_core:.1%}",
        f"{evaluation.macro_f1:.3f}",
        f"{entities['all'].f1:.3f}",
        f"{entities['time'].f1:.3f}",
        f"{evaluation.calibration_error:.3f}",
        f"{evaluation.median_ms:.1f}",
        f"{measured.load_seconds:.0f}",
        f"{measured.megabytes:.0f}",
        f"{measured.train_seconds:.0f}",
    )
    return f"| {' | '.join(cells)} |"

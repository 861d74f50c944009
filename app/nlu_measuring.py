"""Runs the language understanding over labelled messages and shows how good it is."""

import os
import subprocess
from pathlib import Path

import click

from app.language_model import SERVICE
from app.settings import Settings
from app.stack import StackError, nlu_server
from nlu.client import NluClient
from nlu.evaluation import evaluate
from nlu.examples import BadExamplesError, read_examples
from nlu.learning_curve import read_curve
from nlu.report_page import as_page
from nlu.report_text import as_text
from nlu.training import rasa_environment


def measure(settings: Settings, file: Path, *, page: Path | None, curve_file: Path | None) -> None:
    """Print the figures of a file of examples, and write them as a page where asked to.

    Raises BadExamplesError before any server is started, StackError, TrainingFailedError.
    """
    examples = read_examples(file)
    curve = read_curve(curve_file) if curve_file else []
    with nlu_server(settings) as url, NluClient(url) as client:
        client.ready()  # so that the first message does not pay for the connection
        evaluation = evaluate(examples, client.understand)
    click.echo(as_text(evaluation))
    if page is not None:
        _write(page, as_page(evaluation, title=file.name, curve=curve))
        click.echo(f"\nPage: {page}")


def cross_validate(curve: Path | None) -> None:
    """Print the figures of leaving one author out. Raises StackError when the measuring failed."""
    command = [str(SERVICE / ".venv" / "bin" / "python"), "-W", "ignore", "measure.py"]
    if curve is not None:
        command += ["--curve", str(curve.resolve())]
    environment = rasa_environment(SERVICE, os.environ)
    done = subprocess.run(  # noqa: S603 - our own command, no shell
        command, cwd=SERVICE, env=environment, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode != 0:
        reason = done.stderr.strip().rpartition("\n")[2]
        raise StackError(f"The measuring failed: {reason}")


def _write(page: Path, text: str) -> None:
    try:
        page.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadExamplesError(f"{page} cannot be written: {error.strerror}.") from error

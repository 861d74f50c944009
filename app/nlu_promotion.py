"""A new language model takes the place of the one in use only when it understands more."""

from pathlib import Path

import click

from app.language_model import (
    model_in_use,
    models_folder,
    reload_server,
    train_model,
)
from app.settings import PROJECT, Settings
from app.stack import StackError, served_model
from nlu.client import NluClient
from nlu.evaluation import Evaluation, evaluate
from nlu.examples import read_examples
from nlu.promotion import compare
from nlu.shelf import Shelf

HELD_OUT = PROJECT / "tests" / "nlu"


def promote_model(settings: Settings, *, is_forced: bool = False) -> None:
    """Put the model of the present data in use if it understands the held-out messages better.

    A running server then loads it. Raises TrainingFailedError, BadExamplesError, ReloadFailedError.
    """
    new, shelf = train_model(settings), Shelf(models_folder(settings))
    in_use = model_in_use(settings)
    if new == in_use:
        shelf.put_in_use(new)
        click.echo(f"{new.name} is in use.")
    elif is_forced or _is_better(settings, new, in_use):
        shelf.put_in_use(new)
        click.echo(f"{new.name} takes the place of {in_use.name}.")
        if _is_served(settings):
            reload_server(settings)
    else:
        shelf.turn_down(new)
        click.echo(f"{in_use.name} stays in use.")


def _is_served(settings: Settings) -> bool:
    with NluClient(settings.nlu_address) as client:
        return client.ready()


def _is_better(settings: Settings, new: Path, in_use: Path) -> bool:
    """Whether new does better than in_use, which may no longer load with the present code."""
    try:
        before = _measured(settings, in_use)
    except StackError:
        click.echo(f"{in_use.name} cannot be served any more.")
        return True
    verdict = compare(_measured(settings, new), before)
    click.echo(f"On the held-out messages {in_use.name} has {verdict.in_use:.4f},")
    click.echo(f"{new.name} {verdict.new:.4f} (mean of accuracy, core accuracy and entity F1).")
    return verdict.is_better


def _measured(settings: Settings, model: Path) -> Evaluation:
    files = sorted(HELD_OUT.glob("*.jsonl"))
    examples = [example for path in files for example in read_examples(path)]
    with served_model(model, settings.data_dir / "log") as url, NluClient(url) as client:
        return evaluate(examples, client.understand)

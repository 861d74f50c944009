"""The language model of this installation: where it lies, how it is trained, served, replaced."""

import os
from pathlib import Path

import click

from app.settings import PROJECT, Settings
from nlu.control import reload_model
from nlu.shelf import Shelf
from nlu.training import model_path, prune, rasa_environment, serve_command, train

SERVICE = PROJECT / "nlu" / "service"


class NoModelError(Exception):
    """There is no model to serve; the text is one sentence for the person at the terminal."""


def models_folder(settings: Settings) -> Path:
    """Return where trained models lie."""
    return settings.data_dir / "nlu" / "models"


def is_settled(settings: Settings) -> bool:
    """Whether the model of the training data as it is now was put in use or turned down."""
    folder = models_folder(settings)
    return Shelf(folder).last_judged() == model_path(SERVICE, folder)


def model_in_use(settings: Settings) -> Path:
    """Return the model to serve. Raises NoModelError."""
    model = Shelf(models_folder(settings)).in_use()
    if model is None:
        raise NoModelError("There is no language model yet: run turnero nlu train.")
    return model


def train_model(settings: Settings) -> Path:
    """Return the model of the present data, trained when there is none; the first is put in use.

    Raises TrainingFailedError.
    """
    folder = models_folder(settings)
    shelf = Shelf(folder)
    model = train(SERVICE, folder, report=click.echo)
    if shelf.in_use() is None:
        shelf.put_in_use(model)
    prune(folder, keep=[model, model_in_use(settings)])
    return model


def reload_server(settings: Settings) -> None:
    """Have the running server load the model in use. Raises ReloadFailedError, NoModelError."""
    served = reload_model(settings.nlu_address, model_in_use(settings))
    click.echo(f"{settings.nlu_address} serves {served} now.")


def serve_model(settings: Settings, *, port: int | None = None) -> None:
    """Become the server of the model in use, trained first when there is none; port: PORT + 2."""
    if Shelf(models_folder(settings)).in_use() is None:
        train_model(settings)
    command = serve_command(SERVICE, model_in_use(settings), port or settings.nlu_port)
    environment = rasa_environment(SERVICE, os.environ)
    os.chdir(SERVICE)
    os.execvpe(command[0], command, environment)  # noqa: S606 - our own command, no shell

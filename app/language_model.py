"""The language model of this installation: where it lies, how it is trained and served."""

import os
from pathlib import Path

import click

from app.settings import PROJECT, Settings
from nlu.training import (
    model_path,
    needs_training,
    prune,
    rasa_environment,
    serve_command,
    train,
)

SERVICE = PROJECT / "nlu" / "service"


def models_folder(settings: Settings) -> Path:
    """Return where trained models lie."""
    return settings.data_dir / "nlu" / "models"


def is_trained(settings: Settings) -> bool:
    """Whether there is a model of the training data as it is now."""
    return not needs_training(SERVICE, models_folder(settings))


def train_model(settings: Settings) -> None:
    """Train unless there is a current model; older ones go. Raises TrainingFailedError."""
    folder = models_folder(settings)
    prune(folder, keep=train(SERVICE, folder, report=click.echo))


def server_command(settings: Settings) -> list[str]:
    """Return the command that serves the current model on this machine, environment included."""
    changes = rasa_environment(SERVICE, {})
    command = serve_command(
        SERVICE, model_path(SERVICE, models_folder(settings)), settings.nlu_port
    )
    return ["env", *(f"{name}={value}" for name, value in changes.items()), *command]


def serve_model(settings: Settings) -> None:
    """Become the server of the current model, trained first when there is none."""
    train_model(settings)
    command = server_command(settings)
    os.execvp(command[0], command)  # noqa: S606 - our own command, no shell

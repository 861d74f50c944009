"""`turnero nlu`: train, measure, compare, serve and replace the language understanding (Rasa)."""

import asyncio
import os
from pathlib import Path

import click

from app.embedded import database_url
from app.language_model import SERVICE, NoModelError, reload_server, serve_model, train_model
from app.learning import LEARNED_FILE, export
from app.nlu_comparing import compare_pipelines
from app.nlu_measuring import cross_validate, measure
from app.nlu_promotion import promote_model
from app.settings import ENV_FILE, Settings
from app.stack import StackError
from nlu.balancer import Balancer
from nlu.control import ReloadFailedError
from nlu.examples import BadExamplesError
from storage.db import make_engine

_FILE = click.Path(path_type=Path)  # a missing one is explained by what reads it


class _NluGroup(click.Group):
    """Turns what can go wrong with a model into one clear sentence."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except (BadExamplesError, NoModelError, ReloadFailedError, StackError) as error:
            raise click.ClickException(str(error)) from error


@click.group("nlu", cls=_NluGroup)
def nlu_group() -> None:
    """Train, measure, serve and replace the language understanding (Rasa)."""


@nlu_group.command("train")
@click.option("--promote", is_flag=True, help="Put it in use when it understands more.")
def train_command(*, promote: bool) -> None:
    """Train the model; without a change in its data this does nothing.

    The first model is put in use at once, a later one by turnero nlu promote.
    """
    if promote:
        promote_model(_settings())
    else:
        train_model(_settings())


@nlu_group.command("promote")
@click.option("--force", is_flag=True, help="Whatever the held-out messages say.")
def promote_command(*, force: bool) -> None:
    """Put the newest model in use if it does better on the messages of tests/nlu.

    A running server loads it without losing a message; else the model in use stays.
    """
    promote_model(_settings(), is_forced=force)


@nlu_group.command("reload")
def reload_command() -> None:
    """Have the running server load the model in use, without losing a message."""
    reload_server(_settings())


@nlu_group.command("evaluate")
@click.argument("file", type=_FILE)
@click.option("--html", type=_FILE, help="Write the figures as a page with plots, too.")
@click.option("--curve", type=_FILE, help="Learning curve for the page (nlu cross-validate).")
def evaluate_command(file: Path, *, html: Path | None, curve: Path | None) -> None:
    """Measure how well the messages of FILE are understood.

    FILE holds a JSON object a line: text, intent, entities (entity, start, end). The running
    server is asked, else one is started for it.
    """
    measure(_settings(), file, page=html, curve_file=curve)


@nlu_group.command("cross-validate")
@click.option("--curve", type=_FILE, help="Write accuracy by amount of data as JSON.")
def cross_validate_command(*, curve: Path | None) -> None:
    """Measure by leaving one author of the training data out, each in turn: ten minutes."""
    cross_validate(curve)


@nlu_group.command("compare")
@click.argument("files", type=_FILE, nargs=-1, required=True)
@click.option("--only", help="One pipeline: config, plain or diet.")
def compare_command(files: tuple[Path, ...], *, only: str | None) -> None:
    """Train, serve and measure our pipeline and Rasa's own ones on the messages of FILES."""
    configs = [SERVICE / "config.yml", *sorted((SERVICE / "baselines").glob("*.yml"))]
    compare_pipelines([path for path in configs if only in (None, path.stem)], files)


@nlu_group.command("export")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path, writable=True),
    default=SERVICE / "data" / LEARNED_FILE,
    help="The file to write; by default beside the other training data.",
)
def export_command(out: Path) -> None:
    """Write what analysts labelled in /console/understanding as training data."""
    engine = make_engine(database_url(_settings()))
    try:
        count = export(engine, out)
    finally:
        engine.dispose()
    click.echo(f"{count} messages written to {out}")


@nlu_group.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of PORT + 2.")
def serve_command(*, port: int | None) -> None:
    """Serve the model in use on PORT + 2."""
    serve_model(_settings(), port=port)


@nlu_group.command("balance")
@click.argument("urls", nargs=-1)
def balance_command(urls: tuple[str, ...]) -> None:
    """Share PORT + 2 among several servers, by default those of NLU_REPLICAS.

    A new model is loaded by one after the other, so that the rest go on answering.
    """
    settings = _settings()
    local = [f"http://127.0.0.1:{port}" for port in settings.nlu_replica_ports]
    asyncio.run(Balancer(urls or local).serve("127.0.0.1", settings.nlu_port))


def _settings() -> Settings:
    return Settings.load(os.environ, ENV_FILE)

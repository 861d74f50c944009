"""The command line `turnero`: it reads the settings, calls one function, explains errors."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import psycopg
import redis
import sqlalchemy

from app.campaign import invite_back
from app.chat import chat
from app.database import upgrade
from app.embedded import EmbeddedServerError, database_url
from app.environment import SettingsError
from app.gunicorn_server import serve
from app.nlu_commands import nlu_group
from app.play.command import play_scenarios
from app.processes import tick, work
from app.run import run
from app.run_guards import RunRefusedError
from app.seed import DEMO_WORLD, EMPTY_WORLD, WorldError, seed
from app.settings import ENV_FILE, Settings
from app.simulation import simulate
from app.template_commands import templates_group
from app.when import answer_lines, local_time, meaning, parse_now
from bot.channels.codecs import CODECS
from nlu.training import TrainingFailedError
from storage.clock import SystemClock


class _FriendlyGroup(click.Group):
    """Turns the errors that people can do something about into one clear sentence."""

    def invoke(self, context: click.Context) -> Any:
        with _explained_errors():
            return super().invoke(context)


@contextmanager
def _explained_errors() -> Iterator[None]:
    try:
        yield
    except SettingsError as error:
        lines = [f"  {name}: {message}" for name, message in error.problems]
        raise click.ClickException("\n".join(["these settings are wrong:", *lines])) from error
    except (RunRefusedError, EmbeddedServerError, WorldError) as error:
        raise click.ClickException(str(error)) from error
    except TrainingFailedError as error:
        message = f"Rasa did not train (exit code {error.exit_code}):\n{error.log}"
        raise click.ClickException(message) from error
    except (sqlalchemy.exc.OperationalError, psycopg.OperationalError) as error:
        raise click.ClickException(f"the database does not answer: {_reason(error)}") from error
    except redis.ConnectionError as error:
        raise click.ClickException(f"Redis does not answer: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    return str(cause).strip().split("\n", 1)[0]


def _settings() -> Settings:
    return Settings.load(os.environ, ENV_FILE)


@click.group(cls=_FriendlyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="turnero")
def main() -> None:
    """Turnero: a WhatsApp booking bot for Argentina.

    Settings come from the environment and from the file .env; .env.example explains them.
    """


@main.command("run")
@click.option("--empty", is_flag=True, help="Begin with a business in which nobody works yet.")
def run_command(empty: bool) -> None:
    """Run everything on this machine, and stop it all with Ctrl-C.

    Starts PostgreSQL, Redis, Rasa and the simulator unless the settings name others, brings the
    database up to date, loads the demo world into an empty one, trains the language model when
    its data changed, and prints the address to open.
    """
    run(_settings(), EMPTY_WORLD if empty else DEMO_WORLD)


@main.command("web")
def web_command() -> None:
    """Serve webhooks, console and demo pages (HOST, PORT)."""
    serve(_settings())


@main.command("worker")
def worker_command() -> None:
    """Work off what came in and what must go out; run as many as you like."""
    work(_settings())


@main.command("clock")
def clock_command() -> None:
    """Ring for what falls due: reminders, expiring holds, rows that nobody rang for."""
    tick(_settings())


@main.command("simulator")
def simulator_command() -> None:
    """Stand in for Twilio, Meta and MercadoPago on PORT + 1; for demos and tests."""
    simulate(_settings())


@main.group("db")
def db_group() -> None:
    """Look after the database."""


@db_group.command("upgrade")
def db_upgrade_command() -> None:
    """Bring the tables to the newest version."""
    upgrade(database_url(_settings()))


@main.command("seed")
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def seed_command(file: Path | None) -> None:
    """Load a world of providers, services and customers: FILE, or the demo one."""
    seed(_settings(), file)


@main.command("when")
@click.argument("text", required=False)
@click.option("--now", "now_text", metavar="ISO", help="The present, like 2027-03-10T11:20.")
@click.option("--jsonl", is_flag=True, help='Read {"id","text","now"} lines, write predictions.')
@click.pass_context
def when_command(
    context: click.Context, text: str | None, *, now_text: str | None, jsonl: bool
) -> None:
    """Print when TEXT means, as JSON: turnero when "el jueves a la tardecita".

    With --jsonl: turnero when --jsonl < in > out. A line that cannot be read is named on stderr,
    the others are answered, and the exit code is 2.
    """
    if jsonl == (text is not None):
        raise click.UsageError("give TEXT or --jsonl, one of the two")
    try:
        now = parse_now(now_text) if now_text else local_time(SystemClock().now())
    except ValueError as error:
        raise click.BadParameter("is not like 2027-03-10T11:20", param_hint="--now") from error
    if text is not None:
        click.echo(meaning(text, now))
        return
    answers = answer_lines(sys.stdin, now)
    for line in answers.lines:
        click.echo(line)
    for problem in answers.problems:
        click.echo(problem, err=True)
    if answers.problems:
        context.exit(2)


@main.command("play")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--only", metavar="ID", help="Play one scenario.")
@click.option("--verbose", is_flag=True, help="Print the transcripts of those that pass too.")
@click.option(
    "--channel",
    type=click.Choice(list(CODECS)),
    default="twilio",
    show_default=True,
    help="By which people write.",
)
@click.pass_context
def play_command(
    context: click.Context, file: Path, *, only: str | None, verbose: bool, channel: str
) -> None:
    """Play the scenarios of FILE against the real stack; exit code 1 when any fails.

    A stack of its own is started in the data folder: PostgreSQL, Redis, Rasa (a running one is
    used), simulator, web and workers. Its clock stands where the scenario says.
    """
    if not play_scenarios(_settings(), file, only=only, verbose=verbose, channel=channel):
        context.exit(1)


@main.command("campaign")
@click.option("--days", type=click.IntRange(7), default=60, show_default=True)
def campaign_command(days: int) -> None:
    """Invite those back who agreed to promotions and have had no appointment for DAYS."""
    click.echo(f"{invite_back(_settings(), timedelta(days=days))} owed an invitation")


@main.command("chat")
def chat_command() -> None:
    """Talk to the bot here, as a customer of the demo world, and see what it understood."""
    chat(_settings())


main.add_command(nlu_group)
main.add_command(templates_group)


if __name__ == "__main__":
    main()

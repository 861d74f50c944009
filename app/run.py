"""`turnero run`: everything on one machine, from an empty folder to a bot that answers.

Starts what is missing, prints one address, watches, and ends every process it started.
"""

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import click

from app.database import upgrade
from app.embedded import database_url, prepare_postgres, prepare_redis
from app.embedded.folders import log_folder
from app.embedded.process import wait_for_answer
from app.language_model import is_settled
from app.leftovers import end_leftovers, kill_leftovers
from app.programs import NLU, programs, servers, shared_environment, turnero_command
from app.run_guards import RunRefusedError, check_ports, only_run
from app.seed import DEMO_WORLD, is_empty, seed
from app.settings import Settings
from app.supervisor import MARK, Supervisor, configuration
from app.watcher import Watcher

_POLL_SECONDS = 0.5
_DOT_SECONDS = 3.0
_STOP_SECONDS = 8.0  # then what is left is killed, so that Ctrl-C takes 10 s at most


class _StopRequestedError(BaseException):
    """Somebody pressed Ctrl-C or sent SIGTERM. Not an Exception, so that nothing swallows it."""


def run(settings: Settings, world: Path = DEMO_WORLD) -> None:
    """Run Turnero until Ctrl-C or SIGTERM; a demo without a business begins with that of a world.

    Raises RunRefusedError, EmbeddedServerError or a driver's error when it cannot start.
    """
    with only_run(settings.data_dir):
        count = end_leftovers(settings.data_dir)
        if count:
            click.echo(f"Ended {count} processes that an earlier run had left behind.")
        check_ports(settings)
        stop_signals = _StopSignals(settings)
        this_run = _Run(settings, world)
        try:
            this_run.start()
            this_run.watch()
        except _StopRequestedError:
            click.echo("\nStopping …")
        finally:
            stop_signals.is_stopping = True
            this_run.stop()


class _StopSignals:
    """The first signal asks to stop; one more while stopping kills what is left."""

    def __init__(self, settings: Settings) -> None:
        self._data_dir = settings.data_dir
        self.is_stopping = False
        signal.signal(signal.SIGINT, self._on_signal)
        signal.signal(signal.SIGTERM, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self.is_stopping:
            kill_leftovers(self._data_dir)
            return
        self.is_stopping = True
        raise _StopRequestedError


class _Run:
    """One run and its supervisor."""

    def __init__(self, settings: Settings, world: Path) -> None:
        self._settings = settings
        self._world = world
        self._programs = programs(settings)
        self._supervisor: Supervisor | None = None
        self._watcher = Watcher(settings)

    def start(self) -> None:
        """Start the servers, bring database and language model up to date, start the rest."""
        settings = self._settings
        click.echo(f"Turnero starts. Data: {settings.data_dir}, logs: its folder log.")
        with _step("Starting the database and the queue"):
            supervisor = self._supervise()
        needs_training = settings.embedded_nlu and not is_settled(settings)
        if settings.embedded_nlu and not needs_training:
            # They load for long, the rest does not.
            supervisor.start_programs(
                [program.name for program in self._programs if program.name.startswith(NLU)]
            )
        with _step("Bringing the database up to date"):
            upgrade(database_url(settings))
        if settings.demo and is_empty(settings):
            with _step("Loading the first business"):
                seed(settings, self._world)
        if needs_training:
            self._train()
        supervisor.start_programs([program.name for program in self._programs])

    def _supervise(self) -> Supervisor:
        """Start a supervisor with its servers; return it when they answer."""
        settings = self._settings
        postgres = prepare_postgres(settings.data_dir) if settings.embedded_postgres else None
        redis = prepare_redis(settings.data_dir) if settings.embedded_redis else None
        supervisor = self._supervisor = Supervisor(
            settings.data_dir,
            config=configuration(settings.data_dir, servers(postgres, redis), self._programs),
            environ=shared_environment(settings),
        )
        answers = {"supervisord": lambda: bool(supervisor.states())}
        if postgres is not None:
            answers["postgres"] = postgres.answers
        if redis is not None:
            answers["redis"] = redis.answers
        for name, answer in answers.items():
            log = log_folder(settings.data_dir) / f"{name}.log"
            wait_for_answer(name, answer, is_alive=supervisor.is_alive, log=log)
        if postgres is not None:
            postgres.ensure_database()
        return supervisor

    def _train(self) -> None:
        """Train the language model in a process of its own, so that Ctrl-C can end it."""
        settings = self._settings
        log = log_folder(settings.data_dir) / "train.log"
        with (
            _step("Training the language model, a minute or two") as progress,
            log.open("wb") as out,
        ):
            process = subprocess.Popen(  # noqa: S603 - our own command, no shell
                turnero_command("nlu", "train", "--promote"),
                env=shared_environment(settings) | {MARK: str(settings.data_dir)},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            while process.poll() is None:
                time.sleep(_POLL_SECONDS)
                progress.show()
        if process.returncode != 0:
            raise RunRefusedError(f"The language model could not be trained: see {log}.")

    def watch(self) -> None:
        """Tell what happens, for ever. A supervisor that ended is started again."""
        names = [program.name for program in self._programs]
        while True:
            supervisor = self._supervisor
            if supervisor is None or not supervisor.is_alive():
                click.echo("! The supervisor ended; everything is started again.")
                end_leftovers(self._settings.data_dir)
                self._watcher.forget()
                supervisor = self._supervise()
                supervisor.start_programs(names)
            for line in self._watcher.news(supervisor.states()):
                click.echo(line)
            time.sleep(_POLL_SECONDS)

    def stop(self) -> None:
        """End everything: in order while that is quick, then by force."""
        if self._supervisor is not None:
            self._supervisor.stop(_STOP_SECONDS)
        kill_leftovers(self._settings.data_dir)


class _Progress:
    """The time since a step began, shown as dots."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self._dots = 0

    def show(self) -> None:
        """Print the dots that are due."""
        while (self._dots + 1) * _DOT_SECONDS < time.monotonic() - self.began:
            self._dots += 1
            click.echo(".", nl=False)


@contextlib.contextmanager
def _step(what: str) -> Iterator[_Progress]:
    """Print what is being done, and when it is done how long it took."""
    click.echo(f"{what} …", nl=False)
    progress = _Progress()
    try:
        yield progress
    except BaseException:
        click.echo()
        raise
    click.echo(f" {time.monotonic() - progress.began:.1f} s")

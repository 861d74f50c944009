"""A whole Turnero of one's own for a while: real PostgreSQL, Redis, Rasa, simulator, web, workers.

Used by the scenario player, the tests and the benchmarks. It keeps its data in a folder of its own
and shares nothing with a running installation but the Rasa server, which remembers nothing.
"""

import contextlib
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import httpx
from sqlalchemy import Engine, text

from app.database import upgrade
from app.embedded import start_postgres, start_redis
from app.programs import NLU, programs, shared_environment
from app.settings import PROJECT, Settings
from app.wiring import wiring_of
from nlu.client import NluClient
from nlu.training import rasa_environment, serve_command, train
from storage.inbox import NONE_HELD
from workers.clock import ring_held
from workers.wiring import Wiring

SERVICE = PROJECT / "nlu" / "service"
_PATIENCE_SECONDS = 120.0
# Below the ports that Linux gives to outgoing connections (32768 up), which come and go unseen.
_LOWEST_PORT = 20_000
_PORT_TRIPLES = 4_000


class StackError(Exception):
    """A process of the stack did not come up; the message says which and where its log is."""


@dataclass(frozen=True, slots=True)
class Stack:
    """The running stack. wiring: for looking into it and for ticking its clock by hand."""

    settings: Settings
    wiring: Wiring
    processes: dict[str, "subprocess.Popen[bytes]"]
    log_dir: Path

    @property
    def engine(self) -> Engine:
        """The connection to its database."""
        return self.wiring.engine


@contextlib.contextmanager
def private_stack(
    folder: Path,
    *,
    nlu_url: str,
    workers: int = 2,
    with_clock: bool = False,
    environ: dict[str, str] | None = None,
) -> Iterator[Stack]:
    """Run a stack in a folder; nlu_url: a Rasa server that answers. Raises StackError."""
    folder.mkdir(parents=True, exist_ok=True)
    log_dir = folder / "log"
    log_dir.mkdir(exist_ok=True)
    with start_postgres(folder) as database, start_redis(folder) as redis:
        names = {
            "PORT": str(free_ports()),
            "TURNERO_DATA_DIR": str(folder),
            "DATABASE_URL": database,
            "REDIS_URL": redis,
            "NLU_URL": nlu_url,
            "WORKERS": str(workers),
            "LOG_FORMAT": "json",
            # Tables are emptied between two stories and conversations numbered anew, counts not.
            "WHATSAPP_PAIR_SECONDS": "0",
            **(environ or {}),
        }
        settings = Settings.load(names, None)
        upgrade(database)
        wiring = wiring_of(settings)
        with contextlib.ExitStack() as cleanup:
            cleanup.callback(wiring.engine.dispose)
            cleanup.callback(wiring.nlu.close)
            cleanup.callback(wiring.channels.close)
            cleanup.callback(wiring.doorbell.queue.connection.close)
            processes: dict[str, subprocess.Popen[bytes]] = {}
            for program in programs(settings):
                if program.name.startswith(NLU) or (program.name == "clock" and not with_clock):
                    continue
                environment = {**shared_environment(settings), **names}
                processes[program.name] = cleanup.enter_context(
                    _running(program.command, environment, log_dir / f"{program.name}.log")
                )
            stack = Stack(settings, wiring, processes, log_dir)
            _wait_for_web(stack)
            yield stack


@contextlib.contextmanager
def nlu_server(settings: Settings) -> Iterator[str]:
    """Give the address of a Rasa server that answers: the one at hand, else one started for now."""
    if _is_ready(settings.nlu_address):
        yield settings.nlu_address
        return
    models = settings.data_dir / "nlu" / "models"
    model = train(SERVICE, models, report=lambda line: click.echo(line, err=True))
    with served_model(model, settings.data_dir / "log") as address:
        yield address


@contextlib.contextmanager
def served_model(model: Path, log_dir: Path) -> Iterator[str]:
    """Give the address of a Rasa server of this model alone, started for now. Raises StackError."""
    port = free_ports()
    log_dir.mkdir(parents=True, exist_ok=True)
    log = log_dir / "nlu-private.log"
    command = serve_command(SERVICE, model, port)
    address = f"http://127.0.0.1:{port}"
    with _running(command, rasa_environment(SERVICE, os.environ), log, folder=SERVICE) as process:
        _wait(lambda: _is_ready(address), process, "the Rasa server", log)
        yield address


def wait_until_quiet(stack: Stack, *, seconds: float = 60.0) -> None:
    """Return when nothing waits anywhere: inbox, outbox, queue, simulator. Raises StackError.

    What waits for the rest of a message is not quiet either; a stack without a clock process of
    its own is rung for it from here.
    """
    deadline = time.monotonic() + seconds
    calm, held = 0, NONE_HELD
    while calm < 2:
        held = ring_held(stack.wiring, held.due)
        calm = calm + 1 if _is_quiet(stack) else 0
        if time.monotonic() > deadline:
            raise StackError(f"still busy after {seconds:.0f} s; logs in {stack.log_dir}")
        time.sleep(0.02)


_BUSY = text("""
SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL AND kind IN ('message', 'payment'))
     + (SELECT count(*) FROM outbox
        WHERE state = 'sending' OR (state = 'queued' AND due_at <= :now))
""")


def _is_quiet(stack: Stack) -> bool:
    now = stack.wiring.clock.now()
    with stack.engine.connect() as connection:
        if connection.execute(_BUSY, {"now": now}).scalar_one():
            return False
    if stack.wiring.doorbell.waiting():
        return False
    idle = httpx.get(f"{stack.settings.simulator_url}/phones/api/idle", trust_env=False)
    return bool(idle.json()["idle"])


def free_ports() -> int:
    """Return the first of three neighbouring ports that nobody uses."""
    for _ in range(100):
        first = _LOWEST_PORT + 3 * secrets.randbelow(_PORT_TRIPLES)
        if all(_is_free(first + offset) for offset in range(3)):
            return first
    raise StackError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@contextlib.contextmanager
def _running(
    command: list[str], environment: dict[str, str], log: Path, *, folder: Path = PROJECT
) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own programs, no shell
            command, env=environment, cwd=folder, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(8)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_web(stack: Stack) -> None:
    def answers() -> bool:
        try:
            web = httpx.get(f"http://127.0.0.1:{stack.settings.port}/health/live", trust_env=False)
            outside = httpx.get(f"{stack.settings.simulator_url}/phones/api/idle", trust_env=False)
        except httpx.HTTPError:
            return False
        return web.status_code == outside.status_code == 200

    _wait(answers, stack.processes["web"], "the web", stack.log_dir / "web.log")


def _wait(
    answers: Callable[[], bool],
    process: "subprocess.Popen[bytes]",
    name: str,
    log: Path,
) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not answers():
        if process.poll() is not None:
            raise StackError(f"{name} ended at once; see {log}")
        if time.monotonic() > deadline:
            raise StackError(f"{name} did not come up; see {log}")
        time.sleep(0.1)


def _is_ready(address: str) -> bool:
    with NluClient(address) as client:
        return client.ready()

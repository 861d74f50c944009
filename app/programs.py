"""The programs of a running Turnero, and the environment they share."""

import os
import sys

from app.embedded import PostgresServer, RedisServer
from app.settings import PROJECT, Settings
from app.supervisor import Program

NLU = "nlu"
WEB = "web"


def turnero_command(*words: str) -> list[str]:
    """Return the command line of one of our own commands."""
    return [sys.executable, "-m", "app.cli", *words]


def servers(postgres: PostgresServer | None, redis: RedisServer | None) -> list[Program]:
    """Return the embedded servers, in starting order. None means one runs elsewhere."""
    programs = []
    if postgres is not None:
        programs.append(
            Program(
                name="postgres",
                command=postgres.command(),
                folder=postgres.data,
                user=None if postgres.user is None else postgres.user.name,
                stop_signal="INT",  # PostgreSQL's fast shutdown: it does not wait for clients
            )
        )
    if redis is not None:
        programs.append(Program(name="redis", command=redis.command(), folder=redis.folder))
    return programs


def programs(settings: Settings) -> list[Program]:
    """Return Turnero's own programs, in starting order."""
    own = [
        _own(WEB),
        *(_own("worker", name=f"worker-{number}") for number in range(1, settings.workers + 1)),
        _own("clock"),
    ]
    if settings.needs_simulator:
        own.insert(1, _own("simulator"))
    if settings.embedded_nlu:
        own.extend(_language_servers(settings))
    return own


def _language_servers(settings: Settings) -> list[Program]:
    """Return one Rasa server, or several with the balancer that shares the work among them."""
    if settings.nlu_replicas == 1:
        return [_language_server(NLU, settings.nlu_port)]
    ports = settings.nlu_replica_ports
    replicas = [
        _language_server(f"{NLU}-{number}", port) for number, port in enumerate(ports, start=1)
    ]
    return [*replicas, _own("nlu", "balance", name=NLU)]


def _language_server(name: str, port: int) -> Program:
    return Program(
        name=name,
        command=turnero_command("nlu", "serve", "--port", str(port)),
        folder=PROJECT,
        stop_seconds=1,  # it keeps nothing, and takes long to say goodbye
        stops_with_children=True,
    )


def _own(*words: str, name: str | None = None) -> Program:
    return Program(name=name or words[0], command=turnero_command(*words), folder=PROJECT)


def shared_environment(settings: Settings) -> dict[str, str]:
    """Return the environment of every program; each reads the settings from it again."""
    return {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "TURNERO_DATA_DIR": str(settings.data_dir),
    }

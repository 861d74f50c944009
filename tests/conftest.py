"""What tests share: one real PostgreSQL, Redis, Rasa and stack a session; fresh tables a test."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, SQLModel

from app.database import upgrade
from app.embedded import start_postgres, start_redis
from app.seed import DEMO_WORLD, load_world, read_world
from app.settings import Settings
from app.stack import Stack, nlu_server, private_stack
from storage.db import make_engine
from storage.unit_of_work import transaction

NOW = datetime(2027, 5, 12, 13, 15, tzinfo=UTC)  # Wednesday, 10:15 in Buenos Aires


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated PostgreSQL of this session's own."""
    with start_postgres(tmp_path_factory.mktemp("pg")) as url:
        upgrade(url)
        yield url


@pytest.fixture(scope="session")
def session_engine(postgres_url: str) -> Iterator[Engine]:
    """One connection pool to it."""
    engine = make_engine(postgres_url, pool_size=20)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(session_engine: Engine) -> Engine:
    """A database that holds the demo world and nothing else."""
    with transaction(session_engine) as db:
        _empty(db)
        load_world(db, read_world(DEMO_WORLD), today=NOW.date(), created_at=NOW)
    return session_engine


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis of this session's own."""
    with start_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(scope="session")
def nlu_url() -> Iterator[str]:
    """A Rasa server with the current model, trained first when its data changed."""
    with nlu_server(Settings.load(_plain_environment(), None)) as url:
        yield url


@pytest.fixture(scope="session")
def stack(nlu_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole product on real parts, without its clock process: tests tick by hand."""
    with private_stack(tmp_path_factory.mktemp("stack"), nlu_url=nlu_url) as running:
        yield running


def _empty(db: Session) -> None:
    tables = ", ".join(f'"{table.name}"' for table in SQLModel.metadata.sorted_tables)
    db.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))


def _plain_environment() -> dict[str, str]:
    """Return the environment without the settings of a running installation."""
    kept = ("TURNERO_DATA_DIR", "HOME", "PATH")
    return {name: os.environ[name] for name in kept if name in os.environ}


def project_file(*parts: str) -> Path:
    """Return a file of the project."""
    return Path(__file__).resolve().parents[1].joinpath(*parts)

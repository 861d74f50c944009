"""A console for every test here, open to all or locked as the test says."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import Engine

from app.settings import Settings
from tests.integration.console.console_bench import ConsoleBench, console_bench, demo_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of a demo."""
    return demo_settings(tmp_path)


@pytest.fixture
def make_bench(
    engine: Engine, redis_url: str, settings: Settings
) -> Iterator[Callable[..., ConsoleBench]]:
    """Makes a console with the lock it is given."""
    with Redis.from_url(redis_url) as redis:
        yield partial(console_bench, engine, redis, settings)


@pytest.fixture
def bench(make_bench: Callable[..., ConsoleBench]) -> ConsoleBench:
    """A console open to all, as in a demo."""
    return make_bench()

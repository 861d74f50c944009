"""The working core for the integration tests: one simulator and one wiring, fresh tables a test."""

from collections.abc import Iterator

import pytest

from tests.integration.core_bench import Core, running_core


@pytest.fixture(scope="session")
def core_of_session(
    postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Core]:
    """The doors, the simulator and one wiring on this session's PostgreSQL and Redis."""
    with running_core(postgres_url, redis_url, tmp_path_factory.mktemp("core")) as core:
        yield core


@pytest.fixture
def core(core_of_session: Core, request: pytest.FixtureRequest) -> Core:
    """The working core with the demo world, at NOW, with nothing said or owed."""
    core_of_session.settle()  # nothing told late of the test before gets into this one's tables
    request.getfixturevalue("engine")
    core_of_session.begin()
    return core_of_session

"""A whole stack whose processes may be killed: web, two workers, simulator, without its clock."""

from collections.abc import Iterator

import pytest

from app.stack import Stack, private_stack
from tests.integration.faults.fault_bench import FaultBench


@pytest.fixture(scope="session")
def fault_stack(nlu_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One stack for the tests here alone, since they are rude to it."""
    with private_stack(tmp_path_factory.mktemp("faults"), nlu_url=nlu_url) as stack:
        yield stack
        workers = [one for name, one in stack.processes.items() if name.startswith("worker")]
        for process in workers:  # those that took the place of the killed
            process.terminate()
            process.wait(10)


@pytest.fixture
def bench(fault_stack: Stack) -> Iterator[FaultBench]:
    """The stack with the demo world at NOW, and nothing said yet."""
    with FaultBench(fault_stack) as bench:
        bench.begin()
        yield bench

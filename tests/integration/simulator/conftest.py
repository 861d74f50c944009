"""One simulator and one tiny application for all tests here; each test finds the world empty."""

from collections.abc import Iterator

import mercadopago
import pytest
from simulator_bench import (
    MP_TOKEN,
    Receiver,
    Routed,
    Simulator,
    receiving,
    start,
    twilio_client,
)
from twilio.rest import Client


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with receiving() as receiver:
        simulator = start(receiver, tmp_path_factory.mktemp("simulator") / "journal.jsonl")
        try:
            yield simulator
        finally:
            simulator.kill()


@pytest.fixture
def simulator(running: Simulator) -> Simulator:
    running.post("reset")
    running.settle()
    running.receiver.clear()
    return running


@pytest.fixture
def receiver(simulator: Simulator) -> Receiver:
    return simulator.receiver


@pytest.fixture
def twilio(simulator: Simulator) -> Iterator[Client]:
    client = twilio_client(simulator)
    yield client
    client.http_client.session.close()


@pytest.fixture
def sdk(simulator: Simulator) -> mercadopago.SDK:
    return mercadopago.SDK(MP_TOKEN, http_client=Routed(simulator.base))

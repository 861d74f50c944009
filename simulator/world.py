"""The simulated world in one value: its settings, its memory, its clock and its messengers."""

import threading
from dataclasses import dataclass
from pathlib import Path

from simulator.clock import Clock
from simulator.courier import Courier
from simulator.events import Hub
from simulator.faults import Faults
from simulator.journal import Journal
from simulator.records import ClockSetting, Person
from simulator.state import State
from simulator.webhooks_out import Addresses, Insistence, Secrets, Webhooks


@dataclass(frozen=True, slots=True)
class Settings:
    """How this simulator was started; see `python -m simulator --help`."""

    port: int
    addresses: Addresses
    secrets: Secrets
    account_sid: str
    sender: str
    mp_access_token: str
    journal: Path
    status_delay_seconds: float
    media_base_url: str
    insistence: Insistence
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """Everything a request handler needs. stopping is set when the process is told to end."""

    settings: Settings
    state: State
    clock: Clock
    faults: Faults
    courier: Courier
    webhooks: Webhooks
    stopping: threading.Event

    def stop(self) -> None:
        """End the waits of open requests, so that the process can leave at once."""
        self.stopping.set()
        self.state.hub.close()


def build(settings: Settings) -> World:
    """Return the world as the journal remembers it, ready to serve."""
    state = State(Journal(settings.journal), Hub())
    clock = Clock()
    clock.setting = state.get(ClockSetting, "clock") or ClockSetting()
    faults, courier = Faults(), Courier()
    return World(
        settings=settings,
        state=state,
        clock=clock,
        faults=faults,
        courier=courier,
        webhooks=Webhooks(
            addresses=settings.addresses,
            secrets=settings.secrets,
            insistence=settings.insistence,
            faults=faults,
            courier=courier,
            clock=clock,
        ),
        stopping=threading.Event(),
    )

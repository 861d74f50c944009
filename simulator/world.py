"""The simulated world in one value: its settings, its memory, its clock and its messengers."""

import threading
from dataclasses import dataclass
from pathlib import Path

from simulator.clock import Clock
from simulator.courier import Courier
from simulator.events import Hub
from simulator.faults import Faults
from simulator.journal import Journal
from simulator.meta_post import MetaPost
from simulator.pair_rates import PairRates, Throughput
from simulator.records import Channel, ClockSetting, Person
from simulator.state import State
from simulator.webhooks_out import Addresses, Insistence, Secrets, Webhooks


@dataclass(frozen=True, slots=True)
class MetaSettings:
    """One WhatsApp business account. numbers: display number by phone number id, in order.

    per_second: messages that each of them may send.
    """

    access_token: str
    account_id: str
    numbers: dict[str, str]
    per_second: float = 80.0


@dataclass(frozen=True, slots=True)
class Settings:
    """How this simulator was started; see `python -m simulator --help`.

    people: who lives in this world; None when nobody says. pair_seconds: for each message from one
    number to one person after a burst, 0 for no such limit.
    """

    port: int
    addresses: Addresses
    secrets: Secrets
    account_sid: str
    sender: str
    meta: MetaSettings
    mp_access_token: str
    journal: Path
    status_delay_seconds: float
    media_base_url: str
    insistence: Insistence
    people: tuple[Person, ...] | None = None
    first_channel: Channel = Channel.TWILIO
    pair_seconds: float = 6.0


@dataclass(frozen=True, slots=True)
class World:
    """Everything a request handler needs. stopping is set when the process is told to end."""

    settings: Settings
    state: State
    clock: Clock
    faults: Faults
    courier: Courier
    webhooks: Webhooks
    meta: MetaPost
    rates: PairRates
    throughput: Throughput
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
    webhooks = Webhooks(
        addresses=settings.addresses,
        secrets=settings.secrets,
        insistence=settings.insistence,
        faults=faults,
        courier=courier,
        clock=clock,
    )
    return World(
        settings=settings,
        state=state,
        clock=clock,
        faults=faults,
        courier=courier,
        webhooks=webhooks,
        meta=MetaPost(webhooks, courier, clock, settings.meta.account_id),
        rates=PairRates(settings.pair_seconds),
        throughput=Throughput(settings.meta.per_second),
        stopping=threading.Event(),
    )

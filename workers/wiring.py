"""What jobs need, in one place that app fills when a worker starts. Jobs take ids only."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine

from actions.desk import Tools
from actions.lending import LentFiles
from bot.messages.prices import PriceTable
from nlu.client import NluClient
from nlu.hearing import Transcriber
from storage.clock import Clock
from storage.doorbell import Doorbell
from storage.pacing import Pacer
from storage.vault import Vault
from workers.channels import Channels
from workers.gateways.mercadopago import MercadoPagoGateway


@dataclass(frozen=True, slots=True)
class MediaRules:
    """How large a file of somebody may be, and for how long it is kept."""

    most_bytes: int
    kept_for: timedelta


@dataclass(frozen=True, slots=True)
class Wiring:
    """Everything a worker works with. urls: where MercadoPago notifies and sends payers back.

    prices: what messages cost. pause: stands still for so many seconds. transcriber: listens to
    voice notes, None when nobody does. lent: makes the addresses of files that we serve.
    """

    engine: Engine
    clock: Clock
    doorbell: Doorbell
    nlu: NluClient
    tools: Tools
    channels: Channels
    mercadopago: MercadoPagoGateway
    notification_url: str
    return_url: str
    pacer: Pacer
    prices: PriceTable
    vault: Vault
    media: MediaRules
    lent: LentFiles
    transcriber: Transcriber | None = None
    pause: Callable[[float], None] = time.sleep


class NotWiredError(Exception):
    """A job ran in a process where app has not filled the wiring."""


_PLACE: list[Wiring] = []


def fill(wiring: Wiring) -> None:
    """Make the wiring known to this process's jobs."""
    _PLACE[:] = [wiring]


def present() -> Wiring:
    """Return the wiring of this process. Raises NotWiredError before fill."""
    if not _PLACE:
        raise NotWiredError
    return _PLACE[0]

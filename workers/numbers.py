"""What the channels tell of our numbers, and the pace that follows from it."""

import structlog

from storage import numbers
from storage.unit_of_work import transaction
from workers.gateways.errors import GatewayError
from workers.wiring import Wiring

_LOG = structlog.get_logger()


def look(wiring: Wiring) -> bool:
    """Note which numbers are in coexistence; False when a channel could not be asked."""
    heard_all = True
    for channel in wiring.channels.all():
        try:
            told = channel.gateway.coexisting()
        except GatewayError as error:
            _LOG.warning("numbers.not_looked_at", channel=channel.codec.CHANNEL, code=error.code)
            heard_all = False
            continue
        with transaction(wiring.engine) as db:
            for address, coexists in told.items():
                numbers.note(db, address, coexists=coexists, now=wiring.clock.now())
    return heard_all


def keep_pace(wiring: Wiring) -> None:
    """Let all workers send at the pace of coexistence by the numbers known to be in it."""
    wiring.pacer.slow_down(numbers.coexisting(wiring.engine))

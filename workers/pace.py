"""Keeping to the speed that WhatsApp allows: what is sent too soon would be refused or held against
the number. A moment is waited for here; what takes longer goes back into the outbox."""

import math
from datetime import datetime, timedelta

import structlog

from bot.channels.codecs import Rendered
from storage import outbox
from storage.pacing import Wait
from storage.rows.mail import OutboxRow
from storage.rows.people import ConversationRow
from workers.wiring import Wiring

_LOG = structlog.get_logger()
_MOMENT = timedelta(milliseconds=300)  # so long a worker may stand still rather than put it back


def may_go(
    wiring: Wiring,
    row: OutboxRow,
    conversation: ConversationRow,
    rendered: Rendered,
    now: datetime,
) -> bool:
    """Whether a row may leave now, after a moment perhaps; it is put off when it may not."""
    assert row.id is not None
    wait = _asked(wiring, row, conversation, rendered)
    patience = _MOMENT
    while wait is not None and wait.time <= patience:
        patience -= wait.time
        wiring.pause(wait.time.total_seconds())
        wait = _asked(wiring, row, conversation, rendered)
    if wait is None:
        return True
    _LOG.info("message.paced", outbox_id=row.id, bound=wait.bound.value)
    outbox.defer(wiring.engine, row.id, now + wait.time)
    return False


def _asked(
    wiring: Wiring, row: OutboxRow, conversation: ConversationRow, rendered: Rendered
) -> Wait | None:
    assert conversation.id is not None
    return wiring.pacer.admit(
        conversation.business_address, conversation.id, row.urgency, opens=rendered.as_template
    )


def most_in(wiring: Wiring, seconds: float) -> int:
    """Return how many messages that the bot starts may leave in a time: by the fastest number.

    More conversations are not rung for at once, so that workers do not stand in each other's way.
    """
    return math.ceil(seconds * wiring.pacer.fastest())

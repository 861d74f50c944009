"""The owner who answers from the phone's app has the last word: the bot's replies then stay."""

from datetime import datetime
from enum import Enum

import structlog

from storage import outbox, owner_answers
from storage.outbox import Claimed
from storage.owner_answers import OWNER_ANSWERED
from storage.rows.mail import Urgency
from workers.channels import Channel
from workers.wiring import Wiring

_LOG = structlog.get_logger()
_BOT = "bot"


class Word(Enum):
    """What becomes of a row: it may leave, it waits until an echo was read, it stays for good."""

    FREE = "free"
    WAITS = "waits"
    WITHDRAWN = "withdrawn"


def word_on(wiring: Wiring, channel: Channel, claimed: Claimed, now: datetime) -> Word:
    """Return what becomes of a leased row, with its lease given up unless it may leave.

    Reminders, notices of what happened and what agents write may leave in any case.
    """
    row = claimed.row
    assert row.id is not None
    assert row.conversation_id is not None
    is_reply = row.urgency is Urgency.REPLY and row.author == _BOT
    if not is_reply or not channel.codec.HEARS_OWNER:
        return Word.FREE
    answer = owner_answers.look(wiring.engine, row.conversation_id, now=now)
    if answer.has_answered:
        outbox.withdraw(wiring.engine, row.id, OWNER_ANSWERED)
        _LOG.info("message.withdrawn", outbox_id=row.id, reason=OWNER_ANSWERED)
        return Word.WITHDRAWN
    if answer.echo is None:
        return Word.FREE
    outbox.put_back(wiring.engine, claimed)
    wiring.doorbell.ring_thread(answer.echo)
    return Word.WAITS

"""The jobs RQ runs. Each takes ids, may run twice, and leaves its rows right whenever it dies."""

import structlog

from workers import identities, payments, sending, turns
from workers.wiring import present

_LOG = structlog.get_logger()


def work_thread(thread: str) -> None:
    """Work on everything that waits in one thread of the inbox, in order."""
    wiring = present()
    if thread.startswith(f"{payments.SOURCE}|"):
        payments.work(wiring, thread)
    elif thread.startswith(identities.PREFIX):
        identities.work(wiring, thread)
    else:
        turns.work(wiring, thread)


def deliver(conversation_id: int) -> None:
    """Send what one conversation is owed."""
    sending.deliver(present(), conversation_id)


def give_back(outbox_id: int) -> None:
    """Give one payment's money back."""
    payments.give_back(present(), outbox_id)

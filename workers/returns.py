"""The bot comes back where its silence is over: one conversation at a time."""

import structlog

from actions import comeback
from actions.desk import open_desk
from storage.locks import LockBusyError
from storage.unit_of_work import transaction
from workers import sending
from workers.wiring import Wiring

_LOG = structlog.get_logger()
_THREAD = "return"


def thread_of(conversation_id: int) -> str:
    """Return what is rung for, so that the bot comes back to a conversation."""
    return f"{_THREAD}|{conversation_id}"


def is_of_these(thread: str) -> bool:
    """Whether a ring is for such a return."""
    return thread.partition("|")[0] == _THREAD


def work(wiring: Wiring, thread: str) -> None:
    """Come back to one conversation, and send what is said there."""
    conversation_id = int(thread.partition("|")[2])
    try:
        with transaction(wiring.engine) as db:
            desk = open_desk(db, wiring.tools, now=wiring.clock.now(), actor="clock")
            is_back = comeback.come_back_in_time(desk, conversation_id)
    except LockBusyError:
        return  # the clock rings again
    if is_back:
        _LOG.info("bot.came_back", conversation_id=conversation_id)
    sending.deliver_all(wiring, desk)

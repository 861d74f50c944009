"""What a channel tells of people and of our account: each row of the inbox takes effect once."""

from collections.abc import Callable, Mapping
from typing import Any

import structlog

from actions import account, comeback, elsewhere, identities
from actions.desk import Desk, open_desk
from actions.elsewhere import NotYetError
from storage import inbox
from storage.locks import LockBusyError, lock_thread
from storage.unit_of_work import transaction
from workers import sending
from workers.wiring import Wiring

_LOG = structlog.get_logger()
_TakeIn = Callable[[Desk, str, Mapping[str, Any]], bool]


def _hear_echo(desk: Desk, channel: str, told: Mapping[str, Any]) -> bool:
    called_into = elsewhere.hear_echo(desk, channel, told)
    if called_into is not None and called_into.id is not None:
        comeback.come_back_when_called(desk, called_into.id)
    return True


_TAKEN_BY: Mapping[str, _TakeIn] = {
    "identity": identities.change,
    "account": account.take_in,
    "echo": _hear_echo,
    "standby": elsewhere.stand_by,
}


def is_of_these(thread: str) -> bool:
    """Whether a thread of the inbox holds such news."""
    return thread.partition("|")[0] in _TAKEN_BY


def work(wiring: Wiring, thread: str) -> None:
    """Take in all that waits in a thread, in order."""
    try:
        while _take_one(wiring, thread):
            pass
    except (LockBusyError, NotYetError):
        return  # whoever holds it goes on with the rest, else the next sweep


def _take_one(wiring: Wiring, thread: str) -> bool:
    now, about = wiring.clock.now(), thread.partition("|")[0]
    with transaction(wiring.engine) as db:
        lock_thread(db, thread)
        row = inbox.next_of(db, thread)
        if row is None:
            return False
        desk = open_desk(db, wiring.tools, now=now, actor="channel")
        is_known = _TAKEN_BY[about](desk, row.source, row.payload)
        inbox.finish(db, row, now=now, problem=None if is_known else "nobody")
    sending.deliver_all(wiring, desk)
    _LOG.info("change.taken_in", about=about, inbox_id=row.id, known=is_known)
    return True

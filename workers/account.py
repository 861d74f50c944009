"""News of a channel about our account that take effect: each row of the inbox once, in order."""

import structlog

from actions import account
from actions.desk import open_desk
from storage import inbox
from storage.locks import LockBusyError, lock_thread
from storage.unit_of_work import transaction
from workers.wiring import Wiring

PREFIX = "account|"
_LOG = structlog.get_logger()


def work(wiring: Wiring, thread: str) -> None:
    """Take in all news that wait in a thread."""
    try:
        while _take_one(wiring, thread):
            pass
    except LockBusyError:
        return  # whoever holds it goes on with the rest


def _take_one(wiring: Wiring, thread: str) -> bool:
    now = wiring.clock.now()
    with transaction(wiring.engine) as db:
        lock_thread(db, thread)
        row = inbox.next_of(db, thread)
        if row is None:
            return False
        desk = open_desk(db, wiring.tools, now=now, actor="channel")
        is_known = account.take_in(desk, row.source, row.payload)
        inbox.finish(db, row, now=now, problem=None if is_known else "nobody")
    _LOG.info("account.taken_in", inbox_id=row.id, field=row.payload["field"], known=is_known)
    return True

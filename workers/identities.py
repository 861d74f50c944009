"""Changes of who is known by what, told by a channel: each row of the inbox takes effect once."""

import structlog

from actions import identities
from actions.desk import open_desk
from storage import inbox
from storage.locks import LockBusyError, lock_thread
from storage.unit_of_work import transaction
from workers.wiring import Wiring

PREFIX = "identity|"
_LOG = structlog.get_logger()


def work(wiring: Wiring, thread: str) -> None:
    """Take in every change that waits in a thread, in order."""
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
        is_known = identities.change(desk, row.source, row.payload)
        inbox.finish(db, row, now=now, problem=None if is_known else "nobody")
    _LOG.info("identity.taken_in", inbox_id=row.id, known=is_known)
    return True

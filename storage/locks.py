"""Locks in PostgreSQL that end with their transaction, so that a dead worker never keeps one."""

from collections.abc import Iterable

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from storage.statements import array, run


class LockBusyError(Exception):
    """Somebody else holds the lock and did not let go in time."""


# One statement: PostgreSQL evaluates a target list from left to right.
_LOCK_THREAD = """
SELECT set_config('lock_timeout', %(wait)s, true),
       pg_advisory_xact_lock(hashtextextended(%(thread)s, 0)),
       set_config('lock_timeout', '5s', true)
"""


def lock_thread(db: Session, thread: str, *, wait_ms: int = 250) -> None:
    """Take the lock of one thread until the transaction ends.

    Raises LockBusyError after wait_ms; the transaction is then unusable and must end.
    """
    values = {"thread": thread, "wait": f"{int(wait_ms)}ms"}
    try:
        run(db, _LOCK_THREAD, values)
    except OperationalError as error:
        raise LockBusyError(thread) from error


# unnest keeps the order of its arrays, and so the locks are taken in it. A crowd at one calendar
# is let through one by one and in the end everybody is: it is waited for longer than other locks.
_LOCK_PLACES = """
SELECT set_config('lock_timeout', '60s', true),
       (SELECT count(pg_advisory_xact_lock(hashtextextended(kind, id)) IS NULL)
        FROM unnest(CAST(%(kinds)s AS text[]), CAST(%(ids)s AS bigint[])) AS place (kind, id)),
       set_config('lock_timeout', '5s', true)
"""


def lock_calendars(
    db: Session, provider_ids: Iterable[int], resource_ids: Iterable[int] = ()
) -> None:
    """Take the calendars of providers and resources until the transaction ends.

    Holding them, what is read of their appointments stays true until the commit; two people racing
    for one place wait here instead of failing at the constraint. All that a transaction needs is
    taken in one call, in one order for everybody, so that nobody waits in a circle.
    """
    wanted = [("calendar", one) for one in sorted(set(provider_ids))]
    wanted += [("resource", one) for one in sorted(set(resource_ids))]
    kinds, ids = [kind for kind, _ in wanted], [one for _, one in wanted]
    run(db, _LOCK_PLACES, {"kinds": kinds, "ids": array(ids)})

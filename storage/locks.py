"""Locks in PostgreSQL that end with their transaction, so that a dead worker never keeps one."""

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session


class LockBusyError(Exception):
    """Somebody else holds the lock and did not let go in time."""


# One statement: PostgreSQL evaluates a target list from left to right.
_LOCK_THREAD = text("""
SELECT set_config('lock_timeout', :wait, true),
       pg_advisory_xact_lock(hashtextextended(:thread, 0)),
       set_config('lock_timeout', '5s', true)
""")


def lock_thread(db: Session, thread: str, *, wait_ms: int = 250) -> None:
    """Take the lock of one thread until the transaction ends.

    Raises LockBusyError after wait_ms; the transaction is then unusable and must end.
    """
    values = {"thread": thread, "wait": f"{int(wait_ms)}ms"}
    try:
        db.execute(_LOCK_THREAD, values)
    except OperationalError as error:
        raise LockBusyError(thread) from error


def lock_calendars(db: Session, provider_ids: list[int]) -> None:
    """Take the calendars of providers, in sorted order, until the transaction ends.

    Holding it, what is read of their appointments stays true until the commit; two people racing
    for one place wait here instead of failing at the constraint.
    """
    for provider_id in sorted(set(provider_ids)):
        db.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended('calendar', :id))"),
            {"id": provider_id},
        )

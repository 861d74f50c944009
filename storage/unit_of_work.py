"""One transaction at a time: everything inside commits together or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlmodel import Session


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Yield a session that commits at the end and rolls back on any exception.

    Rows read inside stay readable after it (they are not expired), but no longer tracked.
    """
    with Session(engine, expire_on_commit=False) as db, db.begin():
        yield db

"""One transaction at a time: everything inside commits together or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlmodel import Session


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Yield a session that commits at the end and rolls back on any exception.

    Rows read inside stay readable after it (they are not expired), but no longer tracked.
    """
    with Session(engine, expire_on_commit=False) as db, db.begin():
        yield db


@contextmanager
def each_by_itself(engine: Engine) -> Iterator[Connection]:
    """Yield a connection on which every statement is a transaction of its own.

    For what is one statement: it saves the round trips of a beginning and an end.
    """
    with engine.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")

"""Statements of the hottest paths, handed to the driver as they are.

Through a session a statement costs three times what the driver needs for it, and a turn sends a
dozen. Errors, lost connections and transactions are SQLAlchemy's as ever.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

import psycopg
from psycopg.rows import TupleRow
from sqlalchemy import Connection, inspect
from sqlalchemy import Enum as EnumType
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, SQLModel

RowT = TypeVar("RowT", bound=SQLModel)


def run(
    db: Session | Connection, statement: str, values: Mapping[str, object]
) -> psycopg.Cursor[TupleRow]:
    """Run a statement with the driver's own placeholders, `%(name)s`, in the current transaction.

    What a session has not written yet is not seen: flush before. Raises DBAPIError.
    """
    connection = db.connection() if isinstance(db, Session) else db
    driver: psycopg.Connection[TupleRow] | Any = connection.connection.driver_connection
    try:
        return driver.execute(statement, values)
    except psycopg.Error as error:
        is_lost = bool(driver.broken)
        if is_lost:  # by a restart, which the other kept connections have not survived either
            connection.invalidate(error)
            connection.engine.dispose()
        raise DBAPIError.instance(
            statement,
            None,
            error,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=is_lost,
        ) from error


def array(ids: Iterable[int]) -> str:
    """Return whole numbers as PostgreSQL writes an array, for CAST(… AS bigint[])."""
    return f"{{{','.join(map(str, ids))}}}"


@dataclass(frozen=True, slots=True)
class Columns(Generic[RowT]):
    """All columns of a table, for a statement that reads its rows beside other things."""

    kind: type[RowT]
    table: str
    names: tuple[str, ...]
    choices: Mapping[str, type[Enum]]

    def rows(self, db: Session, statement: str, values: Mapping[str, object]) -> list[RowT]:
        """Return the session's rows of a statement that reads just these columns."""
        db.flush()
        return [row for one in run(db, statement, values) if (row := self.row(db, one))]

    def spelt_out(self, statement: str) -> str:
        """Return a statement with these columns, in this order, in the place of `table.*`."""
        all_of_them = ", ".join(f"{self.table}.{name}" for name in self.names)
        return statement.replace(f"{self.table}.*", all_of_them)

    def row(self, db: Session, values: Sequence[Any]) -> RowT | None:
        """Return the session's row of the values read, None where an outer join found none.

        What the session knows of it already stays as it is.
        """
        row_id = values[self.names.index("id")]
        if row_id is None:
            return None
        known: RowT | None = db.identity_map.get(identity_key(self.kind, row_id))
        if known is not None:
            return known
        row = self.loose(values)
        make_transient_to_detached(row)
        db.add(row)
        return row

    def loose(self, values: Sequence[Any]) -> RowT:
        """Return a row of no session with the values read."""
        read = dict(zip(self.names, values, strict=True))
        for name, choice in self.choices.items():
            read[name] = choice(read[name])
        return self.made(**read)

    def made(self, **values: Any) -> RowT:
        """Return a row of no session with these values and no defaults."""
        row: RowT = inspect(self.kind).class_manager.new_instance()
        row.__dict__.update(values)
        return row


def columns_of(kind: type[RowT]) -> Columns[RowT]:
    """Return the columns of a table whose key is `id`."""
    table = inspect(kind).local_table
    choices = {
        one.name: one.type.enum_class
        for one in table.columns
        if isinstance(one.type, EnumType) and one.type.enum_class is not None
    }
    return Columns(kind, table.name, tuple(one.name for one in table.columns), choices)

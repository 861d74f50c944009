"""Column makers shared by all tables, so that every instant, enum and JSON looks the same."""

from enum import Enum
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Identity
from sqlalchemy import Enum as EnumType
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.default import DefaultExecutionContext


def key() -> Any:
    """Return a bigint identity primary key."""
    return Column(BigInteger, Identity(always=False), primary_key=True)


def link(target: str, *, nullable: bool = False, index: bool = True) -> Any:
    """Return a bigint foreign key to "table.column"."""
    return Column(BigInteger, ForeignKey(target), nullable=nullable, index=index)


def part_of(target: str) -> Any:
    """Return an indexed bigint foreign key to "table.column" of the whole that it goes with."""
    whole = ForeignKey(target, ondelete="CASCADE")
    return Column(BigInteger, whole, nullable=False, index=True)


def instant(*, nullable: bool = False, index: bool = False) -> Any:
    """Return a timestamptz column; values are aware UTC."""
    return Column(DateTime(timezone=True), nullable=nullable, index=index)


def copied(source: str) -> Any:
    """Return a timestamptz column that takes another column's value when it is given none."""

    def of(context: DefaultExecutionContext) -> Any:
        assert context.current_parameters is not None
        return context.current_parameters[source]

    return Column(DateTime(timezone=True), nullable=False, default=of)


def number() -> Any:
    """Return a bigint column."""
    return Column(BigInteger, nullable=False)


def choice(kind: type[Enum], *, index: bool = False) -> Any:
    """Return a text column that holds only the values of an enum."""
    values = [str(member.value) for member in kind]
    column_type = EnumType(
        kind,
        native_enum=False,
        length=32,
        create_constraint=True,
        name=f"{kind.__name__.lower()}_is_known",
        values_callable=lambda _: values,
    )
    return Column(column_type, nullable=False, index=index)


def document(*, nullable: bool = False) -> Any:
    """Return a jsonb column."""
    return Column(JSONB, nullable=nullable)

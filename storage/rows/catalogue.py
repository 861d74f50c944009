"""Who offers what, when and where: providers, services, opening hours, closed dates, policies."""

from datetime import date, time
from enum import Enum
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from storage.rows.columns import choice, document, key, link


class Confirmation(Enum):
    """Who makes an appointment final: the calendar alone, or the provider by answering."""

    AUTO = "auto"
    PROVIDER = "provider"


class BusinessRow(SQLModel, table=True):
    """The one business of this installation: its policies and the version of its catalogue."""

    __tablename__ = "business"

    id: int | None = Field(default=None, sa_column=key())
    zone: str
    policies: dict[str, Any] = Field(sa_column=document())
    catalogue_version: int = 1


class ProviderRow(SQLModel, table=True):
    """A person or shop that gives appointments; phone is E.164; zones only for home visits."""

    __tablename__ = "provider"

    id: int | None = Field(default=None, sa_column=key())
    slug: str = Field(unique=True)
    name: str
    trade: str
    phone: str = Field(index=True)
    address: str | None = None
    home_zones: list[str] = Field(sa_column=document())
    confirmation: Confirmation = Field(sa_column=choice(Confirmation))
    zone: str
    opens_on_holidays: bool = False


class ServiceRow(SQLModel, table=True):
    """Something a provider does; deposit_centavos None means no deposit is asked."""

    __tablename__ = "service"
    __table_args__ = (UniqueConstraint("provider_id", "slug"),)

    id: int | None = Field(default=None, sa_column=key())
    provider_id: int = Field(sa_column=link("provider.id"))
    slug: str
    name: str
    duration_minutes: int
    price_centavos: int
    deposit_centavos: int | None = None


class OpeningHoursRow(SQLModel, table=True):
    """One interval of a provider's week; weekday 0 is Monday, times are local wall time."""

    __tablename__ = "opening_hours"

    id: int | None = Field(default=None, sa_column=key())
    provider_id: int = Field(sa_column=link("provider.id"))
    weekday: int
    opens: time
    closes: time


class ClosedDateRow(SQLModel, table=True):
    """A date on which a provider is closed, or everybody when provider_id is None."""

    __tablename__ = "closed_date"
    __table_args__ = (
        Index("closed_date_once", text("coalesce(provider_id, 0)"), "day", unique=True),
    )

    id: int | None = Field(default=None, sa_column=key())
    provider_id: int | None = Field(default=None, sa_column=link("provider.id", nullable=True))
    day: date
    name: str

"""Who offers what, when and where: providers, services, opening hours, closed dates, policies."""

from datetime import date, datetime, time
from enum import Enum
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from storage.rows.columns import choice, document, instant, key, link


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
    """A person or shop that gives appointments; phone is E.164; zones only for home visits.

    holiday_hours: worked on holidays when not open as usual; None: closed. province: ISO letter,
    whose holidays count too. policies: laid over the business's. weight: see Provider. retired_at:
    since when they are not offered any more.
    """

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
    holiday_hours: list[str] | None = Field(default=None, sa_column=document(nullable=True))
    province: str | None = None
    policies: dict[str, Any] = Field(default_factory=dict, sa_column=document())
    weight: int = 1
    retired_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class ServiceRow(SQLModel, table=True):
    """Something a provider does; deposit_centavos None: no deposit of its own.

    capacity: how many come to one session. policies: laid over the provider's. retired_at: since
    when it is not offered any more.
    """

    __tablename__ = "service"
    __table_args__ = (UniqueConstraint("provider_id", "slug"),)

    id: int | None = Field(default=None, sa_column=key())
    provider_id: int = Field(sa_column=link("provider.id"))
    slug: str
    name: str
    duration_minutes: int
    price_centavos: int
    deposit_centavos: int | None = None
    capacity: int = 1
    policies: dict[str, Any] = Field(default_factory=dict, sa_column=document())
    retired_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class ServicePriceRow(SQLModel, table=True):
    """A price that holds from a day on, in place of the service's own and of earlier ones."""

    __tablename__ = "service_price"
    __table_args__ = (UniqueConstraint("service_id", "valid_from"),)

    id: int | None = Field(default=None, sa_column=key())
    service_id: int = Field(sa_column=link("service.id", index=False))
    valid_from: date
    price_centavos: int
    deposit_centavos: int | None = None
    created_at: datetime = Field(sa_column=instant())


class ResourceRow(SQLModel, table=True):
    """Something shared that services need: chairs, a room; units: how many there are.

    retired_at: since when it is not to be chosen any more; no service in force needs it then.
    """

    __tablename__ = "resource"

    id: int | None = Field(default=None, sa_column=key())
    slug: str = Field(unique=True)
    name: str
    units: int
    retired_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class ServiceResourceRow(SQLModel, table=True):
    """A service needs one unit of a resource."""

    __tablename__ = "service_resource"
    __table_args__ = (UniqueConstraint("service_id", "resource_id"),)

    id: int | None = Field(default=None, sa_column=key())
    service_id: int = Field(sa_column=link("service.id", index=False))
    resource_id: int = Field(sa_column=link("resource.id"))


class SeasonRow(SQLModel, table=True):
    """Days of every year on which a provider has another week; "MM-DD", both included."""

    __tablename__ = "season"

    id: int | None = Field(default=None, sa_column=key())
    provider_id: int = Field(sa_column=link("provider.id"))
    first_day: str
    last_day: str


class OpeningHoursRow(SQLModel, table=True):
    """One interval of a provider's week; weekday 0 is Monday, times are local wall time.

    season_id None: of the week that counts outside seasons.
    """

    __tablename__ = "opening_hours"

    id: int | None = Field(default=None, sa_column=key())
    provider_id: int = Field(sa_column=link("provider.id"))
    weekday: int
    opens: time
    closes: time
    season_id: int | None = Field(default=None, sa_column=link("season.id", nullable=True))


class ClosedDateRow(SQLModel, table=True):
    """A date on which a provider is closed, or everybody when provider_id is None.

    province: whose holiday it is, when it is not the whole country's.
    """

    __tablename__ = "closed_date"
    __table_args__ = (
        Index(
            "closed_date_once",
            text("coalesce(provider_id, 0)"),
            text("coalesce(province, '')"),
            "day",
            unique=True,
        ),
    )

    id: int | None = Field(default=None, sa_column=key())
    provider_id: int | None = Field(default=None, sa_column=link("provider.id", nullable=True))
    province: str | None = None
    day: date
    name: str

"""The providers of a world file: their hours and seasons, services, prices and own policies."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot.domain.holidays import provinces
from bot.domain.money import Money
from bot.domain.rules import Policies
from bot.domain.schedule import LocalSpan, Season, WeeklyHours
from storage.repositories.weeks import put_week
from storage.rows.catalogue import (
    ClosedDateRow,
    Confirmation,
    OpeningHoursRow,
    ProviderRow,
    ResourceRow,
    SeasonRow,
    ServicePriceRow,
    ServiceResourceRow,
    ServiceRow,
)

_LONGEST = timedelta(days=1)  # of what one appointment may take, with the time around it


def load_provider(
    db: Session, slug: str, raw: Mapping[str, Any], zone: str, *, created_at: datetime
) -> None:
    """Write one provider. Raises KeyError, TypeError, ValueError or DomainError when wrong."""
    provider = db.exec(select(ProviderRow).where(ProviderRow.slug == slug)).first()
    provider = provider or ProviderRow(
        slug=slug, name="", trade="", phone="", home_zones=[], confirmation=Confirmation.AUTO,
        zone=zone,
    )  # fmt: skip
    provider.name = str(raw["name"])
    provider.trade = str(raw["trade"])
    provider.phone = str(raw["phone"])
    provider.address = raw.get("address")
    provider.home_zones = [str(one) for one in raw.get("home_visits") or []]
    provider.confirmation = Confirmation(raw.get("confirmation", "auto"))
    provider.zone = str(raw.get("timezone", zone))
    provider.opens_on_holidays = bool(raw.get("opens_on_holidays", False))
    provider.holiday_hours = _spans(raw["holidays"]) if "holidays" in raw else None
    provider.province = _province(raw.get("province"))
    provider.policies = dict(raw.get("policies") or {})
    provider.weight = int(raw.get("weight", 1))
    if provider.weight <= 0:
        raise ValueError("weight must be positive")
    Policies.from_mapping(provider.policies)
    db.add(provider)
    db.flush()
    assert provider.id is not None
    _load_hours(db, provider.id, raw)
    _load_closed(db, provider.id, raw.get("closed") or {})
    for service_slug, service in raw["services"].items():
        _load_service(db, provider, str(service_slug), service, created_at=created_at)


def _load_hours(db: Session, provider_id: int, raw: Mapping[str, Any]) -> None:
    db.execute(delete(OpeningHoursRow).where(col(OpeningHoursRow.provider_id) == provider_id))
    db.execute(delete(SeasonRow).where(col(SeasonRow.provider_id) == provider_id))
    put_week(db, provider_id, _week(raw), None)
    for season in raw.get("seasons") or []:
        week = _week(season)
        Season.parse(str(season["from"]), str(season["until"]), week)
        row = SeasonRow(
            provider_id=provider_id,
            first_day=str(season["from"]),
            last_day=str(season["until"]),
        )
        db.add(row)
        db.flush()
        put_week(db, provider_id, week, row.id)


def _week(raw: Mapping[str, Any]) -> WeeklyHours:
    breaks = WeeklyHours.from_mapping(raw.get("breaks") or {})
    return WeeklyHours.from_mapping(raw["hours"]).without(breaks)


def _load_closed(db: Session, provider_id: int, closed: Mapping[Any, Any]) -> None:
    db.execute(delete(ClosedDateRow).where(col(ClosedDateRow.provider_id) == provider_id))
    for day, name in closed.items():
        when = date.fromisoformat(str(day))
        db.add(ClosedDateRow(provider_id=provider_id, day=when, name=str(name or "")))


def _load_service(
    db: Session, provider: ProviderRow, slug: str, raw: Mapping[str, Any], *, created_at: datetime
) -> None:
    row = db.exec(
        select(ServiceRow).where(ServiceRow.provider_id == provider.id, ServiceRow.slug == slug)
    ).first()
    assert provider.id is not None
    row = row or ServiceRow(
        provider_id=provider.id, slug=slug, name="", duration_minutes=1, price_centavos=0
    )
    row.name = str(raw["name"])
    row.duration_minutes = int(raw["minutes"])
    row.price_centavos = Money.pesos(raw["price"]).centavos
    row.deposit_centavos = _centavos(raw.get("deposit"))
    row.capacity = int(raw.get("capacity", 1))
    row.policies = dict(raw.get("policies") or {})
    if row.duration_minutes <= 0 or row.price_centavos < 0 or row.capacity <= 0:
        raise ValueError(f"service {slug}: minutes, price and capacity must be positive")
    own = Policies.from_mapping(provider.policies).overlaid(row.policies)
    taken = timedelta(minutes=row.duration_minutes) + own.buffer_before + own.buffer_after
    if taken > _LONGEST:
        raise ValueError(f"service {slug}: takes more than a day")
    db.add(row)
    db.flush()
    assert row.id is not None
    _load_resources(db, row.id, raw.get("resources") or [])
    _load_prices(db, row.id, raw.get("prices") or {}, created_at)


def _load_resources(db: Session, service_id: int, slugs: list[str]) -> None:
    db.execute(delete(ServiceResourceRow).where(col(ServiceResourceRow.service_id) == service_id))
    for slug in slugs:
        resource_id = db.exec(select(ResourceRow.id).where(ResourceRow.slug == slug)).first()
        if resource_id is None:
            raise ValueError(f"no resource {slug!r}")
        db.add(ServiceResourceRow(service_id=service_id, resource_id=resource_id))


def _load_prices(
    db: Session, service_id: int, prices: Mapping[Any, Any], created_at: datetime
) -> None:
    """Write the prices to come: date → pesos, or {price, deposit}."""
    db.execute(delete(ServicePriceRow).where(col(ServicePriceRow.service_id) == service_id))
    for day, raw in prices.items():
        price = raw if isinstance(raw, Mapping) else {"price": raw}
        db.add(
            ServicePriceRow(
                service_id=service_id,
                valid_from=date.fromisoformat(str(day)),
                price_centavos=Money.pesos(price["price"]).centavos,
                deposit_centavos=_centavos(price.get("deposit")),
                created_at=created_at,
            )
        )


def _spans(texts: Any) -> list[str]:
    """Return hours as they are kept. Raises ValueError for anything but a list of hours."""
    if not isinstance(texts, list):
        raise ValueError("not a list of hours")
    for text in texts:
        LocalSpan.parse(text)
    return list(texts)


def _province(letter: Any) -> str | None:
    if letter is not None and letter not in provinces():
        raise ValueError(f"no province: {letter!r}")
    return letter if letter is None else str(letter)


def _centavos(pesos: Any) -> int | None:
    return Money.pesos(pesos).centavos if pesos else None

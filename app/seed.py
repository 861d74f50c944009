"""Loading a world into the database: business, providers, services, customers, closed dates.

The format is that of app/demo_world.yaml. Loading again replaces the catalogue by keys and keeps
people and appointments; providers and services that are in use are never deleted.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from app.seed_providers import load_provider
from app.settings import Settings
from app.wiring import clock_of, engine_of
from bot.domain.errors import DomainError
from bot.domain.holidays import argentine_holidays, provincial_holidays
from bot.domain.rules import Policies
from storage.rows.catalogue import BusinessRow, ClosedDateRow, ProviderRow, ResourceRow
from storage.rows.people import ContactRow, IdentityKind, IdentityRow
from storage.unit_of_work import transaction

DEMO_WORLD = Path(__file__).with_name("demo_world.yaml")
EMPTY_WORLD = Path(__file__).with_name("empty_world.yaml")
_HOLIDAY_YEARS = 3


class WorldError(Exception):
    """A world file is wrong; the message says where, in words for the person who wrote it."""


def seed(settings: Settings, path: Path | None) -> None:
    """Load a world file, or the demo one. Raises WorldError when it is wrong; then nothing is."""
    world = read_world(path or DEMO_WORLD)
    engine = engine_of(settings)
    try:
        now = clock_of(settings, engine).now()
        with transaction(engine) as db:
            load_world(db, world, today=now.date(), created_at=now)
    finally:
        engine.dispose()


def is_empty(settings: Settings) -> bool:
    """Whether no world was loaded yet."""
    engine = engine_of(settings)
    try:
        with transaction(engine) as db:
            return db.exec(select(func.count()).select_from(BusinessRow)).one() == 0
    finally:
        engine.dispose()


def read_world(path: Path) -> dict[str, Any]:
    """Return the world of a YAML file, which may stand under the key `world`."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise WorldError(f"{path.name} cannot be read: {error}") from error
    world = data.get("world", data) if isinstance(data, dict) else None
    if not isinstance(world, dict) or not isinstance(world.get("providers"), dict):
        raise WorldError(f"{path.name} has no providers")
    return world


def load_world(db: Session, world: Mapping[str, Any], *, today: date, created_at: Any) -> None:
    """Write a world into the tables. Raises WorldError naming what is wrong."""
    zone = str(world.get("timezone", "America/Argentina/Buenos_Aires"))
    _load_business(db, world, zone)
    try:
        _load_resources(db, world)
    except (KeyError, TypeError, ValueError) as error:
        raise WorldError(f"resources: {error!r}") from error
    for slug, raw in world["providers"].items():
        try:
            load_provider(db, str(slug), raw, zone, created_at=created_at)
        except (KeyError, TypeError, ValueError, DomainError) as error:
            raise WorldError(f"provider {slug}: {error!r}") from error
    _load_closed_dates(db, world, today)
    for slug, raw in (world.get("customers") or {}).items():
        try:
            _load_customer(db, raw, created_at)
        except (KeyError, TypeError, ValueError, DomainError) as error:
            raise WorldError(f"customer {slug}: {error!r}") from error


def _load_business(db: Session, world: Mapping[str, Any], zone: str) -> None:
    policies = world.get("policies") or {}
    try:
        Policies.from_mapping(policies)
    except DomainError as error:
        raise WorldError(f"policies: {error.code} {error.data}") from error
    business = db.exec(select(BusinessRow)).first()
    if business is None:
        business = BusinessRow(zone=zone, policies=policies, catalogue_version=1)
    else:
        business.zone, business.policies = zone, policies
        business.catalogue_version += 1
    db.add(business)
    db.flush()


def _load_resources(db: Session, world: Mapping[str, Any]) -> None:
    for slug, raw in (world.get("resources") or {}).items():
        units = int(raw["units"])
        if units <= 0:
            raise ValueError(f"resource {slug}: units must be positive")
        row = db.exec(select(ResourceRow).where(ResourceRow.slug == str(slug))).first()
        row = row or ResourceRow(slug=str(slug), name="", units=units)
        row.name, row.units = str(raw["name"]), units
        db.add(row)
    db.flush()


def _load_closed_dates(db: Session, world: Mapping[str, Any], today: date) -> None:
    """Keep the holidays that providers close on: those of the world's file, else those by law.

    By law there are those of the country, and of each province that a provider is in.
    """
    db.execute(delete(ClosedDateRow).where(col(ClosedDateRow.provider_id).is_(None)))
    given = world.get("holidays")
    if given is not None:
        days = {date.fromisoformat(str(day)): str(name) for day, name in given.items()}
        _close(db, days, None)
        return
    used = db.exec(select(ProviderRow.province).distinct()).all()
    for year in range(today.year, today.year + _HOLIDAY_YEARS):
        _close(db, argentine_holidays(year), None)
        for province in used:
            if province is not None:
                _close(db, provincial_holidays(year, province), province)


def _close(db: Session, days: Mapping[date, str], province: str | None) -> None:
    for day, name in days.items():
        db.add(ClosedDateRow(provider_id=None, province=province, day=day, name=name))


def _load_customer(db: Session, raw: Mapping[str, Any], created_at: Any) -> None:
    phone = str(raw["phone"])
    known = db.exec(
        select(IdentityRow).where(
            IdentityRow.kind == IdentityKind.PHONE, IdentityRow.value == phone
        )
    ).first()
    if known is not None or raw.get("name") is None:
        return
    policies = dict(raw.get("policies") or {})
    Policies.from_mapping(policies)
    contact = ContactRow(name=str(raw["name"]), policies=policies, created_at=created_at)
    db.add(contact)
    db.flush()
    assert contact.id is not None
    db.add(IdentityRow(contact_id=contact.id, kind=IdentityKind.PHONE, value=phone))

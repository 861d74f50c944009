"""The catalogue for pages: what is offered now, and each part of it as a draft to be edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from bot.domain.catalogue import Catalogue
from bot.domain.drafts import ProviderDraft, ResourceDraft, ServiceDraft, Working
from bot.domain.policy_edits import written
from bot.domain.prices import Price, price_on
from bot.domain.rules import Policies
from bot.domain.schedule import LocalSpan, Season
from storage.repositories.catalogue import CatalogueCache
from storage.rows.calendars import OpenDayRow
from storage.rows.catalogue import (
    BusinessRow,
    ClosedDateRow,
    Confirmation,
    ProviderRow,
    ResourceRow,
    SeasonRow,
    ServiceRow,
)
from storage.unit_of_work import transaction

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ServiceShown:
    """A service to be edited. planned: prices that begin later, by day."""

    provider_id: int
    draft: ServiceDraft
    planned: tuple[Price, ...]
    is_retired: bool


@dataclass(frozen=True, slots=True)
class ResourceShown:
    """A resource. services: the names of those that need it, each once."""

    id: int
    draft: ResourceDraft
    services: tuple[str, ...]
    is_retired: bool


@dataclass(frozen=True, slots=True)
class DateShown:
    """A day on which a provider works otherwise; hours empty: closed."""

    day: date
    provider_id: int
    provider: str
    name: str
    hours: tuple[LocalSpan, ...]


def present(engine: Engine, cache: CatalogueCache) -> Catalogue | None:
    """Return the catalogue in force; None when the business was never set up."""
    with transaction(engine) as db:
        return _present(db, cache)


def provider_draft(engine: Engine, cache: CatalogueCache, provider_id: int) -> ProviderDraft | None:
    """Return a provider as a draft, a retired one too; None when there is none."""
    with transaction(engine) as db:
        row = db.get(ProviderRow, provider_id)
        catalogue = _present(db, cache)
        if row is None or catalogue is None:
            return None
        known = catalogue.provider(provider_id)
        travel = Policies.from_mapping({"travel": row.policies.get("travel", {})}).travel
        return ProviderDraft(
            name=row.name,
            trade=row.trade,
            phone=row.phone,
            week=known.schedule.weekly,
            address=row.address,
            home_zones=tuple(row.home_zones),
            must_accept=row.confirmation is Confirmation.PROVIDER,
            holidays=_working(row),
            holiday_hours=tuple(LocalSpan.parse(text) for text in row.holiday_hours or ()),
            province=row.province,
            weight=row.weight,
            travel=travel,
        )


def service(
    engine: Engine, cache: CatalogueCache, service_id: int, today: date
) -> ServiceShown | None:
    """Return a service with today's price, a retired one too; None when there is none."""
    with transaction(engine) as db:
        row = db.get(ServiceRow, service_id)
        catalogue = _present(db, cache)
        if row is None or catalogue is None:
            return None
        known = catalogue.service(service_id)
        price = price_on(known.prices, today)
        draft = ServiceDraft(
            name=row.name,
            duration=known.duration,
            price=price.amount if price else known.price,
            deposit=price.deposit if price else None,
            capacity=row.capacity,
            resources=known.resources,
            before=_minutes(row.policies, "buffers.before_minutes"),
            after=_minutes(row.policies, "buffers.after_minutes"),
            step=_minutes(row.policies, "slot_step_minutes"),
        )
        planned = tuple(one for one in known.prices if one.valid_from > today)
        return ServiceShown(row.provider_id, draft, planned, row.retired_at is not None)


def resources(engine: Engine, cache: CatalogueCache) -> list[ResourceShown]:
    """Return every resource, the retired ones last, in the order they were made."""
    with transaction(engine) as db:
        catalogue = _present(db, cache)
        offered = catalogue.services if catalogue else ()
        rows = db.exec(select(ResourceRow).order_by(col(ResourceRow.id))).all()
        shown = [
            ResourceShown(
                row.id,
                ResourceDraft(row.name, row.units),
                tuple(dict.fromkeys(one.name for one in offered if row.id in one.resources)),
                row.retired_at is not None,
            )
            for row in rows
            if row.id is not None
        ]
    return sorted(shown, key=lambda one: one.is_retired)


def seasons(engine: Engine, cache: CatalogueCache, provider_id: int) -> dict[int, Season]:
    """Return id → season of a provider, in the order they were made."""
    with transaction(engine) as db:
        catalogue = _present(db, cache)
        rows = db.exec(
            select(SeasonRow.id)
            .where(SeasonRow.provider_id == provider_id)
            .order_by(col(SeasonRow.id))
        ).all()
        if catalogue is None or not rows:
            return {}
        known = catalogue.provider(provider_id).schedule.seasons
        return {row: one for row, one in zip(rows, known, strict=True) if row is not None}


def season_owner(engine: Engine, season_id: int) -> int | None:
    """Return whose season it is; None when there is none."""
    with transaction(engine) as db:
        row = db.get(SeasonRow, season_id)
        return row.provider_id if row else None


def dates(engine: Engine, today: date) -> list[DateShown]:
    """Return the days ahead on which providers in force work otherwise, by day and name."""
    with transaction(engine) as db:
        names = dict(
            db.exec(
                select(ProviderRow.id, ProviderRow.name).where(
                    col(ProviderRow.retired_at).is_(None)
                )
            ).all()
        )
        closed = select(ClosedDateRow).where(
            col(ClosedDateRow.provider_id).in_(names), ClosedDateRow.day >= today
        )
        found = {
            (row.day, row.provider_id): DateShown(
                row.day, row.provider_id, names[row.provider_id], row.name, ()
            )
            for row in db.exec(closed).all()
            if row.provider_id is not None
        }
        opened = select(OpenDayRow).where(
            col(OpenDayRow.provider_id).in_(names), OpenDayRow.day >= today
        )
        for row in db.exec(opened.order_by(col(OpenDayRow.opens))).all():
            known = found.get((row.day, row.provider_id))
            spans = (*(known.hours if known else ()), LocalSpan(row.opens, row.closes))
            found[row.day, row.provider_id] = DateShown(
                row.day, row.provider_id, names[row.provider_id], "", spans
            )
    return sorted(found.values(), key=lambda one: (one.day, one.provider))


def holidays(engine: Engine, today: date, *, limit: int) -> list[tuple[date, str, str | None]]:
    """Return the next holidays: day, name, province (None: of the whole country)."""
    with transaction(engine) as db:
        used = select(ProviderRow.province).where(col(ProviderRow.retired_at).is_(None))
        row = ClosedDateRow
        statement = (
            select(row)
            .where(
                col(row.provider_id).is_(None),
                row.day >= today,
                col(row.province).is_(None) | col(row.province).in_(used),
            )
            .order_by(col(row.day))
            .limit(limit)
        )
        return [(one.day, one.name, one.province) for one in db.exec(statement).all()]


def own_policies(
    engine: Engine, *, provider_id: int | None = None, service_id: int | None = None
) -> Mapping[str, Any]:
    """Return the policies kept for the business, or for whom one is named; empty when none are."""
    with transaction(engine) as db:
        row: BusinessRow | ProviderRow | ServiceRow | None
        if service_id is not None:
            row = db.get(ServiceRow, service_id)
        elif provider_id is not None:
            row = db.get(ProviderRow, provider_id)
        else:
            row = db.exec(select(BusinessRow)).first()
        return row.policies if row else {}


def _present(db: Session, cache: CatalogueCache) -> Catalogue | None:
    business = db.exec(select(BusinessRow)).first()
    return cache.get(db, business.catalogue_version) if business is not None else None


def _working(row: ProviderRow) -> Working:
    if row.opens_on_holidays:
        return Working.USUAL
    return Working.SPECIAL if row.holiday_hours else Working.CLOSED


def _minutes(policies: Mapping[str, Any], path: str) -> timedelta | None:
    value = written(policies, path)
    return value * _MINUTE if isinstance(value, int) else None

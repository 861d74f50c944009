"""The catalogue: rows in, frozen values out, read again only when its version has changed."""

from collections import defaultdict
from datetime import date, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.domain.catalogue import Catalogue, Provider, Service
from bot.domain.money import Money
from bot.domain.rules import Policies
from bot.domain.schedule import LocalSpan, ProviderSchedule, WeeklyHours
from storage.rows.calendars import OpenDayRow
from storage.rows.catalogue import (
    BusinessRow,
    ClosedDateRow,
    Confirmation,
    OpeningHoursRow,
    ProviderRow,
    ServiceRow,
)


class CatalogueCache:
    """The last catalogue read by this process; asks the database only for its version."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._catalogue: Catalogue | None = None

    def get(self, db: Session, version: int | None = None) -> Catalogue:
        """Return the present catalogue; version: its version, when the caller has read it already.

        Raises LookupError when none was loaded (run seed).
        """
        with self._lock:
            if version is not None and self._catalogue and self._catalogue.version == version:
                return self._catalogue
        business = db.exec(select(BusinessRow)).first()
        if business is None:
            raise LookupError("no business in the database: run `turnero seed`")
        with self._lock:
            if self._catalogue is None or self._catalogue.version != business.catalogue_version:
                self._catalogue = load(db, business)
            return self._catalogue


def load(db: Session, business: BusinessRow) -> Catalogue:
    """Return the whole catalogue as values, providers and services in the order they were made."""
    hours: defaultdict[int, list[tuple[int, LocalSpan]]] = defaultdict(list)
    for row in db.exec(select(OpeningHoursRow)).all():
        hours[row.provider_id].append((row.weekday, LocalSpan(row.opens, row.closes)))
    closed: defaultdict[int | None, dict[date, str]] = defaultdict(dict)
    for closed_row in db.exec(select(ClosedDateRow)).all():
        closed[closed_row.provider_id][closed_row.day] = closed_row.name
    opened: defaultdict[int, dict[date, list[LocalSpan]]] = defaultdict(dict)
    for day in db.exec(select(OpenDayRow)).all():
        opened[day.provider_id].setdefault(day.day, []).append(LocalSpan(day.opens, day.closes))
    services: defaultdict[int, list[Service]] = defaultdict(list)
    for service in db.exec(select(ServiceRow).order_by(col(ServiceRow.id))).all():
        services[service.provider_id].append(_service(service))
    providers = [
        _provider(
            row,
            WeeklyHours.from_spans(hours[_id(row.id)]),
            ({} if row.opens_on_holidays else closed[None]) | closed[row.id],
            {day: tuple(sorted(spans)) for day, spans in opened[_id(row.id)].items()},
            tuple(services[_id(row.id)]),
        )
        for row in db.exec(select(ProviderRow).order_by(col(ProviderRow.id))).all()
    ]
    return Catalogue(
        version=business.catalogue_version,
        zone=ZoneInfo(business.zone),
        policies=Policies.from_mapping(business.policies),
        providers=tuple(providers),
    )


def _service(row: ServiceRow) -> Service:
    return Service(
        id=_id(row.id),
        provider_id=row.provider_id,
        slug=row.slug,
        name=row.name,
        duration=timedelta(minutes=row.duration_minutes),
        price=Money(row.price_centavos),
        deposit=Money(row.deposit_centavos) if row.deposit_centavos else None,
    )


def _provider(
    row: ProviderRow,
    weekly: WeeklyHours,
    closed: dict[date, str],
    opened: dict[date, tuple[LocalSpan, ...]],
    services: tuple[Service, ...],
) -> Provider:
    left = {day: name for day, name in closed.items() if day not in opened}
    return Provider(
        id=_id(row.id),
        slug=row.slug,
        name=row.name,
        trade=row.trade,
        phone=row.phone,
        address=row.address,
        home_zones=tuple(row.home_zones),
        must_accept=row.confirmation is Confirmation.PROVIDER,
        schedule=ProviderSchedule(_id(row.id), ZoneInfo(row.zone), weekly, left, opened),
        services=services,
    )


def _id(value: int | None) -> int:
    assert value is not None
    return value

"""The catalogue: rows in, frozen values out, read again only when its version has changed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.domain.catalogue import Catalogue, Provider, Resource, Service
from bot.domain.deposits import deposit_due
from bot.domain.money import Money
from bot.domain.prices import Price
from bot.domain.rules import Policies
from bot.domain.schedule import LocalSpan, ProviderSchedule, Season, WeeklyHours
from storage.rows.calendars import OpenDayRow
from storage.rows.catalogue import (
    BusinessRow,
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
    policies = Policies.from_mapping(business.policies)
    hours = _hours(db)
    seasons = _seasons(db, hours)
    dates = _Dates(_closed(db), _opened(db))
    services = _services(db)
    providers: list[Provider] = []
    idle: list[Provider] = []
    retired: list[Provider] = []
    retired_services: list[Service] = []
    for row in db.exec(select(ProviderRow).order_by(col(ProviderRow.id))).all():
        own = policies.overlaid(row.policies)
        schedule = _schedule(row, hours, seasons, dates)
        known = services[_id(row.id)]
        is_offered = [row.retired_at is None and one.row.retired_at is None for one in known]
        made = list(zip(is_offered, (_service(one, own) for one in known), strict=True))
        provider = _provider(row, schedule, tuple(one for offered, one in made if offered), own)
        group = retired if row.retired_at else providers if provider.services else idle
        group.append(provider)
        retired_services += [one for offered, one in made if not offered]
    return Catalogue(
        version=business.catalogue_version,
        zone=ZoneInfo(business.zone),
        policies=policies,
        providers=tuple(providers),
        idle=tuple(idle),
        retired=tuple(retired),
        retired_services=tuple(retired_services),
        resources={
            _id(row.id): Resource(_id(row.id), row.slug, row.name, row.units)
            for row in db.exec(select(ResourceRow)).all()
        },
    )


_Spans = dict[tuple[int, int | None], list[tuple[int, LocalSpan]]]
_Closed = dict[tuple[int | None, str | None], dict[date, str]]


def _hours(db: Session) -> _Spans:
    """Return (weekday, span) pairs by provider and season."""
    found: _Spans = defaultdict(list)
    for row in db.exec(select(OpeningHoursRow)).all():
        span = LocalSpan(row.opens, row.closes)
        found[row.provider_id, row.season_id].append((row.weekday, span))
    return found


def _seasons(db: Session, hours: _Spans) -> dict[int, list[Season]]:
    found: dict[int, list[Season]] = defaultdict(list)
    for row in db.exec(select(SeasonRow).order_by(col(SeasonRow.id))).all():
        week = WeeklyHours.from_spans(hours[row.provider_id, row.id])
        found[row.provider_id].append(Season.parse(row.first_day, row.last_day, week))
    return found


def _closed(db: Session) -> _Closed:
    """Return date → name by provider and province; None for all of them."""
    found: _Closed = defaultdict(dict)
    for row in db.exec(select(ClosedDateRow)).all():
        found[row.provider_id, row.province][row.day] = row.name
    return found


def _opened(db: Session) -> dict[int, dict[date, tuple[LocalSpan, ...]]]:
    """Return date → hours by provider."""
    found: defaultdict[int, dict[date, tuple[LocalSpan, ...]]] = defaultdict(dict)
    for row in db.exec(select(OpenDayRow)).all():
        known = found[row.provider_id].get(row.day, ())
        found[row.provider_id][row.day] = tuple(sorted((*known, LocalSpan(row.opens, row.closes))))
    return found


@dataclass(frozen=True, slots=True)
class _Dates:
    """Single dates on which other hours count, or none."""

    closed: _Closed
    opened: dict[int, dict[date, tuple[LocalSpan, ...]]]


def _schedule(
    row: ProviderRow, hours: _Spans, seasons: dict[int, list[Season]], dates: _Dates
) -> ProviderSchedule:
    """Return when a provider works: on holidays as they chose, on their own dates as they said.

    What their own closed dates are for is theirs: it is nobody's holiday, and has no name here.
    """
    provider_id = _id(row.id)
    closed = dates.closed
    holidays = closed[None, None] | (closed[None, row.province] if row.province else {})
    own = closed[provider_id, None]
    opened: dict[date, tuple[LocalSpan, ...]] = {}
    if row.opens_on_holidays:
        holidays = {}
    elif row.holiday_hours:
        spans = tuple(sorted(LocalSpan.parse(text) for text in row.holiday_hours))
        opened = {day: spans for day in holidays if day not in own}
    opened |= dates.opened.get(provider_id, {})
    return ProviderSchedule(
        provider_id,
        ZoneInfo(row.zone),
        WeeklyHours.from_spans(hours[provider_id, None]),
        {
            day: name
            for day, name in (dict.fromkeys(own, "") | holidays).items()
            if day not in opened
        },
        opened,
        tuple(seasons[provider_id]),
    )


@dataclass(frozen=True, slots=True)
class _Offered:
    """A service with what other tables say of it."""

    row: ServiceRow
    prices: tuple[Price, ...]
    resources: tuple[int, ...]


def _services(db: Session) -> dict[int, list[_Offered]]:
    """Return the services of each provider, in the order they were made."""
    prices: defaultdict[int, list[Price]] = defaultdict(list)
    later = select(ServicePriceRow).order_by(col(ServicePriceRow.valid_from))
    for row in db.exec(later).all():
        amount, deposit = Money(row.price_centavos), _money(row.deposit_centavos)
        prices[row.service_id].append(Price(row.valid_from, amount, deposit))
    needs: defaultdict[int, list[int]] = defaultdict(list)
    for need in db.exec(select(ServiceResourceRow)).all():
        needs[need.service_id].append(need.resource_id)
    found: defaultdict[int, list[_Offered]] = defaultdict(list)
    for service in db.exec(select(ServiceRow).order_by(col(ServiceRow.id))).all():
        first = Price(date.min, Money(service.price_centavos), _money(service.deposit_centavos))
        own = _Offered(
            service,
            (first, *prices[_id(service.id)]),
            tuple(sorted(needs[_id(service.id)])),
        )
        found[service.provider_id].append(own)
    return found


def _service(offered: _Offered, policies: Policies) -> Service:
    row = offered.row
    own = policies.overlaid(row.policies)
    price = offered.prices[0]
    return Service(
        id=_id(row.id),
        provider_id=row.provider_id,
        slug=row.slug,
        name=row.name,
        duration=timedelta(minutes=row.duration_minutes),
        price=price.amount,
        deposit=deposit_due(own, price.amount, price.deposit),
        capacity=row.capacity,
        resources=offered.resources,
        prices=offered.prices,
        policies=own,
    )


def _provider(
    row: ProviderRow,
    schedule: ProviderSchedule,
    services: Sequence[Service],
    policies: Policies,
) -> Provider:
    return Provider(
        id=_id(row.id),
        slug=row.slug,
        name=row.name,
        trade=row.trade,
        phone=row.phone,
        address=row.address,
        home_zones=tuple(row.home_zones),
        must_accept=row.confirmation is Confirmation.PROVIDER,
        schedule=schedule,
        services=tuple(services),
        policies=policies,
        weight=row.weight,
    )


def _money(centavos: int | None) -> Money | None:
    return Money(centavos) if centavos else None


def _id(value: int | None) -> int:
    assert value is not None
    return value

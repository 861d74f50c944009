"""The catalogue put into words: weeks, services, days, and appointments that would break."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from actions.catalogue.edit import Casualty
from bot.domain.catalogue import Catalogue, Provider, Service
from bot.domain.foreseen import Break
from bot.domain.money import Money
from bot.domain.prices import Price
from bot.domain.schedule import LocalSpan, Season, WeeklyHours
from bot.language import formats
from bot.language.phrases import Phrases
from storage.reports.catalogue import DateShown

WEEKDAYS = (
    "catalogue.monday",
    "catalogue.tuesday",
    "catalogue.wednesday",
    "catalogue.thursday",
    "catalogue.friday",
    "catalogue.saturday",
    "catalogue.sunday",
)
_SHORT_WEEKDAYS = (
    "weekday.mon",
    "weekday.tue",
    "weekday.wed",
    "weekday.thu",
    "weekday.fri",
    "weekday.sat",
    "weekday.sun",
)
_BREAKS = {
    Break.RETIRED: "catalogue.breaks_retired",
    Break.CLOSED: "catalogue.breaks_closed",
    Break.NO_SEAT: "catalogue.breaks_no_seat",
    Break.NO_UNIT: "catalogue.breaks_no_unit",
    Break.ZONE_LEFT: "catalogue.breaks_zone_left",
    Break.PLACE_MOVED: "catalogue.breaks_place_moved",
}
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class CasualtyShown:
    """An appointment that a change would break, in one line."""

    appointment_id: int
    when: str
    who: str
    what: str
    how: str


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service in a list."""

    id: int
    name: str
    details: str


@dataclass(frozen=True, slots=True)
class ProviderCard:
    """A provider in a list."""

    id: int
    name: str
    initial: str
    trade: str
    place: str
    week: str
    must_accept: bool
    services: tuple[ServiceLine, ...]
    retired_services: tuple[ServiceLine, ...]


@dataclass(frozen=True, slots=True)
class DateLine:
    """A day on which a provider works otherwise. day: ISO."""

    day: str
    provider_id: int
    when: str
    who: str
    what: str


def casualties(
    found: Iterable[Casualty], phrases: Phrases, zone: ZoneInfo
) -> tuple[CasualtyShown, ...]:
    """Return appointments that would break, in words."""
    return tuple(
        CasualtyShown(
            one.appointment_id,
            formats.when(one.start, zone),
            one.customer or phrases("console.nameless"),
            phrases("catalogue.service_with", service=one.service, provider=one.provider),
            phrases(_BREAKS[one.how]),
        )
        for one in found
    )


def cards(catalogue: Catalogue, phrases: Phrases) -> list[ProviderCard]:
    """Return the providers in force, in the order they were made."""
    return [_card(one, catalogue, phrases) for one in catalogue.in_force]


def week(hours: WeeklyHours, phrases: Phrases) -> str:
    """Return «lun, mar y mié 9:00 a 13:00; sáb 9:00 a 12:00»; "" when all of it is closed."""
    by_hours: dict[tuple[LocalSpan, ...], list[str]] = {}
    for weekday, spans in enumerate(hours.days):
        if spans:
            by_hours.setdefault(spans, []).append(phrases(_SHORT_WEEKDAYS[weekday]))
    return "; ".join(
        phrases("answer.hours_days", days=formats.all_of(days), hours=formats.hours(spans))
        for spans, days in by_hours.items()
    )


def typed_hours(spans: Sequence[LocalSpan]) -> str:
    """Return hours as short as they can be typed again, «9 a 13:30»; "" when there are none."""
    texts = [f"{_short(one.start)} a {_short(one.end, midnight='24')}" for one in spans]
    return formats.all_of(texts) if texts else ""


def _short(moment: time, midnight: str = "0") -> str:
    if moment == time(0):
        return midnight
    return f"{moment:%-H:%M}" if moment.minute else f"{moment:%-H}"


def typed_money(amount: Money | None) -> str:
    """Return an amount as it can be typed again; "" for none."""
    return formats.money(amount).replace("$", "").strip() if amount is not None else ""


def typed_minutes(span: timedelta | None) -> str:
    """Return whole minutes as they can be typed again; "" for none."""
    return "" if span is None else str(span // _MINUTE)


def priced(price: Price, phrases: Phrases) -> str:
    """Return «$ 12.000 · seña $ 3.000»."""
    amount = formats.money(price.amount)
    if price.deposit is None:
        return amount
    deposit = phrases("catalogue.with_deposit", deposit=formats.money(price.deposit))
    return f"{amount} · {deposit}"


def season_days(season: Season, phrases: Phrases) -> str:
    """Return «del 21/12 al 28/2»."""
    (first_month, first), (last_month, last) = season.first, season.last
    return phrases(
        "catalogue.season_days", first=f"{first}/{first_month}", last=f"{last}/{last_month}"
    )


def date_line(shown: DateShown, phrases: Phrases) -> DateLine:
    """Return a day on which somebody works otherwise, in words."""
    what = formats.hours(shown.hours) if shown.hours else phrases("catalogue.day_closed")
    named = f"{what} · {shown.name}" if shown.name else what
    return DateLine(
        shown.day.isoformat(), shown.provider_id, long_date(shown.day), shown.provider, named
    )


def long_date(day: date) -> str:
    """Return «jue 13/5/2027»."""
    return f"{formats.short_day(day)}/{day.year}"


def _card(provider: Provider, catalogue: Catalogue, phrases: Phrases) -> ProviderCard:
    gone = [one for one in catalogue.retired_services if one.provider_id == provider.id]
    place = (
        phrases("catalogue.goes_to", zones=formats.all_of(provider.home_zones))
        if provider.visits_homes
        else provider.address or ""
    )
    return ProviderCard(
        id=provider.id,
        name=provider.name,
        initial=provider.name[0].upper(),
        trade=provider.trade,
        place=place,
        week=week(provider.schedule.weekly, phrases),
        must_accept=provider.must_accept,
        services=tuple(_line(one, catalogue, phrases) for one in provider.services),
        retired_services=tuple(_line(one, catalogue, phrases) for one in gone),
    )


def _line(service: Service, catalogue: Catalogue, phrases: Phrases) -> ServiceLine:
    parts = [
        phrases("catalogue.minutes", minutes=service.duration // _MINUTE),
        formats.money(service.price) if service.price else phrases("catalogue.free"),
    ]
    if service.deposit is not None:
        parts.append(phrases("catalogue.with_deposit", deposit=formats.money(service.deposit)))
    if service.capacity > 1:
        parts.append(phrases("catalogue.seats", seats=service.capacity))
    parts += [catalogue.resources[one].name for one in service.resources]
    return ServiceLine(service.id, service.name, " · ".join(parts))

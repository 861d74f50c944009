"""What the form of a new appointment asks for, read or refused: one, a visit, people, a series."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from werkzeug.datastructures import MultiDict

from actions.agenda import NewAppointment
from actions.agenda_customers import Customer
from actions.agenda_errors import AgendaError
from actions.agenda_series import NewSeries
from bot.domain.catalogue import Catalogue, Service
from bot.domain.schedule import local_instant
from bot.domain.series import LONGEST_SERIES
from console.agenda import fields

OTHER = "other"  # the place is the hour that was typed
SKIP = "skip"  # this date of a series does not take place
MOST_WEEKS_BETWEEN = 4
_MOST_PEOPLE = 6  # one after the other
_ON = "on-"  # and a date: the field of what is to be done on it

Typed = MultiDict[str, str]


def read(catalogue: Catalogue, typed: Typed) -> NewAppointment | NewSeries:
    """Return what is to be booked. Raises AgendaError."""
    service = fields.service(typed.get("service"), catalogue)
    start = _start(catalogue, service, typed)
    customer: Customer = fields.customer(typed)
    then = following(service, also(catalogue, service, typed), people(service, typed))
    first = NewAppointment(service.id, start, customer, fields.address(typed), then)
    count = times(typed)
    if count == 1:
        return first
    return NewSeries(first, count, every(typed), *_dates(catalogue, typed))


def also(catalogue: Catalogue, service: Service, typed: Typed) -> tuple[Service, ...]:
    """Return what else is to be done in the visit. Raises AgendaError."""
    own = {one.id: one for one in catalogue.provider(service.provider_id).services}
    ids = [fields.number(one) for one in typed.getlist("then")]
    if any(one not in own for one in ids):
        provider = catalogue.provider(service.provider_id).first_name
        raise AgendaError("agenda.not_one_visit", provider=provider)
    return tuple(own[one] for one in ids if one is not None and one != service.id)


def people(service: Service, typed: Mapping[str, str]) -> int:
    """Return how many people come. Raises AgendaError."""
    most = service.capacity if service.capacity > 1 else _MOST_PEOPLE
    found = fields.number(typed.get("people") or "1")
    if found is None or not 1 <= found <= most:
        raise AgendaError("agenda.bad_people", most=str(most))
    return found


def following(service: Service, more: tuple[Service, ...], people: int) -> tuple[str, ...]:
    """Return the names of what is done after the first service, for everybody."""
    names = (service.name, *(one.name for one in more))
    return (names * people)[1:]


def times(typed: Mapping[str, str]) -> int:
    """Return how often an appointment takes place. Raises AgendaError."""
    found = fields.number(typed.get("times") or "1")
    if found is None or not 1 <= found <= LONGEST_SERIES:
        raise AgendaError("agenda.series_length", most=str(LONGEST_SERIES))
    return found


def every(typed: Mapping[str, str]) -> int:
    """Return how many weeks lie between two of a series."""
    found = fields.number(typed.get("every") or "1") or 1
    return min(found, MOST_WEEKS_BETWEEN)


def days(first: date, typed: Mapping[str, str]) -> list[date]:
    """Return the dates of a series; empty for one appointment alone. Raises AgendaError."""
    count = times(typed)
    if count == 1:
        return []
    return [first + timedelta(weeks=every(typed) * number) for number in range(count)]


def on_date(day: date, typed: Mapping[str, str]) -> str:
    """Return what was chosen for a date of a series: SKIP, another place, "" for nothing."""
    return typed.get(_ON + day.isoformat(), "")


def _dates(
    catalogue: Catalogue, typed: Mapping[str, str]
) -> tuple[frozenset[date], dict[date, datetime]]:
    """Return the dates that are left out, and those with a time of their own."""
    chosen = {
        fields.day(name.removeprefix(_ON), date.min): value
        for name, value in typed.items()
        if name.startswith(_ON) and value
    }
    skipped = frozenset(day for day, value in chosen.items() if value == SKIP)
    instead = {
        day: instant(catalogue, value) for day, value in chosen.items() if day not in skipped
    }
    return skipped, instead


def instant(catalogue: Catalogue, place: str) -> datetime:
    """Return the instant of a place that was chosen. Raises AgendaError."""
    local = fields.moment(place)
    return local_instant(local.date(), local.time(), catalogue.zone)


def shown(service: Service, day: str, typed: Typed) -> str:
    """Return for what places are shown, so that a change of it is noticed."""
    return "|".join([str(service.id), day, typed.get("people") or "1", *typed.getlist("then")])


def _start(catalogue: Catalogue, service: Service, typed: Typed) -> datetime:
    place = typed.get("place", "")
    if place and place != OTHER:
        now_shown = shown(service, typed.get("day", ""), typed)
        if typed.get("shown", now_shown) != now_shown:
            raise AgendaError("agenda.choose_again")
        return instant(catalogue, place)
    hour: time | None = fields.hour(typed.get("hour"))
    if hour is None or not typed.get("day"):
        raise AgendaError("agenda.no_hour")
    return local_instant(fields.day(typed["day"], date.min), hour, catalogue.zone)

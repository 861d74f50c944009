"""Which appointments to come a change of the catalogue would break, and how.

What is booked stays booked: this only finds what people should be told before they go on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from bot.domain.catalogue import Catalogue, Provider
from bot.domain.intervals import Interval, merge
from bot.domain.schedule import ProviderSchedule


class Break(Enum):
    """What would be wrong with an appointment."""

    RETIRED = "retired"  # its provider or service is offered no more
    CLOSED = "closed"  # it stands outside the opening hours
    NO_SEAT = "no_seat"  # its class has fewer places
    NO_UNIT = "no_unit"  # there are fewer chairs than the one it has
    ZONE_LEFT = "zone_left"  # nobody goes there any more
    PLACE_MOVED = "place_moved"  # the customer was told another address


@dataclass(frozen=True, slots=True)
class Foreseen:
    """An active appointment to come. zone: of a home visit. units: resource id → which one."""

    id: int
    provider_id: int
    service_id: int
    during: Interval
    seat: int = 1
    zone: str | None = None
    units: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Broken:
    """An appointment that a change would break."""

    appointment: Foreseen
    how: Break


def changed_providers(before: Catalogue, after: Catalogue) -> tuple[int, ...]:
    """Return the ids of providers that have anything to do with a change, ascending."""
    all_resources = before.resources != after.resources
    return tuple(
        sorted(
            provider.id
            for provider in (*before.in_force, *before.retired)
            if all_resources or _face(before, provider.id) != _face(after, provider.id)
        )
    )


def broken_by(
    before: Catalogue, after: Catalogue, foreseen: Iterable[Foreseen]
) -> tuple[Broken, ...]:
    """Return what is wrong with appointments after a change and was not before, by start."""
    found = [
        Broken(one, how)
        for one in sorted(foreseen, key=lambda one: (one.during.start, one.id))
        for how in _flaws(one, before, after)
    ]
    return tuple(found)


def _face(catalogue: Catalogue, provider_id: int) -> tuple[object, ...]:
    """Return all of a provider that an appointment can depend on."""
    provider = catalogue.provider(provider_id)
    services = tuple((one.id, one.capacity) for one in provider.services)
    is_retired = provider in catalogue.retired
    return provider.schedule, provider.home_zones, provider.address, services, is_retired


def _flaws(one: Foreseen, before: Catalogue, after: Catalogue) -> Sequence[Break]:
    """Return what the change breaks; that an appointment is offered no more says it all."""
    was, is_now = before.provider(one.provider_id), after.provider(one.provider_id)
    if before.has_service(one.service_id) and not after.has_service(one.service_id):
        return (Break.RETIRED,)
    found = {
        Break.CLOSED: _is_open(was.schedule, one.during)
        and not _is_open(is_now.schedule, one.during),
        Break.NO_SEAT: _has_seat(before, one) and not _has_seat(after, one),
        Break.NO_UNIT: _has_units(before, one) and not _has_units(after, one),
        Break.ZONE_LEFT: _is_covered(was, one.zone) and not _is_covered(is_now, one.zone),
        Break.PLACE_MOVED: not was.visits_homes and was.address != is_now.address,
    }
    return tuple(how for how, is_so in found.items() if is_so)


def _is_open(schedule: ProviderSchedule, during: Interval) -> bool:
    first, last = schedule.local_date(during.start), schedule.local_date(during.end)
    open_parts = merge((*schedule.open_intervals(first), *schedule.open_intervals(last)))
    return any(part.covers(during) for part in open_parts)


def _has_seat(catalogue: Catalogue, one: Foreseen) -> bool:
    return one.seat <= catalogue.service(one.service_id).capacity


def _has_units(catalogue: Catalogue, one: Foreseen) -> bool:
    return all(
        resource in catalogue.resources and unit <= catalogue.resources[resource].units
        for resource, unit in one.units.items()
    )


def _is_covered(provider: Provider, zone: str | None) -> bool:
    return zone is None or zone in provider.home_zones

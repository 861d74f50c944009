"""Several services in one visit: by one provider, each right after the one before.

Several people in one class come to the same session.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from bot.domain.catalogue import Catalogue, Service
from bot.domain.money import Money
from bot.domain.offers import Slot


def services_of(catalogue: Catalogue, first: Service, then: Sequence[str]) -> tuple[Service, ...]:
    """Return the services of a visit in order; empty when its provider does not do them all.

    then: names of the services after the first; a name twice is the same for two people.
    """
    own = {service.name: service for service in catalogue.provider(first.provider_id).services}
    if any(name not in own for name in then):
        return ()
    return (first, *(own[name] for name in then))


def share_session(services: Sequence[Service]) -> bool:
    """Whether all of them are seats of one session: the same class, for several people."""
    return services[0].capacity > 1 and len({service.id for service in services}) == 1


def places(services: Sequence[Service], start: datetime, step: timedelta) -> tuple[Slot, ...]:
    """Return the place of each service, the next starting on the step after the one before.

    The time that is kept free around each lies between them too. Seats of one session start
    together.
    """
    if not services:
        return ()
    found = [Slot(services[0].provider_id, services[0].id, start, start + services[0].duration)]
    for service, gap in zip(services[1:], _gaps(services, step), strict=True):
        start += gap
        found.append(Slot(service.provider_id, service.id, start, start + service.duration))
    return tuple(found)


def length(services: Sequence[Service], step: timedelta) -> timedelta:
    """Return how long a visit takes from its first start to its last end."""
    return sum(_gaps(services, step), timedelta(0)) + services[-1].duration


def _gaps(services: Sequence[Service], step: timedelta) -> list[timedelta]:
    """Return how long after the start of each service the next one starts."""
    if share_session(services):
        return [timedelta(0)] * (len(services) - 1)
    between = pairwise(services)
    return [-(-(one.duration + one.after + then.before) // step) * step for one, then in between]


def price(services: Sequence[Service]) -> Money:
    """Return what all of them cost together."""
    return Money(sum(service.price.centavos for service in services))


def deposit(services: Sequence[Service]) -> Money | None:
    """Return the deposits of all of them together; None when there is none."""
    asked = [service.deposit.centavos for service in services if service.deposit is not None]
    return Money(sum(asked)) if asked else None

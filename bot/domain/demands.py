"""What the services of a catalogue ask of calendars, with the policies that count for each."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain import visits
from bot.domain.calendars import Demand, Quota
from bot.domain.catalogue import Catalogue, Service
from bot.domain.travel import TravelTimes


def demand_of(catalogue: Catalogue, service: Service, zone: str | None = None) -> Demand:
    """Return what one appointment for a service needs. zone: where a home visit goes."""
    policies = catalogue.policies_of(service.id)
    quota = catalogue.policies_of_provider(service.provider_id).quota
    goes_out = catalogue.provider(service.provider_id).visits_homes
    return Demand(
        service.duration,
        service.id,
        before=service.before,
        after=service.after,
        capacity=service.capacity,
        resources=service.resources,
        own=policies.quota if policies.quota != quota else Quota(),
        all=quota,
        travel=policies.travel if goes_out else TravelTimes(),
        zone=zone,
    )


def visit_demand(
    catalogue: Catalogue, first: Service, then: Sequence[str], zone: str | None = None
) -> Demand | None:
    """Return what a visit needs as a whole; None when its provider does not do it all.

    then: names of the services after the first. Several people in one class need a seat each;
    else all resources are asked for all of the time, and no open session is joined.
    """
    services = visits.services_of(catalogue, first, then)
    if not services:
        return None
    demand = demand_of(catalogue, first, zone)
    if len(services) == 1:
        return demand
    if visits.share_session(services):
        return replace(demand, seats=len(services))
    more = len(services) - 1
    return replace(
        demand,
        duration=visits.length(services, catalogue.policies_of(first.id).slot_step),
        after=services[-1].after,
        capacity=1,
        resources=tuple(sorted({one for service in services for one in service.resources})),
        own=_less(demand.own, more),
        all=_less(demand.all, more),
    )


def _less(quota: Quota, sessions: int) -> Quota:
    """Return the quota when room is left for more sessions than one."""
    limits = (
        None if most is None else max(most - sessions, 0)
        for most in (quota.per_day, quota.per_week)
    )
    return Quota(*limits)

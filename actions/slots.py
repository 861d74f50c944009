"""Free places for a wish: one or two queries for what is taken, then arithmetic in bot.domain."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import islice

from actions import customers, places
from actions.desk import Desk
from bot.dialogue.commands import FindSlots, SlotsFound
from bot.domain.availability import Obstacle, Refusal, Slot, Starts, Wish, nearest
from bot.domain.catalogue import Provider, Service
from bot.domain.choosing import offered
from bot.domain.demands import demand_of, visit_demand
from bot.domain.intervals import Interval
from bot.domain.policy_choices import ProviderChoice
from bot.domain.schedule import local_day, local_instant
from bot.domain.time_off import is_whole_day
from bot.domain.timeline import joined, local_days
from bot.domain.visits import services_of
from storage.repositories import calendars

_FIRST_LOOK = timedelta(days=21)  # an open wish is about soon; later only if there is nothing
_AROUND = timedelta(days=10)  # how far from the wanted day alternatives are looked for
_MOST = 600
_ALTERNATIVES = 3
_NOON = time(12)

Openings = list[tuple[Service, Starts]]
"""Services with the starts at which each can be booked; those with none are left out."""


def find(desk: Desk, command: FindSlots, contact_id: int | None = None) -> SlotsFound:
    """Return the places that fit, or the nearest ones with the reasons why none fits.

    contact_id: who asks, when that counts for the choice among providers.
    """
    services = [
        desk.catalogue.service(one)
        for one in command.service_ids
        if desk.catalogue.has_service(one)
    ]
    fitting = _matching(desk, services, command, _FIRST_LOOK)
    if not fitting and any(wish.date_to is None for wish in command.wishes):
        fitting = _matching(desk, services, command, desk.catalogue.policies.horizon)
    if fitting:
        chosen = _of_the_chosen(desk, fitting, command.zone, contact_id)
        zone = desk.catalogue.zone
        allowed = (
            slot
            for slot in _slots(chosen)
            if any(wish.allows(slot.start, zone) for wish in command.wishes)
        )
        if slots := tuple(islice(allowed, _MOST)):
            return SlotsFound(slots, (), ())
    found = SlotsFound(
        (),
        around(desk, services, command.wishes, command.ignoring, command.then, command.zone),
        _refusals(desk, services, command),
    )
    desk.note(
        "slots.none",
        provider_id=services[0].provider_id if services else None,
        service_id=services[0].id if services else None,
        obstacles=[refusal.obstacle.value for refusal in found.refusals],
    )
    return found


def openings(
    desk: Desk,
    services: Sequence[Service],
    window: Interval,
    *,
    ignoring: int | None = None,
    then: Sequence[str] = (),
    zone: str | None = None,
) -> Openings:
    """Return every start in a window at which each of the services can be booked.

    ignoring: an appointment of the same person that will give up its place. then: names of
    services of the same visit, for which there is room right after. zone: where they are.
    """
    asked = [(one, visit_demand(desk.catalogue, one, then, zone)) for one in services]
    demands = [(one, demand) for one, demand in asked if demand is not None]
    if not demands:
        return []
    visited = [every for one, _ in demands for every in services_of(desk.catalogue, one, then)]
    view = places.look(desk, visited, window, ignoring=ignoring)
    found = ((one, view.openings(one, demand, window)) for one, demand in demands)
    return [(service, starts) for service, starts in found if starts]


def around(
    desk: Desk,
    services: Sequence[Service],
    wishes: Sequence[Wish],
    ignoring: int | None = None,
    then: Sequence[str] = (),
    to: str | None = None,
) -> tuple[Slot, ...]:
    """Return the free places nearest to a wish: of its day, else of its hour on other days.

    to: the zone of a home visit.
    """
    zone = desk.catalogue.zone
    wish = wishes[0]
    target = _target(desk, wish)
    window = Interval(
        max(desk.now, min(target - _AROUND, desk.now + desk.catalogue.policies.horizon)),
        max(target, desk.now) + _AROUND,
    )
    pool = free_within(desk, services, window, ignoring, then, zone=to)
    day = target.astimezone(zone).date()
    same_day = [slot for slot in pool if slot.start.astimezone(zone).date() == day]
    hours = Wish(None, None, wish.time_from, wish.time_to, wish.exact)
    same_hour = [slot for slot in pool if hours.allows(slot.start, zone)]
    best = same_day if len(same_day) >= _ALTERNATIVES else same_day + same_hour
    chosen = dict.fromkeys(best if len(best) >= _ALTERNATIVES else best + pool)
    return nearest(chosen, target, _ALTERNATIVES, zone)


def _matching(
    desk: Desk, services: Sequence[Service], command: FindSlots, reach: timedelta
) -> Openings:
    """Return the openings on the days and at the hours that were wished for."""
    zone = desk.catalogue.zone
    windows = [_window(desk, wish, reach) for wish in command.wishes]
    whole = Interval(min(one.start for one in windows), max(one.end for one in windows))
    first = whole.start.astimezone(zone).date()
    days = local_days(zone, first, (whole.end.astimezone(zone).date() - first).days + 1)
    wished = joined(part for wish in command.wishes for part in wish.stretches(days))
    found = openings(
        desk,
        services,
        whole,
        ignoring=command.ignoring,
        then=command.then,
        zone=command.zone,
    )
    narrowed = ((service, starts.within(wished)) for service, starts in found)
    return [(service, starts) for service, starts in narrowed if starts]


def free_within(
    desk: Desk,
    services: Sequence[Service],
    window: Interval,
    ignoring: int | None = None,
    then: Sequence[str] = (),
    *,
    zone: str | None = None,
) -> list[Slot]:
    """Return every free place of any of the services that starts in a window, earliest first.

    then: names of services of the same visit, for which there is room right after. zone: of a home
    visit.
    """
    found = openings(desk, services, window, ignoring=ignoring, then=then, zone=zone)
    return list(_slots(found))


def _of_the_chosen(
    desk: Desk, fitting: Openings, zone: str | None, contact_id: int | None
) -> Openings:
    """Return the openings of those providers whom the business wants to be offered."""
    policies = desk.catalogue.policies
    first_free: dict[int, datetime] = {}
    for service, starts in fitting:
        earliest = first_free.get(service.provider_id, starts.first)
        first_free[service.provider_id] = min(earliest, starts.first)
    is_any = policies.provider_choice is ProviderChoice.ANY and not policies.same_again_first
    if is_any or len(first_free) < 2:
        return fitting
    candidates = customers.candidates(desk, sorted(first_free), contact_id, zone)
    chosen = offered(
        candidates,
        policies.provider_choice,
        first_free,
        same_again_first=policies.same_again_first,
    )
    return [(service, starts) for service, starts in fitting if service.provider_id in chosen]


def _slots(found: Openings) -> Iterator[Slot]:
    """Yield the slots of openings, earliest first; at one start in the order of the services."""
    return heapq.merge(*(_slots_of(*one) for one in found), key=lambda slot: slot.start)


def _slots_of(service: Service, starts: Starts) -> Iterator[Slot]:
    for start in starts:
        yield Slot(service.provider_id, service.id, start, start + service.duration)


def _window(desk: Desk, wish: Wish, reach: timedelta) -> Interval:
    zone = desk.catalogue.zone
    start = desk.now
    if wish.date_from is not None:
        start = max(start, local_day(wish.date_from, zone).start)
    end = start + reach
    if wish.date_to is not None:
        end = local_day(wish.date_to, zone).end
    return Interval(start, max(end, start + timedelta(minutes=1)))


def _target(desk: Desk, wish: Wish) -> datetime:
    zone = desk.catalogue.zone
    day = wish.date_from or desk.now.astimezone(zone).date()
    return local_instant(day, wish.time_from or _NOON, zone)


def _refusals(desk: Desk, services: Iterable[Service], command: FindSlots) -> tuple[Refusal, ...]:
    """Return why single days and starts that were wished for can't be had, one a provider."""
    refusals = []
    for wish in command.wishes:
        if wish.date_from is None or wish.date_from != wish.date_to:
            continue
        for service in services:
            provider = desk.catalogue.provider(service.provider_id)
            refusals.append(_refusal(desk, provider, service, wish, command))
    return tuple(refusals)


def _refusal(
    desk: Desk, provider: Provider, service: Service, wish: Wish, command: FindSlots
) -> Refusal:
    assert wish.date_from is not None
    schedule = provider.schedule
    hours = schedule.hours_on(wish.date_from)
    clock = wish.time_from or (hours[0].start if hours else _NOON)
    start = local_instant(wish.date_from, clock, schedule.zone)
    whole_day = local_day(wish.date_from, schedule.zone)
    if is_whole_day(wish.date_from, _off(desk, provider, whole_day), schedule.zone, desk.now):
        return Refusal(Obstacle.CLOSED_DAY, wish.date_from, None, (), None)
    view = places.look(desk, [service], whole_day, ignoring=command.ignoring)
    demand = visit_demand(desk.catalogue, service, command.then, command.zone)
    refusal = view.refusal(service, demand or demand_of(desk.catalogue, service), start)
    if refusal is not None and (wish.exact or not _is_about_the_hour(refusal.obstacle, hours)):
        return refusal
    if refusal is not None and not wish.exact and not wish.meets(hours):
        return refusal  # «a la mañana temprano», before they open
    return Refusal(Obstacle.TAKEN, wish.date_from, schedule.closed.get(wish.date_from), hours, None)


def _off(desk: Desk, provider: Provider, within: Interval) -> list[Interval]:
    rows = calendars.time_off(desk.db, provider.id, after=desk.now, within=within)
    return [Interval(row.starts_at, row.ends_at) for row in rows]


def _is_about_the_hour(obstacle: Obstacle, hours: Sequence[object]) -> bool:
    """Whether an obstacle to one start says nothing about the rest of the day or window."""
    about_hours = (Obstacle.BEFORE_OPENING, Obstacle.AFTER_CLOSING, Obstacle.IN_BREAK)
    return bool(hours) and obstacle in (Obstacle.OFF_STEP, Obstacle.TAKEN, *about_hours)

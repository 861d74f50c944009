"""Free places for a wish: one query for what is busy, then interval arithmetic in bot.domain."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from actions.desk import Desk
from bot.dialogue.commands import FindSlots, SlotsFound
from bot.domain import visits
from bot.domain.availability import Obstacle, Refusal, Slot, Wish, free_starts, nearest
from bot.domain.availability import start_refusal as refusal_of
from bot.domain.catalogue import Provider, Service
from bot.domain.intervals import Interval
from bot.domain.schedule import local_day, local_instant
from bot.domain.time_off import is_whole_day
from storage.repositories import appointments, calendars

_FIRST_LOOK = timedelta(days=21)  # an open wish is about soon; later only if there is nothing
_AROUND = timedelta(days=10)  # how far from the wanted day alternatives are looked for
_MOST = 600
_ALTERNATIVES = 3
_NOON = time(12)


def find(desk: Desk, command: FindSlots) -> SlotsFound:
    """Return the places that fit, or the nearest ones with the reasons why none fits."""
    services = [
        desk.catalogue.service(one)
        for one in command.service_ids
        if desk.catalogue.has_service(one)
    ]
    slots = _matching(desk, services, command, _FIRST_LOOK)
    if not slots and any(wish.date_to is None for wish in command.wishes):
        slots = _matching(desk, services, command, desk.catalogue.policies.horizon)
    if slots:
        return SlotsFound(tuple(slots[:_MOST]), (), ())
    found = SlotsFound(
        (),
        around(desk, services, command.wishes, command.ignoring, command.then),
        _refusals(desk, services, command),
    )
    desk.note(
        "slots.none",
        provider_id=services[0].provider_id if services else None,
        service_id=services[0].id if services else None,
        obstacles=[refusal.obstacle.value for refusal in found.refusals],
    )
    return found


def around(
    desk: Desk,
    services: Sequence[Service],
    wishes: Sequence[Wish],
    ignoring: int | None = None,
    then: Sequence[str] = (),
) -> tuple[Slot, ...]:
    """Return the free places nearest to a wish: of its day, else of its hour on other days."""
    zone = desk.catalogue.zone
    wish = wishes[0]
    target = _target(desk, wish)
    window = Interval(
        max(desk.now, min(target - _AROUND, desk.now + desk.catalogue.policies.horizon)),
        max(target, desk.now) + _AROUND,
    )
    pool = free_within(desk, services, window, ignoring, then)
    day = target.astimezone(zone).date()
    same_day = [slot for slot in pool if slot.start.astimezone(zone).date() == day]
    hours = Wish(None, None, wish.time_from, wish.time_to, wish.exact)
    same_hour = [slot for slot in pool if hours.allows(slot.start, zone)]
    best = same_day if len(same_day) >= _ALTERNATIVES else same_day + same_hour
    chosen = dict.fromkeys(best if len(best) >= _ALTERNATIVES else best + pool)
    return nearest(chosen, target, _ALTERNATIVES, zone)


def _matching(
    desk: Desk, services: Sequence[Service], command: FindSlots, reach: timedelta
) -> list[Slot]:
    windows = [_window(desk, wish, reach) for wish in command.wishes]
    whole = Interval(min(one.start for one in windows), max(one.end for one in windows))
    zone = desk.catalogue.zone
    return [
        slot
        for slot in free_within(desk, services, whole, command.ignoring, command.then)
        if any(wish.allows(slot.start, zone) for wish in command.wishes)
    ]


def free_within(
    desk: Desk,
    services: Sequence[Service],
    window: Interval,
    ignoring: int | None = None,
    then: Sequence[str] = (),
) -> list[Slot]:
    """Return every free place of any of the services that starts in a window, earliest first.

    then: names of services of the same visit, for which there is room right after.
    """
    providers = list({service.provider_id for service in services})
    day = timedelta(days=1)
    busy = appointments.busy(
        desk.db, providers, Interval(window.start - day, window.end + day), ignoring=ignoring
    )
    rules = desk.catalogue.policies.rules
    slots = [
        Slot(service.provider_id, service.id, start, start + service.duration)
        for service in services
        if (visit := visits.services_of(desk.catalogue, service, then))
        for start in free_starts(
            desk.catalogue.provider(service.provider_id).schedule,
            rules,
            visits.length(visit, rules.slot_step),
            busy[service.provider_id],
            window,
            desk.now,
        )
    ]
    return sorted(slots, key=lambda slot: slot.start)


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
            visit = visits.services_of(desk.catalogue, service, command.then) or (service,)
            length = visits.length(visit, desk.catalogue.policies.rules.slot_step)
            refusals.append(_refusal(desk, provider, length, wish, command.ignoring))
    return tuple(refusals)


def _refusal(
    desk: Desk, provider: Provider, length: timedelta, wish: Wish, ignoring: int | None
) -> Refusal:
    assert wish.date_from is not None
    schedule, rules = provider.schedule, desk.catalogue.policies.rules
    hours = schedule.hours_on(wish.date_from)
    clock = wish.time_from or (hours[0].start if hours else _NOON)
    start = local_instant(wish.date_from, clock, schedule.zone)
    whole_day = local_day(wish.date_from, schedule.zone)
    if is_whole_day(wish.date_from, _off(desk, provider, whole_day), schedule.zone, desk.now):
        return Refusal(Obstacle.CLOSED_DAY, wish.date_from, None, (), None)
    busy = appointments.busy(desk.db, [provider.id], whole_day, ignoring=ignoring)[provider.id]
    refusal = refusal_of(schedule, rules, length, busy, start, desk.now)
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

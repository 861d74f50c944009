"""What a scenario presupposes besides bookings: who waits already, and what is blocked already."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import select

from actions import notify, places, time_off, waitlist
from actions.desk import Desk
from bot.dialogue.orders.calendars import BlockTime
from bot.dialogue.orders.waitlist import JoinWaitlist
from bot.domain.availability import Wish
from bot.domain.catalogue import Provider
from bot.domain.demands import demand_of
from bot.domain.intervals import Interval
from bot.domain.time_off import stretches
from bot.language.addresses import zone_named
from storage.repositories import own_services
from storage.rows.appointments import AppointmentRow
from storage.rows.catalogue import ProviderRow, ServiceRow
from storage.rows.people import ContactRow

_PARTS = {
    "morning": (time(8), time(13)),
    "mañana": (time(8), time(13)),
    "afternoon": (time(13), time(20)),
    "tarde": (time(13), time(20)),
    "evening": (time(18), time(0)),
    "noche": (time(18), time(0)),
}
_MINUTE = timedelta(minutes=1)
_OWNERS = ("customer", "provider", "service")


def waiting(desk: Desk, raw: Mapping[str, Any], contact_id: int) -> None:
    """Put somebody into the line. Raises ValueError when nobody does the service."""
    providers = [
        one for one in desk.catalogue.providers if raw.get("provider") in (None, "any", one.slug)
    ]
    ids = tuple(
        service.id
        for provider in providers
        for service in provider.services
        if raw.get("service") in (None, "any", service.slug)
    )
    conversation_id = notify.conversation_of(desk, contact_id)
    if not ids or conversation_id is None:
        raise ValueError(f"nobody can wait for {dict(raw)}")
    joined = _instant(raw.get("since") or raw.get("created") or raw.get("at"), desk)
    first_desk = Desk(desk.db, desk.tools, desk.catalogue, joined or desk.now, desk.actor)
    command = JoinWaitlist(ids, (_wish(raw),), raw.get("address"))
    waitlist.join(first_desk, command, contact_id, conversation_id)


def off(desk: Desk, raw: Mapping[str, Any], contact_id: int) -> None:
    """Block a provider's time."""
    provider = next(one for one in desk.catalogue.providers if one.slug == raw["provider"])
    del contact_id  # whose time it is, is said
    time_off.block(desk, BlockTime(_off(desk, provider, raw)), provider.id)


def _off(desk: Desk, provider: Provider, raw: Mapping[str, Any]) -> tuple[Interval, ...]:
    zone = provider.schedule.zone
    start = raw.get("start") or raw.get("from")
    end = raw.get("end") or raw.get("to")
    if start is not None and "T" in str(start):
        return (Interval(_local(str(start), zone), _local(str(end), zone)),)
    days = sorted(str(one) for one in raw.get("dates") or ())
    first = str(raw.get("date") or raw.get("date_from") or (days[0] if days else ""))
    last = str(raw.get("date_to") or raw.get("until") or (days[-1] if days else first))
    hours = _PARTS.get(str(raw.get("part")), (_clock(start), _clock(end)))
    return stretches(
        date.fromisoformat(first[:10]),
        date.fromisoformat(last[:10]),
        hours,
        zone=zone,
        now=desk.now,
    )


def _wish(raw: Mapping[str, Any]) -> Wish:
    start = raw.get("start")
    dates = sorted(str(one)[:10] for one in raw.get("dates") or ())
    first = raw.get("date") or raw.get("date_from") or (dates[0] if dates else None)
    last = raw.get("date_to") or raw.get("until") or (dates[-1] if dates else first)
    if start is not None and "T" in str(start):
        first = last = str(start)[:10]
    exact = _clock(str(start)[11:16] if start is not None else raw.get("time"))
    opens, closes = _PARTS.get(str(raw.get("part")), (_clock(raw.get("from")), None))
    closes = closes or _clock(raw.get("to"))
    if opens is not None and opens == closes:
        exact = opens
    if closes is not None and raw.get("to") is not None:
        closes = (datetime.combine(date.min, closes) + _MINUTE).time()  # that start still counts
    return Wish(
        date_from=date.fromisoformat(str(first)[:10]) if first else None,
        date_to=date.fromisoformat(str(last)[:10]) if last else None,
        time_from=exact or opens,
        time_to=exact or closes,
        exact=exact is not None,
    )


def _clock(said: object) -> time | None:
    return time.fromisoformat(str(said)) if said is not None else None


def _local(said: str, zone: Any) -> datetime:
    parsed = datetime.fromisoformat(said)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)


def _instant(said: object, desk: Desk) -> datetime | None:
    return _local(str(said), desk.catalogue.zone) if said is not None else None


def policies(desk: Desk, raw: Mapping[str, Any], contact_id: int) -> None:
    """Give policies of their own to whom they are said to be: a customer, a service, a provider.

    Of nobody in particular: they are laid over those of the business.
    """
    laid = {name: value for name, value in raw.items() if name not in _OWNERS}
    business = own_services.lock_catalogue(desk.db)
    if "customer" in raw:
        desk.db.get_one(ContactRow, contact_id).policies = laid
        return
    if "provider" not in raw:
        business.policies = business.policies | laid
        return
    provider = desk.db.exec(select(ProviderRow).where(ProviderRow.slug == raw["provider"])).one()
    if "service" not in raw:
        provider.policies = laid
        return
    offered = select(ServiceRow).where(
        ServiceRow.provider_id == provider.id, ServiceRow.slug == raw["service"]
    )
    desk.db.exec(offered).one().policies = laid


def take_place(desk: Desk, row: AppointmentRow) -> Mapping[int, int]:
    """Give an appointment what it takes at its time, as if booked; return its resource units.

    Raises ValueError when no seat or unit is left.
    """
    catalogue = desk.catalogue
    service = catalogue.service(row.service_id)
    home = catalogue.provider(row.provider_id).home_zones
    row.zone = zone_named(row.address, home) if row.address else None
    view = places.look(desk, [service], Interval(row.starts_at, row.ends_at))
    spot = view.place(service, demand_of(catalogue, service, row.zone), row.starts_at)
    row.taken_from, row.taken_until = spot.taken.start, spot.taken.end
    row.seat = spot.place.seat
    return spot.place.units


NOUNS: dict[str, Callable[[Desk, Mapping[str, Any], int], None]] = {
    "waitlist": waiting,
    "blocked": off,
    "policies": policies,
}

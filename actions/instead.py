"""What is put to a customer in place of a job that its provider declined or did not answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from actions import customers, notify, slots
from actions.desk import Desk
from bot.dialogue import notices
from bot.domain import instead
from bot.domain.availability import Slot
from bot.domain.catalogue import Provider, Service
from bot.domain.choosing import ranked
from bot.domain.intervals import Interval
from bot.domain.policy_choices import ProviderChoice
from bot.language.addresses import zone_named
from bot.messages.replies import Template
from storage.rows.appointments import AppointmentRow

_BEFORE, _AFTER = timedelta(days=3), timedelta(days=14)  # how far from the lost time is looked


def notice(desk: Desk, row: AppointmentRow, name: str) -> Template:
    """Return the word that a request came to nothing, with what is free instead as buttons.

    name: of the template that says so; without enough places it only asks what they would like.
    """
    places = _places(desk, row)
    if len(places) < instead.MOST:
        return notify.about(desk, name, row)
    view = notify.view_of(desk, row)
    return notices.with_alternatives(name, view, places, desk.catalogue, desk.phrases)


def _places(desk: Desk, row: AppointmentRow) -> tuple[Slot, ...]:
    if not desk.catalogue.has_service(row.service_id) or row.starts_at <= desk.now:
        return ()
    lost = Slot(row.provider_id, row.service_id, row.starts_at, row.ends_at)
    window = Interval(max(desk.now, row.starts_at - _BEFORE), row.starts_at + _AFTER)
    free = slots.free_within(desk, _services(desk, row), window, zone=row.zone)
    return instead.alternatives(lost, free, desk.catalogue.zone, turns=_turns(desk, row, free))


def _turns(desk: Desk, row: AppointmentRow, free: Sequence[Slot]) -> tuple[int, ...]:
    """Return who has something free, first who is furthest behind their share of the jobs."""
    first_free: dict[int, datetime] = {}
    for slot in free:
        first_free[slot.provider_id] = min(first_free.get(slot.provider_id, slot.start), slot.start)
    who = customers.candidates(desk, sorted(first_free), row.contact_id, row.zone)
    return ranked(who, ProviderChoice.FAIR, first_free)


def _services(desk: Desk, row: AppointmentRow) -> list[Service]:
    """Return the service itself and the same of everybody else who could do it there."""
    service = desk.catalogue.service(row.service_id)
    return [
        one
        for one in desk.catalogue.services
        if one.id == service.id
        or (one.name == service.name and _goes_there(desk.catalogue.provider_of(one.id), row))
    ]


def _goes_there(provider: Provider, row: AppointmentRow) -> bool:
    if row.address is None:
        return not provider.visits_homes
    return zone_named(row.address, provider.home_zones) is not None

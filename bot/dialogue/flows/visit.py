"""What else is done in the same visit: other services, or the same for a second person."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.dialogue import describe
from bot.dialogue.session import Draft, Flow
from bot.dialogue.turn import Turn
from bot.domain import visits
from bot.domain.availability import Slot
from bot.domain.catalogue import Service
from bot.domain.money import Money
from bot.language import formats


def following(turn: Turn, draft: Draft) -> tuple[str, ...]:
    """Return the names of what comes right after the first service; empty for most."""
    if draft.flow is not Flow.BOOK or not draft.service_ids:
        return ()
    name = turn.catalogue.service(draft.service_ids[0]).name
    return draft.then or (name,) * (draft.people - 1)


def services(turn: Turn, first: Service) -> tuple[Service, ...]:
    """Return the services of the visit that starts with one, in order."""
    then = following(turn, turn.draft)
    return visits.services_of(turn.catalogue, first, then) or (first,)


def name(turn: Turn, first: Service) -> str:
    """Return what is done in the visit that starts with a service."""
    return names(turn, [service.id for service in services(turn, first)])


def names(turn: Turn, service_ids: Sequence[int]) -> str:
    """Return «Corte y Barba», or «Corte (2 personas)»."""
    said = [turn.catalogue.service(one).name for one in service_ids]
    return describe.visit_name(turn.input.phrases, said)


def price(turn: Turn, slot: Slot) -> str:
    """Return what the visit that starts in a slot costs."""
    return formats.money(visits.price(_as_on_the_day(turn, slot)))


def price_at(turn: Turn, first: Service, start: datetime) -> Money:
    """Return what the visit that starts with a service costs at a start."""
    slot = Slot(first.provider_id, first.id, start, start + first.duration)
    return visits.price(_as_on_the_day(turn, slot))


def deposit(turn: Turn, slot: Slot) -> str:
    """Return the deposit of the visit that starts in a slot; empty when there is none."""
    asked = visits.deposit(_as_on_the_day(turn, slot))
    return formats.money(asked) if asked is not None else ""


def _as_on_the_day(turn: Turn, slot: Slot) -> tuple[Service, ...]:
    """Return the services of a visit at the prices and deposits of its day."""
    day = slot.start.astimezone(turn.zone).date()
    found = []
    for service in services(turn, turn.catalogue.service(slot.service_id)):
        quote = turn.catalogue.quote(service.id, day)
        found.append(replace(service, price=quote.price, deposit=quote.deposit))
    return tuple(found)


def hours(turn: Turn, slot: Slot) -> str:
    """Return «17:30 hs Corte y 18:00 hs Barba»; empty when all of it starts at once."""
    all_of_them = services(turn, turn.catalogue.service(slot.service_id))
    step = turn.catalogue.policies_of(slot.service_id).slot_step
    places = visits.places(all_of_them, slot.start, step)
    if places[-1].start == slot.start:
        return ""
    return formats.all_of(
        f"{formats.hour(place.start.astimezone(turn.zone).time())} {service.name}"
        for place, service in zip(places, all_of_them, strict=True)
    )


def fitting(turn: Turn, draft: Draft) -> Draft:
    """Return the draft without what none of the possible providers does, saying so."""
    if not draft.then or not draft.service_ids:
        return draft
    able = tuple(
        one
        for one in draft.service_ids
        if visits.services_of(turn.catalogue, turn.catalogue.service(one), draft.then)
    )
    if able:
        return replace(draft, service_ids=able)
    provider = turn.catalogue.provider_of(draft.service_ids[0])
    turn.first(
        turn.t(
            "provider.does_not", provider=provider.first_name, service=formats.all_of(draft.then)
        )
    )
    return replace(draft, then=())

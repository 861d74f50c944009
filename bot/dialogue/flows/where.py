"""Where to go, for those who visit homes: the address, the zone, and who covers it."""

import re
from dataclasses import replace

from bot.dialogue import describe
from bot.dialogue.session import Ask, Draft, Flow, Question
from bot.dialogue.taps import MenuTap, ServiceTap, encode
from bot.dialogue.turn import Turn
from bot.domain.catalogue import Provider
from bot.language import formats
from bot.language.addresses import street_address, zone_named
from bot.language.folding import words
from bot.language.phones import e164
from bot.messages.replies import Buttons, Choice, ContactRequest

_LONGEST_ZONE = 40
_LONGEST_ADDRESS = 120
_PHONE = re.compile(r"\+?\d[\d\s().-]{6,18}\d")
_NO_ZONE = {"casa", "domicilio", "depto", "departamento", "aca", "zona", "barrio", "cerca", "local"}


def known_zones(turn: Turn) -> tuple[str, ...]:
    """Return every zone that somebody visits, each once."""
    return tuple(dict.fromkeys(zone for one in turn.catalogue.providers for zone in one.home_zones))


def with_place(turn: Turn, draft: Draft) -> Draft:
    """Return the draft with the address and zone that this message gives, if any."""
    zone = zone_named(turn.reading.text, known_zones(turn))
    if not _goes_out(turn, draft):
        return replace(draft, zone=zone or draft.zone)
    street = street_address(turn.reading.text)
    zone = zone or _unknown_zone(turn, street)
    if street is None and zone is not None and draft.address is not None:
        address = _joined(_without_zone(draft.address, draft.zone), zone)
        return replace(draft, address=address, zone=zone)
    if street is not None:
        zone = zone or draft.zone
        return replace(draft, address=_joined(street, zone), zone=zone or draft.zone)
    if zone is None and draft.zone is None and draft.address is None:
        # They went there before: it is said back in the proposal, where it can be corrected.
        return replace(draft, address=turn.session.address, zone=turn.session.zone)
    return replace(draft, zone=zone or draft.zone)


def answered(turn: Turn) -> bool:
    """Take a message as the answer to «where?»; False when it names no place.

    What is asked for is taken as said when it holds a house number.
    """
    reading = turn.reading
    text = " ".join(reading.text.split())
    zone = zone_named(text, known_zones(turn))
    street = street_address(text)
    if street is None and any(letter.isdigit() for letter in text) and not reading.says_when:
        street = text[:_LONGEST_ADDRESS]
    if zone is None:
        zone = _unknown_zone(turn, street)
    if zone is None and street is None:
        if reading.intent not in ("inform", "ask_location") or not 1 <= len(text.split()) <= 4:
            return False
        if reading.says_when or reading.says_what:
            return False
        zone = text[:_LONGEST_ZONE]  # a barrio we do not know: said back as not covered
    address = street or turn.draft.address
    zone = zone or turn.draft.zone
    turn.redraft(zone=zone, address=_joined(address, zone) if address else None)
    return True


def is_settled(turn: Turn) -> bool:
    """Whether it is known where to go, and who goes there; asks or explains when it is not."""
    draft = turn.draft
    providers = describe.providers_of(turn, draft.service_ids)
    if not all(provider.visits_homes for provider in providers):
        return True
    if draft.zone is not None:
        covering = {provider.id for provider in providers if draft.zone in provider.home_zones}
        if not covering:
            _tell_not_covered(turn, providers)
            return False
        turn.redraft(
            service_ids=tuple(
                one
                for one in draft.service_ids
                if turn.catalogue.service(one).provider_id in covering
            )
        )
    if turn.draft.address is None or turn.draft.zone is None:
        ask_address(turn)
        return False
    if not turn.input.person.has_phone and turn.draft.phone is None:
        ask_phone(turn)
        return False
    return True


def ask_phone(turn: Turn) -> None:
    """Ask for the number by which the provider can call, with a button that gives it."""
    turn.ask(Question(Ask.PHONE, Flow.BOOK))
    turn.say(ContactRequest(turn.t("ask.phone")))


def number_written(turn: Turn) -> str | None:
    """Return what looks like a phone in a message, None when nothing does."""
    match = _PHONE.search(turn.reading.text)
    return match.group() if match is not None else None


def phone_given(turn: Turn, written: str) -> bool:
    """Take a number as the one to call; False when it is none of any place."""
    if e164(written) is None:
        return False
    turn.redraft(phone=" ".join(written.split()))
    return True


def ask_address(turn: Turn) -> None:
    """Ask for what is missing of the address."""
    turn.ask(Question(Ask.ADDRESS, Flow.BOOK))
    draft = turn.draft
    if draft.address is not None:
        turn.tell("ask.zone", address=draft.address)
    elif draft.zone is not None:
        turn.tell("ask.street", zone=draft.zone)
    else:
        turn.tell("ask.address")


def _goes_out(turn: Turn, draft: Draft) -> bool:
    named = turn.reading.named
    ids = draft.service_ids or tuple(one.id for one in named.services)
    offered = [turn.catalogue.provider_of(one) for one in ids if turn.catalogue.has_service(one)]
    return any(provider.visits_homes for provider in offered) or any(
        provider.visits_homes for provider in named.providers + named.trades
    )


def _unknown_zone(turn: Turn, street: str | None) -> str | None:
    """Return a zone that nobody covers, as the person wrote it, when one was named."""
    for said in turn.reading.zones:
        plain = words(said)
        if not plain or len(plain) > 4 or any(letter.isdigit() for letter in said):
            continue
        if _NO_ZONE & set(plain) or (street is not None and said in street):
            continue
        return said.strip()[:_LONGEST_ZONE]
    return None


def gives_place(turn: Turn) -> bool:
    """Whether the message names another street or zone for the visit that is being booked."""
    draft = turn.session.draft
    if draft is None or draft.flow is not Flow.BOOK or not _goes_out(turn, draft):
        return False
    changed = with_place(turn, draft)
    return (changed.address, changed.zone) != (draft.address, draft.zone)


def _without_zone(address: str, zone: str | None) -> str:
    return address.removesuffix(f", {zone}") if zone else address


def _joined(street: str, zone: str | None) -> str:
    return f"{street}, {zone}" if zone and zone.lower() not in street.lower() else street


def _tell_not_covered(turn: Turn, providers: tuple[Provider, ...]) -> None:
    zone = turn.draft.zone
    others = [
        one
        for one in turn.catalogue.providers
        if zone in one.home_zones and any(one.trade == asked.trade for asked in providers)
    ]
    if others:
        _offer_others(turn, providers, others)
        return
    zones = dict.fromkeys(zone for one in providers for zone in one.home_zones)
    turn.ask(Question(Ask.ADDRESS, Flow.BOOK))
    turn.redraft(zone=None, address=None)
    turn.tell("zone.not_covered", zone=zone, zones=formats.all_of(zones))


def _offer_others(turn: Turn, asked: tuple[Provider, ...], others: list[Provider]) -> None:
    turn.ask(Question(Ask.PROVIDER, Flow.BOOK))
    turn.redraft(service_ids=tuple(service.id for other in others for service in other.services))
    choices = [
        Choice(
            encode(ServiceTap(turn.session.turn, (other.services[0].id,))),
            describe.cut(other.first_name, 20),
        )
        for other in others[:2]
    ]
    choices.append(Choice(encode(MenuTap("stop")), turn.t("button.no_thanks")))
    body = turn.t(
        "zone.other_covers",
        zone=turn.draft.zone,
        provider=formats.any_of(one.first_name for one in asked),
        other=formats.any_of(other.first_name for other in others),
    )
    turn.say(Buttons(body, tuple(choices)))

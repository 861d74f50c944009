"""Making an appointment: what, with whom, where, when, in any order and number; then the place."""

from dataclasses import replace

from bot.dialogue import describe
from bot.dialogue.commands import (
    AppointmentChanged,
    AppointmentMoved,
    AppointmentView,
    BookSlot,
    MoveAppointment,
    SlotBooked,
    SlotTaken,
)
from bot.dialogue.flows import offers
from bot.dialogue.flows.search import search
from bot.dialogue.flows.wishes import as_slot, lay_over
from bot.dialogue.session import Ask, Draft, Flow, OfferedSlot, Question
from bot.dialogue.taps import MenuTap, ServiceTap, encode
from bot.dialogue.turn import Steps, Turn
from bot.domain.appointments import AppointmentState
from bot.domain.catalogue import Provider, Service
from bot.language import formats
from bot.language.addresses import street_address, zone_named
from bot.language.names import services_in
from bot.messages.replies import Buttons, Choice, Menu, PaymentLink, Text

_MOST_CHOICES = 10


def begin(turn: Turn) -> Steps:
    """Start a new appointment with all that this message says of it."""
    turn.change(draft=Draft(Flow.BOOK), question=None, offer=None)
    yield from go_on(turn)


def go_on(turn: Turn) -> Steps:
    """Take in what this message says and ask for, or offer, what comes next."""
    absorb(turn)
    yield from advance(turn)


def absorb(turn: Turn) -> None:
    """Lay what the message says over the draft; what it does not speak of stays."""
    draft = lay_over(turn.draft, turn.reading.times)
    zones = [zone for one in turn.catalogue.providers for zone in one.home_zones]
    text = turn.reading.text
    draft = replace(
        draft,
        zone=zone_named(text, dict.fromkeys(zones)) or draft.zone,
        address=_address(turn, draft) or draft.address,
        any_provider=draft.any_provider or turn.reading.anything_goes,
    )
    if draft.flow is Flow.BOOK:
        draft = replace(draft, service_ids=_narrow(turn, draft))
    turn.change(draft=draft)


def advance(turn: Turn) -> Steps:
    """Ask for the first thing that is missing, or look for places."""
    ids = turn.draft.service_ids
    if not ids:
        ask_service(turn)
        return
    if len(describe.service_names(turn, ids)) > 1:
        ask_which_service(turn)
        return
    if turn.draft.flow is Flow.BOOK and not _where_is_settled(turn):
        return
    draft = turn.draft
    providers = describe.providers_of(turn, draft.service_ids)
    if len(providers) > 1 and not draft.any_provider and not (draft.days or draft.hours):
        ask_provider(turn)
        return
    yield from search(turn)


def choose(turn: Turn, chosen: OfferedSlot) -> Steps:
    """Take one offered place."""
    if not turn.catalogue.has_service(chosen.service_id):
        yield from search(turn)
        return
    slot = as_slot(turn, chosen)
    draft = turn.draft
    if draft.flow is Flow.MOVE:
        assert draft.moving_id is not None
        assert draft.moving_version is not None
        outcome = yield MoveAppointment(draft.moving_id, draft.moving_version, slot)
    else:
        outcome = yield BookSlot(slot, draft.address)
    match outcome:
        case SlotBooked(appointment):
            tell_booked(turn, appointment)
        case AppointmentMoved(appointment, _):
            turn.done()
            turn.change(last_appointment_id=appointment.id)
            tell_moved(turn, appointment)
        case SlotTaken(nearest) if nearest:
            turn.first(turn.t("book.just_taken"))
            offers.show(turn, nearest[:3], turn.t("offer.nearest"))
        case SlotTaken(_):
            turn.ask(Question(Ask.TIME, draft.flow))
            turn.first(turn.t("book.just_taken"))
            turn.tell("ask.other_time")
        case AppointmentChanged(_):
            turn.done()
            turn.tell("move.gone")
        case _:
            raise TypeError(f"no answer to {outcome}")


def tell_moved(turn: Turn, appointment: AppointmentView) -> None:
    """Say where an appointment stands now, and what is still missing for it."""
    values = appointment_values(turn, appointment)
    if appointment.state is AppointmentState.HELD and appointment.payment_id is not None:
        body = turn.t("move.held", **values)
        turn.say(PaymentLink(body, turn.t("payment.link_label"), appointment.payment_id))
    elif appointment.state is AppointmentState.PENDING_PROVIDER:
        turn.tell("move.asked_provider", **values)
    else:
        turn.tell("move.done", **values)


def tell_booked(turn: Turn, appointment: AppointmentView) -> None:
    """Say what became of a booking: final, waiting for the deposit, or for the provider."""
    turn.done()
    turn.change(last_appointment_id=appointment.id)
    values = appointment_values(turn, appointment)
    if appointment.state is AppointmentState.HELD:
        assert appointment.payment_id is not None
        body = turn.t("book.held", **values)
        turn.say(PaymentLink(body, turn.t("payment.link_label"), appointment.payment_id))
    elif appointment.state is AppointmentState.PENDING_PROVIDER:
        turn.tell("book.asked_provider", **values)
    else:
        turn.tell("book.confirmed", **values)


def appointment_values(turn: Turn, view: AppointmentView) -> dict[str, object]:
    """Return everything phrases about one appointment may name."""
    service = turn.catalogue.service(view.service_id)
    provider = turn.catalogue.provider(view.provider_id)
    hold = view.hold_expires_at
    return {
        "service": service.name,
        "provider": provider.first_name,
        "when": formats.long_when(view.start, turn.zone),
        "price": formats.money(view.price),
        "deposit": formats.money(view.deposit) if view.deposit else "",
        "place": describe.place(turn.input.phrases, provider, view.address),
        "code": view.code,
        "notice": describe.notice(turn),
        "until": formats.hour(hold.astimezone(turn.zone).time()) if hold else "",
    }


def ask_service(turn: Turn) -> None:
    """Ask what to have done, listing what there is."""
    turn.ask(Question(Ask.SERVICE, Flow.BOOK))
    services = turn.catalogue.services
    if len({service.name for service in services}) <= _MOST_CHOICES:
        _choose_among(turn, services, turn.t("ask.service"))
        return
    trades = dict.fromkeys(provider.trade for provider in turn.catalogue.providers)
    turn.tell("ask.service_of_trades", trades=formats.all_of(trades))


def ask_which_service(turn: Turn) -> None:
    """Ask which of several services that all fit is meant."""
    turn.ask(Question(Ask.SERVICE, Flow.BOOK))
    services = [turn.catalogue.service(one) for one in turn.draft.service_ids]
    providers = describe.providers_of(turn, turn.draft.service_ids)
    if len(providers) == 1:
        body = turn.t("ask.service_with", provider=providers[0].first_name)
    else:
        body = turn.t("ask.which_service")
    _choose_among(turn, tuple(services), body)


def ask_provider(turn: Turn) -> None:
    """Ask with whom, when several do it and no time narrows the choice."""
    turn.ask(Question(Ask.PROVIDER, Flow.BOOK))
    choices = [
        Choice(
            encode(ServiceTap(turn.session.turn, (service.id,))),
            describe.cut(turn.catalogue.provider(service.provider_id).first_name, 20),
            formats.money(service.price),
        )
        for service in (turn.catalogue.service(one) for one in turn.draft.service_ids)
    ]
    choices.append(Choice(encode(MenuTap("anyone")), turn.t("button.anyone")))
    names = describe.service_names(turn, turn.draft.service_ids)
    body = turn.t(
        "ask.provider",
        service=names[0],
        providers=formats.all_of(
            turn.t(
                "ask.provider_price",
                provider=turn.catalogue.provider_of(one).first_name,
                price=formats.money(turn.catalogue.service(one).price),
            )
            for one in turn.draft.service_ids
        ),
    )
    if len(choices) <= offers.MOST_BUTTONS:
        turn.say(Buttons(body, tuple(choices)))
    else:
        turn.say(Menu(body, turn.t("button.see_options"), tuple(choices[:_MOST_CHOICES])))


def ask_again(turn: Turn) -> None:
    """Repeat the pending question of this flow after something else was answered."""
    question = turn.session.question
    assert question is not None
    match question.ask:
        case Ask.SLOT if turn.session.offer is not None:
            offers.show_again(turn)
        case Ask.SERVICE if turn.draft.service_ids:
            ask_which_service(turn)
        case Ask.SERVICE:
            ask_service(turn)
        case Ask.PROVIDER:
            ask_provider(turn)
        case Ask.ADDRESS:
            _ask_address(turn)
        case _:
            turn.tell("ask.time")


def _choose_among(turn: Turn, services: tuple[Service, ...], body: str) -> None:
    grouped: dict[str, list[Service]] = {}
    for service in services:
        grouped.setdefault(service.name, []).append(service)
    choices = tuple(
        Choice(
            encode(ServiceTap(turn.session.turn, tuple(one.id for one in same))),
            describe.cut(name, 24),
            _price_range(turn, same),
        )
        for name, same in list(grouped.items())[:_MOST_CHOICES]
    )
    if len(choices) <= offers.MOST_BUTTONS and all(len(one.title) <= 20 for one in choices):
        turn.say(Buttons(body, choices))
    else:
        turn.say(Menu(body, turn.t("button.see_options"), choices))


def _price_range(turn: Turn, services: list[Service]) -> str:
    lowest = min(services, key=lambda service: service.price)
    if all(service.price == lowest.price for service in services):
        return formats.money(lowest.price)
    return turn.t("price.from", price=formats.money(lowest.price))


def _address(turn: Turn, draft: Draft) -> str | None:
    """Return an address given in this message, when home visits are in question."""
    ids = draft.service_ids or tuple(one.id for one in turn.reading.named.services)
    named = turn.reading.named.providers + turn.reading.named.trades
    goes_out = any(turn.catalogue.provider_of(one).visits_homes for one in ids) or any(
        provider.visits_homes for provider in named
    )
    if not goes_out:
        return None
    street = street_address(turn.reading.text)
    if street is None:
        return None
    zones = [zone for one in turn.catalogue.providers for zone in one.home_zones]
    zone = zone_named(turn.reading.text, dict.fromkeys(zones))
    return f"{street}, {zone}" if zone and zone.lower() not in street.lower() else street


def _where_is_settled(turn: Turn) -> bool:
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
        _ask_address(turn)
        return False
    return True


def _ask_address(turn: Turn) -> None:
    turn.ask(Question(Ask.ADDRESS, Flow.BOOK))
    draft = turn.draft
    if draft.address is not None:
        turn.tell("ask.zone", address=draft.address)
    elif draft.zone is not None:
        turn.tell("ask.street", zone=draft.zone)
    else:
        turn.tell("ask.address")


def _tell_not_covered(turn: Turn, providers: tuple[Provider, ...]) -> None:
    zone = turn.draft.zone
    others = [
        one
        for one in turn.catalogue.providers
        if zone in one.home_zones and any(one.trade == asked.trade for asked in providers)
    ]
    if others:
        ids = tuple(service.id for other in others for service in other.services)
        turn.ask(Question(Ask.PROVIDER, Flow.BOOK))
        turn.redraft(service_ids=ids)
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
            zone=zone,
            provider=formats.any_of(one.first_name for one in providers),
            other=formats.any_of(other.first_name for other in others),
        )
        turn.say(Buttons(body, tuple(choices)))
        return
    zones = dict.fromkeys(zone for one in providers for zone in one.home_zones)
    turn.ask(Question(Ask.ADDRESS, Flow.BOOK))
    turn.redraft(zone=None, address=None)
    turn.tell("zone.not_covered", zone=zone, zones=formats.all_of(zones))


def _narrow(turn: Turn, draft: Draft) -> tuple[int, ...]:
    """Return which services are still possible after what this message names."""
    named = turn.reading.named
    before = draft.service_ids
    if named.services:
        return _narrow_by_service(turn, draft)
    if named.providers:
        own = [service for provider in named.providers for service in provider.services]
        names = set(describe.service_names(turn, before))
        same = tuple(service.id for service in own if service.name in names)
        return same or tuple(service.id for service in own)
    if named.trades and not before:
        return tuple(service.id for provider in named.trades for service in provider.services)
    return before


def _narrow_by_service(turn: Turn, draft: Draft) -> tuple[int, ...]:
    named = turn.reading.named
    ids = tuple(service.id for service in named.services)
    within = tuple(one for one in ids if one in draft.service_ids)
    if within and len(within) < len(draft.service_ids):
        return within
    if named.providers or not draft.service_ids:
        return ids
    providers = describe.providers_of(turn, draft.service_ids)
    if len(providers) == 1:
        of_same = services_in(turn.reading.text, providers[0])
        if of_same:
            return tuple(service.id for service in of_same)
        turn.first(
            turn.t(
                "service.not_with",
                provider=providers[0].first_name,
                service=formats.all_of(describe.service_names(turn, ids)).lower(),
            )
        )
    return ids


def say_nothing_booked(turn: Turn) -> None:
    """Drop what was begun and say that nothing was booked."""
    turn.done()
    turn.say(Text(turn.t("book.dropped")))

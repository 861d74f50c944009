"""Side questions: answered from the catalogue, in the same message as what was being asked."""

from collections.abc import Callable, Iterable

from bot.dialogue import describe
from bot.dialogue.flows import visit
from bot.dialogue.flows.hours import hours
from bot.dialogue.session import Draft
from bot.dialogue.turn import Turn
from bot.domain import visits
from bot.domain.catalogue import Provider, Service
from bot.domain.money import Money
from bot.domain.policy_choices import DepositOnMove
from bot.domain.rules import PaymentMeans
from bot.language import formats
from bot.language.addresses import zone_named
from bot.language.asides import Aside

_MOST_LINES = 12
_GO_WITH_BOOKING = {"ask_price", "ask_payment_methods"}
_MEANS = {
    PaymentMeans.CASH: "means.cash",
    PaymentMeans.TRANSFER: "means.transfer",
    PaymentMeans.MERCADOPAGO: "means.mercadopago",
}


def _services_meant(turn: Turn) -> tuple[Service, ...]:
    """Return what is asked about: named now, being booked, or just spoken of."""
    named = turn.reading.named
    if named.services:
        return named.services
    if named.providers or named.trades:
        return tuple(
            service for provider in named.providers or named.trades for service in provider.services
        )
    draft = turn.session.draft
    ids = draft.service_ids if draft is not None and draft.service_ids else turn.session.topic
    if turn.reading.services and draft is None:
        ids = ()  # something we do not know: the whole list answers better than another service
    meant = [turn.catalogue.service(one) for one in ids if turn.catalogue.has_service(one)]
    spoken_of = _visit(turn)
    then = spoken_of.then if spoken_of is not None else ()
    for one in tuple(meant):
        provider = turn.catalogue.provider(one.provider_id)
        meant += [other for other in provider.services if other.name in then]
    return tuple(meant)


def _providers_meant(turn: Turn) -> tuple[Provider, ...]:
    named = turn.reading.named
    if named.providers:
        return named.providers
    return describe.providers_of(turn, (service.id for service in _services_meant(turn)))


def price(turn: Turn) -> str:
    """Return what the services asked about cost, or the whole list."""
    services = _services_meant(turn)
    if not services:
        providers = turn.catalogue.providers
        return turn.t("answer.price_list", lines=_lines(_cheapest(turn, one) for one in providers))
    if turn.session.draft is None or len(turn.reading.named.providers) == 1:
        turn.change(topic=tuple(service.id for service in services))
    lines = []
    total = _total_of_visit(turn)
    is_one = len(services) == 1 and total is None
    for service in services[:_MOST_LINES]:
        phrase = "answer.price_line_deposit" if service.deposit else "answer.price_line"
        if is_one:
            phrase = "answer.price_one_deposit" if service.deposit else "answer.price_one"
        lines.append(
            turn.t(
                phrase,
                service=service.name,
                provider=turn.catalogue.provider(service.provider_id).first_name,
                price=formats.money(service.price),
                deposit=formats.money(service.deposit) if service.deposit else "",
            )
        )
    if is_one:
        return lines[0]
    if total is not None:
        lines.append(turn.t("answer.price_total", price=formats.money(total)))
    return turn.t("answer.price", lines=_lines(lines))


def _visit(turn: Turn) -> Draft | None:
    """Return the visit spoken of: the one being booked, else the one just booked."""
    session, named = turn.session, turn.reading.named
    if named.services or named.providers or named.trades:
        return None
    if session.draft is not None:
        return session.draft
    booked = session.booked
    is_it = booked is not None and set(session.topic) & set(booked.service_ids)
    return booked if is_it else None


def _total_of_visit(turn: Turn) -> Money | None:
    """Return what a visit of several services or people costs; None for one of a single service."""
    draft = _visit(turn)
    if draft is None or len(draft.service_ids) != 1:
        return None
    first = turn.catalogue.service(draft.service_ids[0])
    then = visit.following(turn, draft)
    all_of_them = visits.services_of(turn.catalogue, first, then) if then else None
    return visits.price(all_of_them) if all_of_them else None


def _cheapest(turn: Turn, provider: Provider) -> str:
    lowest = min(provider.services, key=lambda service: service.price)
    return turn.t(
        "answer.price_from",
        trade=provider.trade,
        provider=provider.first_name,
        price=formats.money(lowest.price),
    )


def services(turn: Turn) -> str:
    """Return who there is and what they do; of the trade asked about, if one was."""
    named = turn.reading.named
    asked = named.providers or named.trades
    if not asked and named.services:
        asked = describe.providers_of(turn, (service.id for service in named.services))
    if len(asked) == 1 and turn.session.draft is None:
        turn.change(topic=tuple(service.id for service in asked[0].services))
    lines = [
        turn.t(
            "answer.services_line",
            provider=provider.name,
            trade=provider.trade,
            services=formats.all_of(service.name for service in provider.services).lower(),
        )
        for provider in (asked or turn.catalogue.providers)
    ]
    listed = turn.t("answer.services", lines=_lines(lines))
    if asked or not turn.reading.services:
        return listed
    unknown = turn.t("service.unknown", service=turn.reading.services[0][:40])
    return f"{unknown}\n\n{listed}"


def opening_hours(turn: Turn) -> str:
    """Return when those asked about work, or all."""
    return hours(turn, _providers_meant(turn))


def location(turn: Turn) -> str:
    """Return addresses, and for those who come home the zones they cover."""
    providers = _providers_meant(turn) or turn.catalogue.providers
    visitors = [provider for provider in turn.catalogue.providers if provider.visits_homes]
    zones = dict.fromkeys(zone for one in visitors for zone in one.home_zones)
    zone = zone_named(turn.reading.text, zones)
    if zone is not None and not turn.reading.named.providers:
        providers = tuple(one for one in visitors if zone in one.home_zones)
    lines = []
    is_one = len(providers) == 1
    for provider in providers:
        if provider.visits_homes:
            lines.append(
                turn.t(
                    "answer.location_home_one" if is_one else "answer.location_home",
                    provider=provider.first_name,
                    trade=provider.trade,
                    zones=formats.all_of(provider.home_zones),
                )
            )
        elif provider.address:
            lines.append(
                turn.t(
                    "answer.location_shop_one" if is_one else "answer.location_shop",
                    provider=provider.first_name,
                    trade=provider.trade,
                    address=provider.address,
                )
            )
    return lines[0] if is_one and lines else turn.t("answer.location", lines=_lines(lines))


def haggle(turn: Turn) -> str:
    """Return that prices are what they are, and what the services asked about cost."""
    return f"{turn.t('answer.fixed_price')}\n{price(turn)}"


def payment_methods(turn: Turn) -> str:
    """Return the means of payment taken."""
    means = turn.catalogue.policies.payment_means
    said = turn.t("answer.payment_methods", means=formats.all_of(turn.t(_MEANS[m]) for m in means))
    if any(service.deposit is not None for service in _services_meant(turn)):
        return f"{said} {turn.t('answer.payment_deposit')}"
    return said


def terms(turn: Turn) -> str:
    """Return what cancelling costs."""
    pays = any(service.deposit is not None for service in _services_meant(turn))
    if _services_meant(turn) and not pays:
        return turn.t("answer.terms", notice=describe.notice(turn))
    said = describe.deposit_terms(turn)
    if turn.catalogue.policies.deposit_on_move is DepositOnMove.CARRIED_OVER:
        return turn.t("answer.terms_deposit", terms=said)
    return turn.t("answer.terms_deposit_once", terms=said)


def deposit(turn: Turn) -> str:
    """Return which of the services asked about are booked with a deposit, and with how much."""
    services = _services_meant(turn)
    paying = [one for one in services or turn.catalogue.services if one.deposit is not None]
    if not paying:
        return turn.t("answer.no_deposit", service=formats.all_of(_names(services)))
    lines = [
        turn.t(
            "answer.deposit_line",
            service=one.name,
            provider=turn.catalogue.provider(one.provider_id).first_name,
            deposit=formats.money(one.deposit),
        )
        for one in paying
        if one.deposit is not None
    ]
    return turn.t("answer.deposit", lines=_lines(lines), terms=describe.deposit_terms(turn))


def duration(turn: Turn) -> str:
    """Return how long the services asked about take."""
    meant = _services_meant(turn) or turn.catalogue.services
    is_one = len(meant) == 1
    lines = [
        turn.t(
            "answer.duration_one" if is_one else "answer.duration_line",
            service=one.name,
            provider=turn.catalogue.provider(one.provider_id).first_name,
            minutes=int(one.duration.total_seconds() // 60),
        )
        for one in meant
    ]
    return lines[0] if is_one else turn.t("answer.duration", lines=_lines(lines))


def _names(services: Iterable[Service]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(service.name for service in services))


def goes_with_booking(intent: str) -> bool:
    """Whether such a question may come with a wish for a time, which is then taken in too."""
    return intent in _GO_WITH_BOOKING


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(f"• {line}" for line in lines)


ANSWERS: dict[str, Callable[[Turn], str]] = {
    "ask_price": price,
    "ask_services": services,
    "ask_hours": opening_hours,
    "ask_location": location,
    "ask_payment_methods": payment_methods,
    Aside.TERMS.value: terms,
    Aside.DEPOSIT.value: deposit,
    Aside.DURATION.value: duration,
    Aside.REFUND.value: lambda turn: turn.t("answer.refund_time"),
    Aside.HAGGLE.value: haggle,
    Aside.UNKNOWN.value: lambda turn: turn.t("answer.unknown"),
    "help": lambda turn: turn.t("smalltalk.help"),
    "bot_challenge": lambda turn: turn.t("smalltalk.bot"),
}

"""The questions of a booking: what, with whom, when. One a turn, each repeated as it was."""

from bot.dialogue import describe
from bot.dialogue.flows import offers, where
from bot.dialogue.flows.wishes import in_words
from bot.dialogue.session import Ask, Flow, Question
from bot.dialogue.taps import MenuTap, ServiceTap, encode
from bot.dialogue.turn import Turn
from bot.domain.catalogue import Service
from bot.language import formats
from bot.messages.replies import Buttons, Choice, Menu

_MOST_CHOICES = 10


def ask_service(turn: Turn) -> None:
    """Ask what to have done, listing what there is; shorter when it was just listed."""
    if not turn.catalogue.services:
        turn.tell("answer.nothing_offered")
        return
    before = turn.session.question
    is_repeat = before is not None and before.ask is Ask.SERVICE
    turn.ask(Question(Ask.SERVICE, Flow.BOOK))
    _note_unknown(turn)
    _note_time(turn)
    services = turn.catalogue.services
    if len({service.name for service in services}) <= _MOST_CHOICES:
        _choose_among(turn, services, turn.t("ask.service"))
    elif is_repeat:
        turn.tell("ask.service")
    else:
        trades = dict.fromkeys(provider.trade for provider in turn.catalogue.providers)
        turn.tell("ask.service_of_trades", trades=formats.all_of(trades))


def ask_which_service(turn: Turn) -> None:
    """Ask which of several services that all fit is meant."""
    turn.ask(Question(Ask.SERVICE, Flow.BOOK))
    _note_time(turn)
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
    services = [turn.catalogue.service(one) for one in turn.draft.service_ids]
    choices = [
        Choice(
            encode(ServiceTap(turn.session.turn, (service.id,))),
            describe.cut(turn.catalogue.provider(service.provider_id).first_name, 20),
            formats.money(service.price),
        )
        for service in services[: _MOST_CHOICES - 1]
    ]
    choices.append(Choice(encode(MenuTap("anyone")), turn.t("button.anyone")))
    body = turn.t(
        "ask.provider",
        service=services[0].name,
        providers=formats.all_of(
            turn.t(
                "ask.provider_price",
                provider=turn.catalogue.provider_of(service.id).first_name,
                price=formats.money(service.price),
            )
            for service in services
        ),
    )
    if len(choices) <= offers.MOST_BUTTONS:
        turn.say(Buttons(body, tuple(choices)))
    else:
        turn.say(Menu(body, turn.t("button.see_options"), tuple(choices)))


def ask_again(turn: Turn) -> None:
    """Repeat the pending question of a booking or move after something else was answered."""
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
            where.ask_address(turn)
        case Ask.PHONE:
            where.ask_phone(turn)
        case _:
            turn.tell("ask.time")


def _note_unknown(turn: Turn) -> None:
    """Say that what was asked for is not done here, when it is something we don't know."""
    if turn.reading.says_what or not turn.reading.services:
        return
    turn.first(turn.t("service.unknown", service=turn.reading.services[0][:40]))


def _note_time(turn: Turn) -> None:
    """Say back the day and hour that this message gave, as they were understood."""
    if turn.reading.says_when and turn.draft.days and turn.draft.days[0].first is not None:
        turn.first(turn.t("noted.when", wanted=in_words(turn)))


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

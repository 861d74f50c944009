"""A provider changes what their services cost: read back with the old price, then done."""

from collections.abc import Generator
from datetime import date

from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows import confirming
from bot.dialogue.orders.business import NewPrice, SetPrices
from bot.dialogue.session import Ask, Question
from bot.dialogue.turn import Steps, Turn
from bot.domain.catalogue import Service
from bot.domain.money import Money
from bot.language import formats
from bot.language.amounts import amount_or_thousands_in
from bot.language.business_words import PriceChange, since
from bot.language.times import read_times

Answered = Generator[Command, Outcome, bool]

_AMOUNT = "amount:"  # about: only what it is to cost is missing
_ROUND_TO = 10_000  # centavos: a raise by percentage is told in round hundreds of pesos


def change(turn: Turn, wanted: PriceChange) -> None:
    """Read back what is to cost what from when; asks for the amount when it was not said."""
    services = own_services(turn) if wanted.everything else own_named(turn)
    day = _first_day(turn, wanted)
    if wanted.to is None and wanted.by is None and wanted.percent is None:
        _ask_amount(turn, services, day)
        return
    _read_back(turn, [(one, _changed(one.price, wanted)) for one in services], day)


def own_services(turn: Turn) -> tuple[Service, ...]:
    """Return everything that the provider who writes offers."""
    provider_id = turn.input.person.provider_id
    assert provider_id is not None
    return turn.catalogue.provider(provider_id).services


def own_named(turn: Turn) -> tuple[Service, ...]:
    """Return what the provider who writes offers and names."""
    own = own_services(turn)
    return tuple(one for one in turn.reading.named.services if one in own)


def to_prices(turn: Turn) -> Answered:
    """Yes, no, or another amount for the same services."""
    question = turn.session.question
    assert question is not None
    is_open = question.about.startswith(_AMOUNT)
    agreed = confirming.said(turn)
    amount = amount_or_thousands_in(turn.reading.text)
    if amount is not None:
        services, day = _meant(turn, question.about)
        _read_back(turn, [(one, amount) for one in services], day)
        return True
    if agreed is False:
        keep(turn)
        return True
    if agreed and not is_open:
        yield from apply(turn)
        return True
    return False


def apply(turn: Turn) -> Steps:
    """Do what was read back."""
    question = turn.session.question
    assert question is not None
    services, day = _meant(turn, question.about)
    amounts = _amounts(question.about)
    prices = tuple(NewPrice(one.id, amounts[one.id]) for one in services)
    turn.change(question=None)
    yield SetPrices(prices, day)
    lines = [f"• {one.name}: {formats.money(amounts[one.id])}" for one in services]
    today = turn.now.astimezone(turn.zone).date()
    phrase = "prices.done" if day <= today else "prices.done_later"
    turn.tell(phrase, lines="\n".join(lines), day=formats.long_day(day))


def keep(turn: Turn) -> None:
    """Leave the prices as they are."""
    turn.change(question=None)
    turn.tell("prices.kept")


def ask_again(turn: Turn) -> Steps:
    """Put the pending question about prices once more."""
    question = turn.session.question
    assert question is not None
    services, day = _meant(turn, question.about)
    if question.about.startswith(_AMOUNT):
        _ask_amount(turn, services, day)
    else:
        amounts = _amounts(question.about)
        _read_back(turn, [(one, amounts[one.id]) for one in services], day)
    yield from ()


def _ask_amount(turn: Turn, services: tuple[Service, ...], day: date) -> None:
    pairs = ",".join(f"{one.id}={one.price.centavos}" for one in services)
    turn.ask(Question(Ask.PRICES, about=f"{_AMOUNT}{day.isoformat()};{pairs}"))
    lines = [f"• {one.name}: {formats.money(one.price)}" for one in services]
    turn.tell("prices.how_much", lines="\n".join(lines))


def _read_back(turn: Turn, meant: list[tuple[Service, Money]], day: date) -> None:
    changing = [(one, price) for one, price in meant if price != one.price and price > Money(0)]
    if not changing:
        turn.change(question=None)
        turn.tell("prices.same")
        return
    pairs = ",".join(f"{one.id}={price.centavos}" for one, price in changing)
    lines = [
        turn.t(
            "prices.line",
            service=one.name,
            before=formats.money(one.price),
            after=formats.money(price),
        )
        for one, price in changing
    ]
    today = turn.now.astimezone(turn.zone).date()
    phrase = "prices.sure" if day <= today else "prices.sure_later"
    body = turn.t(phrase, lines="\n".join(lines), day=formats.long_day(day))
    confirming.ask_sure(turn, Ask.PRICES, f"{day.isoformat()};{pairs}", body)


def _first_day(turn: Turn, wanted: PriceChange) -> date:
    """Return from which day on, today unless a later one was said."""
    local = turn.now.astimezone(turn.zone)
    if not wanted.later:
        return local.date()
    said = read_times(since(turn.reading.text), local.replace(tzinfo=None)).asked.date_from
    return max(local.date(), said or local.date())


def _changed(price: Money, wanted: PriceChange) -> Money:
    if wanted.percent is not None:
        raised = (price + price.share(wanted.percent)).centavos
        return Money((raised + _ROUND_TO // 2) // _ROUND_TO * _ROUND_TO)
    if wanted.to is not None:
        return wanted.to
    assert wanted.by is not None
    if wanted.by >= price:
        return wanted.by  # «subí el corte 15 lucas» of one that costs twelve: what it becomes
    return price + wanted.by


def _meant(turn: Turn, about: str) -> tuple[tuple[Service, ...], date]:
    """Return the services of a question that are still offered, and from when."""
    day = about.removeprefix(_AMOUNT).partition(";")[0]
    known = [one for one in _amounts(about) if turn.catalogue.has_service(one)]
    return tuple(turn.catalogue.service(one) for one in known), date.fromisoformat(day)


def _amounts(about: str) -> dict[int, Money]:
    pairs = about.partition(";")[2].split(",")
    found = (pair.partition("=") for pair in pairs if pair)
    return {int(service): Money(int(centavos)) for service, _, centavos in found}

"""What a provider says of their own business, known by its words: takings, prices, services."""

from collections.abc import Generator

from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows import new_service, prices, takings
from bot.dialogue.turn import Turn
from bot.language.business_words import asks_takings, price_change
from bot.language.business_words import new_service as said_of_new_service


def try_business(turn: Turn) -> Generator[Command, Outcome, bool]:
    """Take what a provider says of their business; False when it is none of that."""
    text = turn.reading.text
    if asks_takings(text):
        yield from takings.tell(turn)
        return True
    added = said_of_new_service(text)
    if added is not None:
        turn.done()
        new_service.begin(turn, added)
        return True
    changed = price_change(text, names_service=bool(prices.own_named(turn)))
    if changed is not None and not turn.reading.asks:
        turn.done()
        prices.change(turn, changed)
        return True
    return False

"""The name of somebody we do not know yet: noted when it is given, never in the way."""

from collections.abc import Generator

from bot.dialogue.commands import Command, Outcome
from bot.dialogue.orders.habits import NoteName
from bot.dialogue.session import Ask
from bot.dialogue.turn import FALLBACK, Turn
from bot.language.own_names import own_name
from bot.language.party import only_a_name
from bot.messages.replies import Text

_MAY_BE_A_NAME = ("inform", "select_option", "out_of_scope", "greet", FALLBACK)
_ASKS_FOR_WORDS = (Ask.ADDRESS, Ask.NAME, Ask.INVOICE, Ask.LEAD)


def noted(turn: Turn) -> Generator[Command, Outcome, bool]:
    """Note the writer's name if it is not known and this message gives it.

    Whether the message is nothing else, so that what was asked is to be asked again.
    """
    person, reading, question = turn.input.person, turn.reading, turn.session.question
    if person.name is not None or person.provider_id is not None:
        return False
    if question is not None and question.ask in _ASKS_FOR_WORDS:
        return False
    name = own_name(reading.text, reading.people)
    if name is None:
        return False
    is_all = only_a_name(reading.text) == name
    if is_all and reading.intent not in _MAY_BE_A_NAME:
        return False
    yield NoteName(name)
    if is_all:
        turn.first(turn.t("name.noted", name=name.split()[0]))
    return is_all


def say_and_ask_name(turn: Turn, text: str) -> None:
    """Say a text; whoever has no name yet is asked for it in the same message, at no cost.

    It is no pending question: who does not answer it has lost nothing.
    """
    if turn.input.person.name is not None:
        turn.say(Text(text))
        return
    turn.first(text)
    turn.tell("name.ask")

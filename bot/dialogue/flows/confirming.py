"""Reading back what would touch money or customers, and waiting for a yes to just that.

The question remembers the turn that put it, and so do its buttons: a yes to an older one is void.
"""

from bot.dialogue.session import Ask, Question
from bot.dialogue.taps import SureTap, encode
from bot.dialogue.turn import Turn
from bot.language.answers import YesNo
from bot.messages.replies import Buttons, Choice


def ask_sure(turn: Turn, ask: Ask, about: str, body: str, *, yes: str = "button.sure_yes") -> None:
    """Put a question with two buttons; about: what exactly is agreed to. yes: phrase of its yes."""
    number = turn.session.turn
    turn.ask(Question(ask, versions=(number,), about=about))
    turn.say(
        Buttons(
            body,
            (
                Choice(encode(SureTap(number, True)), turn.t(yes)),
                Choice(encode(SureTap(number, False)), turn.t("button.sure_no")),
            ),
        )
    )


def is_about(turn: Turn, tap: SureTap) -> bool:
    """Whether a tap answers the question that is pending now."""
    question = turn.session.question
    return question is not None and question.versions == (tap.turn,)


def said(turn: Turn) -> bool | None:
    """Return whether a message says yes or no to what was read back; None when neither."""
    reading = turn.reading
    if reading.yes_no is not None and not reading.asks:
        return reading.yes_no is YesNo.YES
    if reading.is_any("affirm") and not reading.asks:
        return True
    return False if reading.is_any("deny") else None

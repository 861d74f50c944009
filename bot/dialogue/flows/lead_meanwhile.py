"""What else a message may be while somebody signs up: another task, a question, a word of leaving.

Only tells them apart; what is done about it is in flows/lead.py.
"""

from enum import Enum

from bot.dialogue.flows.questions import ANSWERS
from bot.dialogue.turn import FALLBACK, Turn
from bot.language import signup_words
from bot.language.folding import words
from bot.language.requests import name_in

NUMBERS = ("tax_id", "account")
"""Fields that may come later: their answers are told from anything else by themselves."""
_OWN_TASKS = (
    "cancel", "reschedule", "check_booking", "talk_to_human", "complain", "opt_out",
    "payment_done", "running_late",
)  # fmt: skip
_PLEASANTRIES = ("greet", "thank", "goodbye", "affirm")
_SHORT = 3  # words; a longer greeting may hold the answer
# The rest is about the number, or nothing: «mi alias es …» reads as wanting to pay.
_NO_TASK = {
    "inform",
    "select_option",
    "affirm",
    "greet",
    "thank",
    "provider_signup",
    "pay",
    FALLBACK,
}
_UNKNOWN = {"provider_signup", "out_of_scope", "help", "bot_challenge", FALLBACK}


class Meanwhile(Enum):
    """What a message is that does not answer what was asked."""

    LATER = "later"  # «mañana sigo»
    ON = "on"  # «seguimos»
    ELSE = "else"  # a task or a question that others answer
    WHY = "why"  # «¿para qué lo quieren?»
    ABOUT = "about"  # another question about giving appointments


def meanwhile(turn: Turn, asked: str) -> Meanwhile | None:
    """Return what a message is instead of the answer to a field; None when it may be the answer."""
    reading, text = turn.reading, turn.reading.text
    if signup_words.puts_off(text):
        return Meanwhile.LATER
    if signup_words.resumes(text) or _begins_again(turn):
        return Meanwhile.ON
    if _is_question(turn) and signup_words.wonders_why(text):
        return Meanwhile.WHY
    if reading.is_any(*_OWN_TASKS) or _asks_else(turn) or _wants_appointment(turn, asked):
        return Meanwhile.ELSE
    if reading.asks and reading.intent in _UNKNOWN and not reading.says_when:
        return Meanwhile.ABOUT
    pleasantry = reading.is_any(*_PLEASANTRIES) and len(words(text)) <= _SHORT
    return Meanwhile.ELSE if pleasantry else None


def is_an_attempt(turn: Turn) -> bool:
    """Whether a message that is no right number was meant for one: it is about nothing else."""
    reading = turn.reading
    is_else = reading.says_what or reading.says_when or reading.asks
    return not is_else and not (reading.sure and reading.intent not in _NO_TASK)


def _begins_again(turn: Turn) -> bool:
    """Whether it only says once more that they want to give appointments here."""
    reading = turn.reading
    says_more = reading.says_what or reading.services or name_in(reading.text)
    return signup_words.begins_signup(reading.text) and not says_more


def _is_question(turn: Turn) -> bool:
    return turn.reading.asks or signup_words.opens_a_question(turn.reading.text)


def _asks_else(turn: Turn) -> bool:
    """Whether it asks what the catalogue answers."""
    return (
        turn.reading.intent in ANSWERS
        and turn.reading.intent not in _UNKNOWN
        and (_is_question(turn) or bool(turn.reading.asides))
    )


def _wants_appointment(turn: Turn, asked: str) -> bool:
    """Whether it asks for an appointment of one's own; what one does and when is an answer."""
    reading = turn.reading
    if not reading.is_any("book", "join_waitlist"):
        return False
    is_whole = reading.says_what and reading.says_when
    return asked in NUMBERS or is_whole or signup_words.wants_appointment(reading.text)

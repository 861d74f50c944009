"""Whether a message looks unfinished, so that the next one is waited for and read together with it.

People write as they think: «hola» / «quería un turno» / «para mañana» / «a la tarde». What is whole
in itself is answered at once; what only opens, or breaks off, waits a moment for the rest. Keeping
that moment is storage's and the workers' work.
"""

from collections.abc import Sequence
from datetime import timedelta
from itertools import takewhile

from bot.dialogue.reading import FALLBACK, Reading, intent_of, read
from bot.dialogue.session import Session
from bot.dialogue.turn import Handover, Input
from bot.language.answers import is_opt_in, is_opt_out, promotions_wanted
from bot.language.cues import Cue, cues
from bot.language.folding import words
from bot.language.own_turns import corrects
from bot.messages.inbound import Inbound, InboundKind

PAUSE = timedelta(seconds=2.5)  # after the last message of a burst
LONGEST = timedelta(seconds=8)  # from the first one, however many follow
MOST_MESSAGES = 10  # read as one; who writes more is answered meanwhile

_PARTS = ("greet", "book", "inform", "propose_time", FALLBACK)  # of a booking, maybe
_WHOLE = {Cue.EMERGENCY, Cue.INSULT, Cue.HUMAN, Cue.AS_USUAL}
_STILL_ABOUT_IT = timedelta(minutes=30)  # so long a time said corrects what was just booked
_MOST_WORDS = 6  # of a greeting or a fragment; what is longer says something
_LEAST_OF_A_WISH = 4  # words that a correction may be about
_BREAKS_OFF = {
    "y", "o", "con", "de", "del", "el", "en", "la", "las", "los", "para", "pero", "por", "porque",
    "que", "un",
}  # fmt: skip
_OPENERS = {
    "hola", "holis", "buenas", "buen", "buenos", "dia", "dias", "tarde", "tardes", "noches", "che",
    "disculpa", "perdon", "consulta", "pregunta", "te", "hago", "hacer", "una", "un", "queria",
    "quiero", "quisiera", "necesito", "gustaria", "me", "sacar", "pedir", "reservar", "turno",
    "turnito", "por", "favor",
}  # fmt: skip


def may_join(inbound: Inbound) -> bool:
    """Whether a message may be read together with its neighbours: plain words that quote nothing.

    The agreed words for «no more messages» count only when they stand alone.
    """
    is_plain = inbound.kind is InboundKind.TEXT and inbound.quoted_id is None
    is_consent = is_opt_out(inbound.text) or is_opt_in(inbound.text)
    return is_plain and not is_consent and promotions_wanted(inbound.text) is None


def looks_unfinished(given: Input, session: Session, *, messages: int) -> bool:
    """Whether more of the same is likely to come. messages: how many were read as this text.

    Somebody who has already split what they say is taken at their habit: their wish is whole only
    once it says what and when.
    """
    person, text = given.person, given.inbound.text
    if person.provider_id is not None or person.handover is Handover.AGENT:
        return False
    if not may_join(given.inbound):
        return False
    if _breaks_off(text, is_answer=session.question is not None):
        return not cues(text) & _WHOLE
    if session.question is not None:
        return False
    if messages == 1 and _puts_nothing_right(given, session):
        return True
    if all(word in _OPENERS for word in words(text)):
        return True
    if not _may_be_a_part(given, messages):
        return False
    reading = read(given, session)
    if reading.cues & _WHOLE or reading.code is not None:
        return False
    says_what = reading.says_what or bool(reading.services)
    if not says_what and not reading.says_when:
        return _only_opens(reading)
    return _is_part_of_wish(given, session, reading, says_what=says_what, messages=messages)


def as_said(texts: Sequence[str]) -> list[str]:
    """Return the texts of a burst as they were meant: a correction after what it puts right.

    The network may bring «no, mejor el viernes» before «quiero un corte el jueves».
    """
    leading = list(takewhile(corrects, texts))
    rest = list(texts[len(leading) :])
    is_wish = any(len(words(one)) >= _LEAST_OF_A_WISH for one in rest)
    return [*rest, *leading] if is_wish else list(texts)


def _puts_nothing_right(given: Input, session: Session) -> bool:
    """Whether it corrects something that was not said, which is then still on its way."""
    if session.draft is not None or _just_booked(given, session):
        return False
    return corrects(given.inbound.text) and not cues(given.inbound.text) & _WHOLE


def _may_be_a_part(given: Input, messages: int) -> bool:
    """Whether a text has to be read at all: most are of another kind, or a wish with its what."""
    intent, _ = intent_of(given)
    if intent == "book" and messages == 1 and given.understanding is not None:
        return not given.understanding.entities
    return intent in _PARTS


def _breaks_off(text: str, *, is_answer: bool) -> bool:
    """Whether a text ends in the middle of a sentence. Answers may trail off: «y bueno…»."""
    bare = text.rstrip()
    if bare.endswith(("…", "...", "..")):
        return not is_answer
    said = words(bare)
    if len(said) < 2:
        return bare.endswith(",")
    return bare.endswith(",") or (bare[-1].isalpha() and said[-1] in _BREAKS_OFF)


def _only_opens(reading: Reading) -> bool:
    """Whether it is a bare greeting or a request that names nothing yet."""
    if reading.intent == "greet":
        return len(words(reading.text)) <= _MOST_WORDS
    return reading.intent == "book" and not reading.asks


def _is_part_of_wish(
    given: Input, session: Session, reading: Reading, *, says_what: bool, messages: int
) -> bool:
    """Whether only a part of a booking is said, which nothing begun before makes whole."""
    if reading.asks or session.draft is not None or _just_booked(given, session):
        return False
    is_whole = says_what and reading.says_when
    if messages > 1:
        return not is_whole
    is_short = len(words(reading.text)) <= _MOST_WORDS
    return not is_whole and is_short and reading.intent != "book"


def _just_booked(given: Input, session: Session) -> bool:
    last = session.last_turn_at
    if session.last_appointment_id is None or last is None:
        return False
    return given.now - last <= _STILL_ABOUT_IT

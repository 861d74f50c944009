"""People who write in English or Portuguese: a short path through the same engine.

Their words are put into Spanish before they are read, and answered from their own catalogue.
"""

from dataclasses import replace

from bot.dialogue.given import Input
from bot.dialogue.reading import SURE
from bot.dialogue.session import Session
from bot.domain.catalogue import Catalogue
from bot.language.answers import yes_or_no
from bot.language.cues import Cue, cues
from bot.language.folding import words
from bot.language.foreign import gloss, language_of
from bot.language.names import find_names
from bot.language.times import read_times
from bot.messages.inbound import InboundKind
from bot.messages.understanding import IntentGuess, Understanding

_SURE = 0.9
_SAID = (
    ("reschedule", ("cambiar", "mi", "turno")),
    ("check_booking", ("mis", "turnos")),
    ("cancel", ("cancelar",)),
    ("talk_to_human", ("persona",)),
    ("talk_to_human", ("humano",)),
    ("thank", ("gracias",)),
)
_PLAIN = {"reschedule", "check_booking", "cancel"}  # when their words stand there


def translated(session: Session, given: Input) -> tuple[Session, Input]:
    """Return session and input with the language noted and the words in Spanish."""
    language = session.language
    if given.inbound.kind is InboundKind.TEXT:
        language = language_of(given.inbound.text, session.language)
    session = replace(session, language=language)
    if language is None:
        return session, given
    given = replace(given, phrases=given.phrases.speaking(language))
    if given.inbound.kind is not InboundKind.TEXT:
        return session, given
    text = gloss(given.inbound.text, language)
    meaning = _meaning(text, given, asked=session.question is not None)
    known = given.understanding
    knows_it = language == "pt_BR" and meaning.intent not in _PLAIN
    if knows_it and known is not None and known.confidence >= SURE:
        meaning = replace(known, entities=())  # it has learnt some Portuguese
    return session, replace(given, inbound=replace(given.inbound, text=text), understanding=meaning)


def _meaning(text: str, given: Input, *, asked: bool) -> Understanding:
    """Return what a glossed text means by its words alone: the language server knows Spanish."""
    said = words(text)
    intent = next((one for one, sign in _SAID if set(sign) <= set(said)), None)
    if intent is None and _holds_a_wish(text, given.catalogue, given):
        intent = "inform"
    if intent is None and yes_or_no(text) is not None:
        intent = "fallback"
    if intent is None:
        intent = "fallback" if asked or Cue.HUMAN in cues(text) else "greet"
    guess = IntentGuess(intent, _SURE)
    return Understanding(intent, _SURE, (), (guess,), duration_ms=0, model="gloss")


def _holds_a_wish(text: str, catalogue: Catalogue, given: Input) -> bool:
    named = find_names(text, catalogue)
    now = given.now.astimezone(catalogue.zone).replace(tzinfo=None)
    says_what = named.services or named.providers or named.trades
    return bool(says_what) or not read_times(text, now).asked.is_nothing

"""Another machine on the line: its fixed text answers every answer, so that we stop first."""

from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b

from bot.dialogue.session import Session
from bot.dialogue.turn import Input, Turn
from bot.language.cues import Cue, cues, is_fixed_text
from bot.language.folding import words
from bot.messages.inbound import InboundKind

FLOW = "auto_reply"  # under which analysts find such turns
_MOST_AUTO_REPLIES = 2
_MOST_REPEATS = 4  # the same words at once; a person may insist two or three times
_AT_ONCE = timedelta(seconds=20)
_SHORT = 4  # words; «hola» three times in a row is a person


def listened(session: Session, given: Input) -> Session:
    """Return the session with how often the like of this message came in a row."""
    if given.inbound.kind is not InboundKind.TEXT:
        return replace(session, heard=None, repeats=0)
    said = words(given.inbound.text)
    digest = blake2b(" ".join(said).encode(), digest_size=8).hexdigest()
    last = session.last_turn_at
    at_once = last is not None and given.now - last <= _AT_ONCE
    same = digest == session.heard and at_once and len(said) >= _SHORT
    is_auto = Cue.AUTO_REPLY in cues(given.inbound.text)
    repeats = session.repeats + 1 if same or is_auto else 0
    return replace(session, heard=digest, repeats=repeats)


def is_loop(turn: Turn) -> bool:
    """Whether this is one answer too many to a machine; then nothing is said."""
    is_auto = Cue.AUTO_REPLY in turn.reading.cues
    most = _MOST_AUTO_REPLIES if is_auto else _MOST_REPEATS
    if turn.session.repeats <= most:
        return False
    turn.set_aside(FLOW)
    return True


def is_auto_reply(turn: Turn) -> bool:
    """Whether the message is nothing but the fixed text of another machine."""
    reading = turn.reading
    if is_fixed_text(reading.text) and not reading.says_what:
        return True  # its opening hours are no wish
    says_nothing = not (reading.says_what or reading.says_when or reading.yes_no is not None)
    return Cue.AUTO_REPLY in reading.cues and says_nothing and reading.intent in _EMPTY


_EMPTY = ("thank", "greet", "goodbye", "help", "out_of_scope", "fallback")

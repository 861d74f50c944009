"""One turn in the making: what came in, what it was read as, what is said back.

A flow is a generator over a Turn: it yields commands, is sent outcomes, and says replies. The turn
accumulates; the session inside it is replaced, never changed.
"""

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from zoneinfo import ZoneInfo

from bot.dialogue.commands import Command, Outcome
from bot.dialogue.given import Handover, Input, Person
from bot.dialogue.reading import FALLBACK, SURE, Reading, read
from bot.dialogue.session import Draft, Question, Session
from bot.domain.catalogue import Catalogue
from bot.messages.replies import Reply, Text

__all__ = [
    "FALLBACK",
    "SURE",
    "Handover",
    "Input",
    "Person",
    "Reading",
    "Steps",
    "Turn",
    "TurnOutcome",
    "read",
]

Steps = Generator[Command, Outcome, None]


class TurnOutcome(Enum):
    """What a turn came to, for analysts."""

    ANSWERED = "answered"
    FELL_BACK = "fell_back"
    HANDED_OFF = "handed_off"
    SILENT = "silent"


@dataclass(slots=True)
class Turn:
    """The turn being made: input, reading, session so far and what is said so far."""

    input: Input
    reading: Reading
    session: Session
    outcome: TurnOutcome = TurnOutcome.ANSWERED
    flow: str | None = None
    missed: bool = False
    _replies: list[Reply] = field(default_factory=list)
    _prefix: list[str] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The instant of the turn, UTC."""
        return self.input.now

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue."""
        return self.input.catalogue

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which days and hours are said."""
        return self.input.catalogue.zone

    @property
    def draft(self) -> Draft:
        """The appointment being made. Raises AssertionError when there is none."""
        assert self.session.draft is not None
        return self.session.draft

    @property
    def replies(self) -> tuple[Reply, ...]:
        """What is said, in order; words put before a reply are inside it."""
        if self._prefix:
            return (*self._replies, Text("\n\n".join(self._prefix)))
        return tuple(self._replies)

    def t(self, phrase: str, **values: object) -> str:
        """Return the text of a phrase."""
        return self.input.phrases(phrase, **values)

    def first(self, text: str) -> None:
        """Put words before the next reply, in the same message: answer first, then ask."""
        if text not in self._prefix:
            self._prefix.append(text)

    def say(self, reply: Reply) -> None:
        """Say a reply, after the words that were put before it."""
        body = "\n\n".join([*self._prefix, reply.body])
        self._prefix.clear()
        self._replies.append(replace(reply, body=body))

    def open_with(self, text: str) -> None:
        """Put words above all that was said in this turn, in its first message."""
        if not self._replies:
            self._prefix.insert(0, text)
            return
        first = self._replies[0]
        self._replies[0] = replace(first, body=f"{text}\n\n{first.body}")

    def take_back(self) -> bool:
        """Put what was said before the next reply, if it is plain text; whether it was."""
        if not all(isinstance(reply, Text) for reply in self._replies):
            return False
        self._prefix[:0] = [reply.body for reply in self._replies]
        self._replies.clear()
        return True

    def tell(self, phrase: str, **values: object) -> None:
        """Say a phrase as plain text."""
        self.say(Text(self.t(phrase, **values)))

    def set_aside(self, why: str) -> None:
        """Answer nothing; why: the reason, which analysts find as the turn's flow."""
        self.outcome, self.flow = TurnOutcome.SILENT, why

    def change(self, **fields: object) -> None:
        """Replace fields of the session."""
        self.session = replace(self.session, **fields)  # type: ignore[arg-type] # by name

    def redraft(self, **fields: object) -> None:
        """Replace fields of the draft."""
        self.change(draft=replace(self.draft, **fields))  # type: ignore[arg-type] # by name

    def ask(self, question: Question) -> None:
        """Note what answer is awaited; an offer shown before no longer counts."""
        self.session = self.session.asking(question)

    def done(self) -> None:
        """Note that nothing is begun or asked any more."""
        self.session = self.session.idle()

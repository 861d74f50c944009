"""One turn in the making: what came in, what it was read as, what is said back.

A flow is a generator over a Turn: it yields commands, is sent outcomes, and says replies. The turn
accumulates; the session inside it is replaced, never changed.
"""

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from bot.dialogue.commands import AppointmentView, Command, Outcome
from bot.dialogue.session import Draft, Question, Session
from bot.domain.appointments import normalise_code
from bot.domain.catalogue import Catalogue
from bot.language.addresses import street_address
from bot.language.answers import YesNo, says_anything_goes, yes_or_no
from bot.language.cues import Cue, cues, shift
from bot.language.names import Named, find_names
from bot.language.phrases import Phrases
from bot.language.times import TimesSaid, read_time_answer, read_times
from bot.messages.inbound import Inbound, InboundKind
from bot.messages.replies import Reply, Text
from bot.messages.understanding import Understanding

Steps = Generator[Command, Outcome, None]


class TurnOutcome(Enum):
    """What a turn came to, for analysts."""

    ANSWERED = "answered"
    FELL_BACK = "fell_back"
    HANDED_OFF = "handed_off"
    SILENT = "silent"


class Handover(Enum):
    """Who answers this conversation."""

    BOT = "bot"
    WAITING = "waiting"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Person:
    """Who writes. name None: not known. provider_id: set when it is a provider's own number."""

    name: str | None
    provider_id: int | None
    opted_out: bool
    handover: Handover
    is_new: bool


@dataclass(frozen=True, slots=True)
class Input:
    """Everything a turn is decided from.

    understanding None: not a text, or a text whose meaning needs no language server (a tap).
    reminded: the appointment of a reminder sent after this person's last message, if any.
    """

    inbound: Inbound
    understanding: Understanding | None
    person: Person
    catalogue: Catalogue
    phrases: Phrases
    now: datetime
    threshold: float
    reminded: AppointmentView | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words of a message hold, before any question of what they are for.

    intent: FALLBACK below the threshold. sure: likely enough to act on without asking. services,
    zones: spans that the language server took for such, whether the catalogue knows them or not.
    shift: by how much a known time is to move.
    """

    text: str
    intent: str
    sure: bool
    times: TimesSaid
    named: Named
    yes_no: YesNo | None
    cues: frozenset[Cue]
    code: str | None
    anything_goes: bool
    shift: timedelta | None = None
    services: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()

    @property
    def says_when(self) -> bool:
        """Whether a day or an hour was said."""
        asked = self.times.asked
        return any((asked.date_from, asked.date_to, asked.time_from, asked.time_to))

    @property
    def says_what(self) -> bool:
        """Whether a service, a trade or a provider was named."""
        return bool(self.named.services or self.named.providers or self.named.trades)

    @property
    def says_hour(self) -> bool:
        """Whether a clock time was said, not just a day or a part of it."""
        asked = self.times.asked
        return asked.time_from is not None and asked.time_from == asked.time_to

    @property
    def asks(self) -> bool:
        """Whether it is put as a question."""
        return "?" in self.text

    def is_any(self, *intents: str) -> bool:
        """Whether it was surely read as one of these intents."""
        return self.sure and self.intent in intents


SURE = 0.6  # below this an intent alone starts nothing that would cost the person something
FALLBACK = "fallback"
_LONG_TEXT = 1500  # characters; a longer one tells a story first and asks at its end


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

    def tell(self, phrase: str, **values: object) -> None:
        """Say a phrase as plain text."""
        self.say(Text(self.t(phrase, **values)))

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


def intent_of(given: Input) -> tuple[str, bool]:
    """Return the intent, FALLBACK below the threshold, and whether it is sure enough to act on."""
    understanding = given.understanding
    if understanding is None or understanding.confidence < given.threshold:
        return FALLBACK, False
    return understanding.intent, understanding.confidence >= SURE


def read(given: Input, session: Session) -> Reading:
    """Return what the words of a message hold. A question about time makes bare numbers hours.

    A tap holds none: the title under the thumb is ours, not theirs.
    """
    text = "" if given.inbound.kind is InboundKind.TAP else given.inbound.text
    understanding = given.understanding
    intent, sure = intent_of(given)
    return Reading(
        text=text,
        intent=intent,
        sure=sure,
        times=_times(given, text, is_answer=session.question is not None),
        named=find_names(text, given.catalogue),
        yes_no=yes_or_no(text),
        cues=cues(text),
        code=normalise_code(text),
        anything_goes=says_anything_goes(text),
        shift=shift(text),
        services=understanding.entity_texts("service") if understanding else (),
        zones=understanding.entity_texts("zone") if understanding else (),
    )


def _times(given: Input, text: str, *, is_answer: bool) -> TimesSaid:
    """Read the times of a text; of a story of many lines, those of its last part if need be.

    The number of a house is no hour: «Yerbal 1820».
    """
    for entity in given.understanding.entities if given.understanding and text else ():
        if entity.kind == "zone" and street_address(entity.text) is not None:
            blank = " " * (entity.end - entity.start)
            text = text[: entity.start] + blank + text[entity.end :]
    local_now = given.now.astimezone(given.catalogue.zone).replace(tzinfo=None)
    reader = read_time_answer if is_answer else read_times
    said = reader(text, local_now)
    if len(text) > _LONG_TEXT and said.asked.is_nothing:
        return reader(text[-_LONG_TEXT:].partition(" ")[2], local_now)
    return said

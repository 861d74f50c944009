"""Pieces of time grouped into phrases, and what stands between the phrases.

A phrase is what was said in one breath about one time: «el jueves a las 5 de la tarde».
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Final

from bot.language.times.context import IN_CONTEXT, in_context
from bot.language.times.cover import Piece
from bot.language.times.days import DaySaid, NumberedWeekday, OnDay
from bot.language.times.hours import Clock, Either, HourSaid, InMinutes, Part, Window, fits
from bot.language.times.marks import Mark
from bot.language.times.said import Corrected, DayAndHours, DaysListed, Repeat
from bot.language.times.tokens import Token

# Words that may stand inside a phrase without parting it.
_LIGHT_WORDS: Final = """
a al de del en por para el la los las lo que sea ser puede un tipo va ir todo es era eran seria
"""
LIGHT: Final = frozenset(_LIGHT_WORDS.split())
STOPS: Final = frozenset(".?")


class Standing(Enum):
    """How the message means a phrase."""

    ASKED = auto()
    REFUSED = auto()
    EXCLUDED = auto()  # «menos el lunes»
    IGNORED = auto()  # of something else: gone by, given as a reason, of a payment
    MOVED_FROM = auto()


@dataclass(slots=True)
class Phrase:
    """One time as said; its standing is found out afterwards.

    is_held: of an appointment there is. is_event: beside «tengo un casamiento». beside: the mark
    that set it aside («tengo que», «salgo»). leads: the hours came before the day.
    """

    day: DaySaid | None = None
    more_days: tuple[DaySaid, ...] = ()
    hours: tuple[HourSaid, ...] = ()
    other_hour: Clock | None = None
    moment: InMinutes | None = None
    repeat: Repeat | None = None
    is_held: bool = False
    is_hedged: bool = False
    is_event: bool = False
    beside: Mark | None = None
    leads: bool = False
    standing: Standing = Standing.ASKED
    pieces: list[Piece] = field(default_factory=list)

    @property
    def has_day(self) -> bool:
        """True when it names a day, a frequency or a moment."""
        return not (self.day is None and self.moment is None and self.repeat is None)

    def takes(self, piece: Piece) -> bool:
        """Add a piece and return True, unless it contradicts what is already there."""
        value = piece.value
        if isinstance(value, Clock | Window | Part):
            taken = self.moment is None and self.other_hour is None and fits(self.hours, value)
            if taken:
                self.hours = (*self.hours, value)
        elif isinstance(value, Either):
            taken = self.moment is None and fits(self.hours, value.first)
            if taken:
                self.hours, self.other_hour = (*self.hours, value.first), value.second
        elif isinstance(value, DayAndHours):
            taken = not self.has_day and all(fits(self.hours, hour) for hour in value.hours)
            if taken:
                self.day, self.hours = value.day, (*self.hours, *value.hours)
                self.is_held = value.held
        else:
            taken = self._takes_day(value)
            self.leads = taken and bool(self.hours)
        if taken:
            self.pieces.append(piece)
        return taken

    def _takes_day(self, value: object) -> bool:
        if self.has_day:
            return False
        if isinstance(value, Repeat):
            if not all(fits(self.hours, hour) for hour in value.hours):
                return False
            self.repeat, self.day = value, value.day
            self.hours = (*self.hours, *value.hours)
        elif isinstance(value, InMinutes):
            if self.hours and value.count:
                return False
            self.moment = value
        elif isinstance(value, DaysListed):
            self.day, self.more_days = value.days[0], value.days[1:]
        else:
            self.day = value  # type: ignore[assignment]  # all other pieces are days
        return True


@dataclass(frozen=True, slots=True)
class Message:
    """Phrases in order; gaps[i] stands before phrases[i], the last gap after all of them.

    A gap holds words, punctuation and marks in order. marks: all marks of the message.
    """

    phrases: list[Phrase]
    gaps: list[list[str | Mark]]
    marks: frozenset[Mark]


def phrases_of(tokens: Sequence[Token], pieces: Sequence[Piece]) -> Message:
    """Return the message as phrases and gaps."""
    phrases: list[Phrase] = []
    gaps: list[list[str | Mark]] = [[]]
    marks: set[Mark] = set()
    at, is_open = 0, False
    for piece in [*pieces, Piece(None, len(tokens), len(tokens))]:
        between = [token.word for token in tokens[at : piece.first] if token.word not in "^$"]
        at = piece.last
        if is_open and any(word not in LIGHT for word in between):
            is_open = False
        if isinstance(piece.value, Mark):
            marks.add(piece.value)
            gaps[-1] += between
            if piece.value is Mark.HEDGE and is_open:
                phrases[-1].is_hedged = True
                continue
            is_open = False
            gaps[-1].append("," if piece.value is Mark.TURN else piece.value)
            _keep_stop(tokens[piece.first : piece.last], piece.value, gaps[-1])
            continue
        if isinstance(piece.value, Corrected):
            corrected = _corrected(piece.value, phrases[-1]) if phrases else None
            gaps[-1] += [*between, Mark.CORRECTION]
            if corrected is None:
                continue
            piece, between, is_open = replace(piece, value=corrected), [], False
        if isinstance(piece.value, IN_CONTEXT):
            meant = in_context(piece, tokens, pieces, [phrase.day for phrase in phrases])
            if meant is None:
                gaps[-1] += [*between, *(token.word for token in tokens[piece.first : piece.last])]
                is_open = False
                continue
            piece = replace(piece, value=meant)
        if piece.value is None or not (is_open and not gaps[-1] and phrases[-1].takes(piece)):
            gaps[-1] += between
            if piece.value is None:
                break
            phrases.append(Phrase())
            phrases[-1].takes(piece)
            gaps.append([])
            is_open = True
    return Message(phrases, gaps, frozenset(marks))


def _corrected(said: Corrected, before: Phrase) -> object | None:
    """Return what a number is after the time it corrects: an hour like it, or a day like it."""
    if any(isinstance(hour, Clock) for hour in before.hours):
        return said.hour
    if not before.hours and isinstance(before.day, NumberedWeekday | OnDay) and said.hour.hour:
        return replace(before.day, day=said.hour.hour)
    return None


def _keep_stop(tokens: Sequence[Token], mark: Mark, gap: list[str | Mark]) -> None:
    """Keep the comma or stop a mark has swallowed, on the side it stood."""
    if tokens[-1].word in STOPS or tokens[-1].word == ",":
        gap.append(tokens[-1].word)
    if tokens[0].word in STOPS or tokens[0].word == ",":
        gap.insert(len(gap) - 1 if gap[-1] is mark else len(gap) - 2, tokens[0].word)

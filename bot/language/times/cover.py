"""The best way to cover a message with pieces: times, marks and what only looks like time.

Every rule is tried at every word; of all sets of pieces that do not overlap, the one that
accounts for most words wins, so that longer readings beat the shorter ones inside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.language.times.grammar import Grammar, Reader
from bot.language.times.rules_clock import CLOCKS
from bot.language.times.rules_count import COUNTS
from bot.language.times.rules_date import DATES
from bot.language.times.rules_day import DAYS
from bot.language.times.rules_hint import HINTS
from bot.language.times.rules_mark import MARKS
from bot.language.times.rules_noise import NOISE
from bot.language.times.rules_now import NOW
from bot.language.times.rules_part import PARTS
from bot.language.times.rules_place import PLACES
from bot.language.times.rules_range import RANGES
from bot.language.times.rules_repeat import REPEATS
from bot.language.times.rules_span import SPANS
from bot.language.times.rules_window import WINDOWS
from bot.language.times.tokens import Token

_GRAMMAR: Final = Grammar(
    (
        *CLOCKS,
        *WINDOWS,
        *PARTS,
        *DAYS,
        *DATES,
        *SPANS,
        *RANGES,
        *REPEATS,
        *NOW,
        *MARKS,
        *HINTS,
        *NOISE,
        *PLACES,
        *COUNTS,
    )
)
# What is looked for in a message, and what a piece of it weighs beside its words. Of pieces
# of one weight the earlier in the list is taken.
_SOUGHT: Final = {
    "days": 0.0,
    "sure_days": 4.0,
    "repeat": 0.02,
    "moment": 0.0,
    "time": 0.0,
    "corrected": -0.5,
    "the_other": 0.0,
    "moved_day": 0.0,
    "now": 0.0,
    "mark": 0.0,
    "noise": 3.0,
    "count": 0.6,
}
_SOUGHT_IN_ANSWER: Final = {
    name: weight for name, weight in _SOUGHT.items() if name != "corrected"
} | {"answer": 0.0}
_COST: Final = 0.05  # of one more piece: one long reading is better than two short ones


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of tokens [first, last) and the value a rule gave it."""

    value: object
    first: int
    last: int


def cover(tokens: Sequence[Token], *, is_answer: bool) -> list[Piece]:
    """Return the best pieces of a message, in order, disjoint.

    is_answer: the bot has just asked for a time, so a number alone is an hour.
    """
    reader = _GRAMMAR.reader(tokens)
    sought = _SOUGHT_IN_ANSWER if is_answer else _SOUGHT
    size = len(tokens)
    best: list[tuple[float, Piece | None]] = [(0.0, None)] * (size + 1)
    for at in range(size - 1, -1, -1):
        best[at] = (best[at + 1][0], None)
        for piece, weight in _pieces(reader, tokens, at, sought):
            worth = weight + best[piece.last][0]
            if worth > best[at][0]:
                best[at] = (worth, piece)
    chosen: list[Piece] = []
    at = 0
    while at < size:
        taken = best[at][1]
        if taken is not None:
            chosen.append(taken)
        at = taken.last if taken is not None else at + 1
    return chosen


def _pieces(
    reader: Reader, tokens: Sequence[Token], at: int, sought: dict[str, float]
) -> list[tuple[Piece, float]]:
    found: list[tuple[Piece, float]] = []
    begun = reader.begun(at)
    for name, bonus in sought.items():
        if name not in begun:
            continue
        for last, value in reader.read(name, at):
            words = sum(token.end > token.start for token in tokens[at:last])
            found.append((Piece(value, at, last), words + bonus - _COST))
    return found

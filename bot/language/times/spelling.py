"""The words of time behind what was typed: shortened, joined, stretched or misspelt.

One edit at most (a letter wrong, missing, extra, or two swapped), and never away from a real
word: «nuevo» is not «nueve», «salado» is not «sábado».
"""

import re
from functools import lru_cache
from typing import Final

from bot.language.times.misspellings import (
    CORRECTED,
    JOINABLE,
    JOINABLE_TAILS,
    JOINED,
    REAL,
    SHORTENED,
)
from bot.language.times.vocabulary import MONTHS, NUMBERS, ORDINALS, WEEKDAY_PLURALS, WEEKDAYS

_SHORTEST: Final = 4
_KNOWN: Final = CORRECTED.union(WEEKDAYS, MONTHS, NUMBERS, ORDINALS, WEEKDAY_PLURALS)
_THREE_ALIKE: Final = re.compile(r"([a-z])\1{2,}")
_TWO_ALIKE: Final = re.compile(r"([a-km-qs-z])\1")
# Letters written for one another, or beside it on the keyboard, at the head of a short word.
_MIXED_UP: Final = frozenset(("bv", "vb", "sc", "cs", "zs", "sz", "kc", "qc", "mn", "nm", "jg"))


@lru_cache(maxsize=8192)
def spell(word: str) -> tuple[str, ...]:
    """Return the known words behind a folded word, or the word itself when there are none.

    More than one when they were written together («alatarde»).
    """
    single = _THREE_ALIKE.sub(r"\1", word)
    for candidate in (word, single, _TWO_ALIKE.sub(r"\1", single)):
        if candidate in JOINED:
            return JOINED[candidate]
        if candidate in SHORTENED:
            return (SHORTENED[candidate],)
        if candidate in _KNOWN:
            return (candidate,)
    return _parted(single) or (_corrected(single),)


@lru_cache(maxsize=8192)
def spell_as(word: str, expected: tuple[str, ...]) -> str:
    """Return the word expected at its place, if this may be a misspelling of it."""
    if word in REAL or word in _KNOWN or len(word) < _SHORTEST - 1:
        return word
    return next((target for target in expected if _is_one_edit(word, target)), word)


def _parted(word: str) -> tuple[str, ...]:
    for head in JOINABLE:
        tail = word[len(head) :]
        if word.startswith(head) and tail in JOINABLE_TAILS:
            return (*JOINED.get(head, (head,)), tail)
    return ()


def _corrected(word: str) -> str:
    if len(word) < _SHORTEST or word in REAL:
        return word
    near = {target for key in _with_one_less(word) for target in _BY_DELETION.get(key, ())}
    close = sorted(
        target
        for target in near
        if _is_one_edit(word, target) and not _is_another_word(word, target)
    )
    return close[0] if close else word


def _with_one_less(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _is_another_word(word: str, target: str) -> bool:
    """True for a short word with another first letter: more often than not, another word."""
    is_short = len(word) == len(target) <= _SHORTEST + 1
    return is_short and word[1:] == target[1:] and word[0] + target[0] not in _MIXED_UP


def _is_one_edit(word: str, target: str) -> bool:
    """True when one change, gap, extra letter or swap of neighbours turns one into the other."""
    if len(word) == len(target):
        wrong = [at for at in range(len(word)) if word[at] != target[at]]
        if len(wrong) != 2:
            return len(wrong) == 1
        first, second = wrong
        return (
            second == first + 1 and word[first] == target[second] and word[second] == target[first]
        )
    longer, shorter = (word, target) if len(word) > len(target) else (target, word)
    return len(longer) - len(shorter) == 1 and shorter in _with_one_less(longer)


def _by_deletion() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for target in sorted(CORRECTED):
        for key in _with_one_less(target):
            table[key] = (*table.get(key, ()), target)
    return table


_BY_DELETION: Final = _by_deletion()

"""Messages cut into tokens: words in their known spelling, and the written forms of numbers.

A token carries its kinds: what it may be (an hour, a day of the month, a weekday …) with the
value it has as such. The rules ask for words and kinds, never for text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.language.times.folding import fold
from bot.language.times.kinds import kinds_of, word_kinds
from bot.language.times.misspellings import EXPECTED_AFTER, EXPECTED_BEFORE
from bot.language.times.spelling import spell, spell_as

_LEXER: Final = re.compile(
    r"""
    (?P<noise> https?://\S+ | www\.\S+ | \S+@\S+ | [a-z]{2}-(?=[a-z]*\d)[a-z0-9]{4}\b
      | tn\s?(?=[a-z]*\d)[a-z0-9]{4}\b
      | \$\s?\d[\d.,]*(?:\s?(?:mil|k|lucas?|palos?)\b)?
      | \d(?:[\d.,]*\d)?\s?(?:\$(?!\s?\d)|%|mil\b(?!\s(?:gracias|perdones|disculpas))
        |k\b|lucas?\b|pesos?\b|palos?\b|usd\b)
      | \d+\s?x\s?\d+\b | \d{1,2}/7\b(?<=24/7)
      | (?:\+?54[\s-]?)?(?:9[\s-])?(?:\(?0?\d{2,4}\)?[\s-])?(?:15[\s-])?\d{3,4}[\s-]\d{4}(?![\d])
      | \d{5,} | \d{1,3}(?:\.\d{3})+(?!\d) )
  | (?P<iso> \d{4}-\d{1,2}-\d{1,2}(?!\d) )
  | (?P<dmy> \d{1,2}(?P<sep>[/.-])\d{1,2}(?P=sep)(?:\d{4}|\d{2})(?!\d) )
  | (?P<clock> \d{1,2}\s*:\s*\d{2}(?!\d)(?::\d{2})? | \d{1,2}[;h']\d{2}(?!\d) )
  | (?P<dot> \d{1,2}[.,]\d{1,2}(?!\d) )
  | (?P<slash> \d{1,2}\s?/\s?\d{1,2}(?!\d) )
  | (?P<dash> \d{1,2}\s?[-–]\s?\d{1,2}(?!\d|[:.]\d) )
  | (?P<ordinal> \d{1,2}\s?[°º] | \d{1,2}(?:ro|ero|do|er|to|mo|vo|ra|da|ta)\b | 9no\b )
  | (?P<number> \d{1,4} )
  | (?P<manana> ma(?:;|~|:|\?|a?±|\ufffd)+n?ana )
  | (?P<half> (?<=\d)\s*[ap]\s*\.?\s*m\b\.? | [ap]\.\s*m\b\.? )
  | (?P<prime> (?<=\d)\s?'+ )
  | (?P<word> [a-z]+ )
  | (?P<comma> [,()…]|\.{2,} | \s[-–—]\s )
  | (?P<ask> \?+ )
  | (?P<stop> [.!;:\n]+ )
  | (?P<other> [/+-] | [^\s\w'] )
    """,
    re.VERBOSE,
)
_OF_HOURS: Final = ("hs", "am", "pm")  # after a number that surely is an hour
_MOST: Final = 250  # tokens read of one message; a story of two minutes has fewer
_ACUTE: Final = "\u0301"  # what follows the letter where accents are typed apart
_PAST_ENDINGS: Final = ("é", "ó", "É", "Ó", "e\u0301", "o\u0301", "E\u0301", "O\u0301")
_SHORTEST_PAST: Final = 4
_NOT_PAST: Final = ("are", "ere", "ire", "cafe", "bebe", "este", "porque", "aunque", "tambie")
# «poné», «traé»: orders, which end like the past.
_ORDERS: Final = ("pone", "hace", "trae", "tene", "volve", "corre", "mete", "atende", "move")
_NO_KINDS: Final[Mapping[str, object]] = {}


@dataclass(frozen=True, slots=True)
class Token:
    """One word or written number; `keys` are its word and its kinds together."""

    word: str
    start: int
    end: int
    kinds: Mapping[str, object]
    keys: frozenset[str]


def tokenise(text: str) -> list[Token]:
    """Return the first tokens of a message, in order; blanks and decoration are left out.

    The first, "^", and the last, "$", stand for its ends and are empty.
    """
    folded, offsets = fold(text)
    tokens: list[Token] = [Token("^", 0, 0, _NO_KINDS, frozenset("^"))]
    for match in _LEXER.finditer(folded):
        if len(tokens) > _MOST:
            break
        form = match.lastgroup or "other"
        if match["sep"] is not None:
            form = "dmy"
        start, end = offsets[match.start()], offsets[match.end() - 1] + 1
        for word, kinds, keys in _read(form, match.group().strip()):
            if form == "word":
                typed = text[start : end + text.startswith(_ACUTE, end)]
                kinds, keys = _with_typing(word, typed, kinds, keys)
            tokens.append(Token(word, start, end, kinds, keys))
    tokens.append(Token("$", len(text), len(text), _NO_KINDS, frozenset("$")))
    return _as_expected(tokens)


def _as_expected(tokens: list[Token]) -> list[Token]:
    """Return the tokens with what only its neighbour explains: «q vine», «5 y medai»."""
    for at in range(1, len(tokens) - 1):
        before, token, after = tokens[at - 1 : at + 2]
        if "num" in token.kinds and after.word not in _OF_HOURS:
            bare = {**token.kinds, "bare": token.kinds["num"]}
            tokens[at] = Token(token.word, token.start, token.end, *_keyed(token.word, bare))
        if "word" not in token.kinds:
            continue
        expected = EXPECTED_BEFORE.get(after.word, ())
        if before.word != "y" or "hour" in tokens[at - 2].kinds:
            expected += EXPECTED_AFTER.get(before.word, ())
        word = spell_as(token.word, expected) if expected else token.word
        if word != token.word:
            tokens[at] = Token(word, token.start, token.end, *_keyed(word, word_kinds(word)))
    return tokens


_Read = tuple[str, Mapping[str, object], frozenset[str]]


@lru_cache(maxsize=8192)
def _read(form: str, text: str) -> tuple[_Read, ...]:
    if form == "word":
        return tuple((word, *_keyed(word, word_kinds(word))) for word in spell(text))
    word, kinds = kinds_of(form, text)
    return ((word, *_keyed(word, kinds)),)


def _with_typing(
    word: str, typed: str, kinds: Mapping[str, object], keys: frozenset[str]
) -> tuple[Mapping[str, object], frozenset[str]]:
    """Add what folding hid: a capital («Abril») and the accent of the past («pagué»)."""
    is_capital = typed[0].isupper() and typed[1:].islower()
    is_past = (
        typed.endswith(_PAST_ENDINGS)
        and len(word) >= _SHORTEST_PAST
        and not word.endswith((*_NOT_PAST, *_ORDERS))
    )
    if not (is_capital or is_past):
        return kinds, keys
    more = ({"capital": word} if is_capital else {}) | ({"preterite": word} if is_past else {})
    return _keyed(word, {**kinds, **more})


def _keyed(word: str, kinds: Mapping[str, object]) -> tuple[Mapping[str, object], frozenset[str]]:
    return kinds, frozenset((word, *kinds))

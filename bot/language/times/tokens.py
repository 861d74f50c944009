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
from bot.language.times.misspellings import EXPECTED_AFTER, EXPECTED_BEFORE
from bot.language.times.spelling import spell, spell_as
from bot.language.times.vocabulary import (
    COUNTED,
    MONTHS,
    NOT_PLURALS,
    NUMBERS,
    ORDINALS,
    SHORT_MONTHS,
    TEMPORAL_NAMES,
    WEEKDAY_PLURALS,
    WEEKDAYS,
)

_LEXER: Final = re.compile(
    r"""
    (?P<noise> https?://\S+ | www\.\S+ | \S+@\S+ | [a-z]{2}-(?=[a-z]*\d)[a-z0-9]{4}\b
      | \$\s?\d[\d.,]*(?:\s?(?:mil|k|lucas?|palos?)\b)?
      | \d[\d.,]*\s?(?:\$|%|mil\b|k\b|lucas?\b|pesos?\b|palos?\b|usd\b)
      | \d+\s?x\s?\d+\b | \d{1,2}/7\b(?<=24/7)
      | (?:\+?54[\s-]?)?(?:9[\s-])?(?:\(?0?\d{2,4}\)?[\s-])?(?:15[\s-])?\d{3,4}[\s-]\d{4}(?![\d])
      | \d{5,} | \d{1,3}(?:\.\d{3})+(?!\d) | [a-z]+\d+[a-z]\w* )
  | (?P<iso> \d{4}-\d{1,2}-\d{1,2}(?!\d) )
  | (?P<dmy> \d{1,2}(?P<sep>[/.-])\d{1,2}(?P=sep)(?:\d{4}|\d{2})(?!\d) )
  | (?P<clock> \d{1,2}\s?:\s?\d{2}(?!\d)(?::\d{2})? | \d{1,2}[;h]\d{2}(?!\d) )
  | (?P<dot> \d{1,2}[.,]\d{1,2}(?!\d) )
  | (?P<slash> \d{1,2}\s?/\s?\d{1,2}(?!\d) )
  | (?P<dash> \d{1,2}\s?[-–]\s?\d{1,2}(?!\d|[:.]\d) )
  | (?P<ordinal> \d{1,2}\s?[°º] | \d{1,2}(?:ro|do|er|to|mo|vo|ra|da|ta)\b | 9no\b )
  | (?P<number> \d{1,4} )
  | (?P<manana> ma(?:;|~|:|\?|a?±|\ufffd)+n?ana )
  | (?P<half> (?<=\d)\s?[ap](?:\s?\.\s?|\s)?m\b\.? | [ap]\.\s?m\b\.? )
  | (?P<prime> (?<=\d)\s?'+ )
  | (?P<word> [a-z]+ )
  | (?P<comma> [,()…]|\.{2,} | \s-\s )
  | (?P<ask> \?+ )
  | (?P<stop> [.!;:\n]+ )
  | (?P<other> [/+-] | [^\s\w'] )
    """,
    re.VERBOSE,
)
_SHORTEST_PAST: Final = 4
_NOT_PAST: Final = ("are", "ere", "ire", "cafe", "bebe", "este", "porque", "aunque", "tambie")
_NEVER_HOURS: Final = frozenset(("un", "uno"))
_DOT_DATES: Final = {1: "loose_date", 2: "dot_date"}
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
    """Return the tokens of a message, in order; blanks and decoration are left out.

    The first, "^", and the last, "$", stand for its ends and are empty.
    """
    folded, offsets = fold(text)
    tokens: list[Token] = [Token("^", 0, 0, _NO_KINDS, frozenset("^"))]
    for match in _LEXER.finditer(folded):
        form = match.lastgroup or "other"
        if match["sep"] is not None:
            form = "dmy"
        start, end = offsets[match.start()], offsets[match.end() - 1] + 1
        for word, kinds, keys in _read(form, match.group().strip()):
            if form == "word":
                kinds, keys = _with_typing(word, text[start:end], kinds, keys)
            tokens.append(Token(word, start, end, kinds, keys))
    tokens.append(Token("$", len(text), len(text), _NO_KINDS, frozenset("$")))
    return _as_expected(tokens)


def _as_expected(tokens: list[Token]) -> list[Token]:
    """Return the tokens with what only its neighbour explains: «q vine», «5 y medai»."""
    for at in range(1, len(tokens) - 1):
        before, token, after = tokens[at - 1 : at + 2]
        if "word" not in token.kinds:
            continue
        expected = EXPECTED_BEFORE.get(after.word, ())
        if before.word != "y" or "hour" in tokens[at - 2].kinds:
            expected += EXPECTED_AFTER.get(before.word, ())
        word = spell_as(token.word, expected) if expected else token.word
        if word != token.word:
            tokens[at] = Token(word, token.start, token.end, *_keyed(word, _word_kinds(word)))
    return tokens


_Read = tuple[str, Mapping[str, object], frozenset[str]]


@lru_cache(maxsize=8192)
def _read(form: str, text: str) -> tuple[_Read, ...]:
    if form == "word":
        return tuple((word, *_keyed(word, _word_kinds(word))) for word in spell(text))
    word, kinds = _FORMS[form](text)
    return ((word, *_keyed(word, kinds)),)


def _with_typing(
    word: str, typed: str, kinds: Mapping[str, object], keys: frozenset[str]
) -> tuple[Mapping[str, object], frozenset[str]]:
    """Add what folding hid: a capital («Abril») and the accent of the past («pagué»)."""
    is_capital = typed[0].isupper() and typed[1:].islower()
    is_past = typed[-1] in "éóÉÓ" and len(word) >= _SHORTEST_PAST and not word.endswith(_NOT_PAST)
    if not (is_capital or is_past):
        return kinds, keys
    more = ({"capital": word} if is_capital else {}) | ({"preterite": word} if is_past else {})
    return _keyed(word, {**kinds, **more})


def _keyed(word: str, kinds: Mapping[str, object]) -> tuple[Mapping[str, object], frozenset[str]]:
    return kinds, frozenset((word, *kinds))


def _word_kinds(word: str) -> dict[str, object]:
    kinds: dict[str, object] = {"word": word}
    if word in WEEKDAYS:
        kinds["weekday"] = WEEKDAYS[word]
    if word in WEEKDAY_PLURALS:
        kinds["weekdays"] = WEEKDAY_PLURALS[word]
    if word in MONTHS:
        kinds["short_month" if word in SHORT_MONTHS else "month"] = MONTHS[word]
    if word in TEMPORAL_NAMES:
        kinds["name"] = word
    if word in ORDINALS:
        kinds["nth"] = ORDINALS[word]
    if word in COUNTED:
        kinds["counted"] = word
    if word.endswith("s") and word not in NOT_PLURALS and not kinds.keys() & {"weekday", "num"}:
        kinds["plural"] = word
    if word in NUMBERS:
        kinds |= _number_kinds(NUMBERS[word], digits=0)
        kinds["spelled"] = NUMBERS[word]
    if word in _NEVER_HOURS:
        kinds.pop("hour")
    return kinds


def _number_kinds(value: int, digits: int) -> dict[str, object]:
    """Return what a number may be; digits: how many were typed, 0 for a word."""
    kinds: dict[str, object] = {"num": value}
    if digits:
        kinds["digits"] = value
    if value <= 24 and digits <= 2:
        kinds["padded" if digits == 2 and value < 10 else "hour"] = value
    if 1 <= value <= 31 and digits <= 2:
        kinds["dom"] = value
    if value <= 59 and digits <= 2:
        kinds["minute"] = value
        if digits != 1 and (digits == 2 or value >= 10):
            kinds["two_digits"] = value
    if digits >= 3:
        kinds["large"] = value
        if value // 100 <= 23 and value % 100 < 60:
            kinds["hhmm"] = (value // 100, value % 100)
        if 2026 <= value <= 2040:
            kinds["year"] = value
    return kinds


def _number(text: str) -> tuple[str, dict[str, object]]:
    return text, _number_kinds(int(text), digits=len(text))


def _clock(text: str) -> tuple[str, dict[str, object]]:
    hour, minute = (int(part) for part in re.findall(r"\d+", text)[:2])
    if hour > 24 or minute > 59:
        return text, {}
    return text, {"clock_form": (hour, minute, text[0] == "0")}


def _pair(kind: str, text: str) -> tuple[str, dict[str, object]]:
    first, second = re.findall(r"\d+", text)
    a, b = int(first), int(second)
    kinds: dict[str, object] = {}
    if 1 <= a <= 31 and 1 <= b <= 12 and "," not in text:
        kinds["day_month" if kind != "dot" else _DOT_DATES[len(second)]] = (a, b)
    if kind == "dot" and a <= 24 and b <= 59 and len(second) == 2:
        kinds["dot_clock"] = (a, b)
        if "dot_date" not in kinds:
            kinds["clock_form"] = (a, b, first[0] == "0")
    if kind != "dot" and a <= 24 and b <= 24:
        kinds["hours"] = (a, b)
        if kind == "slash":
            kinds["either_hours"] = (a, b)
    if (a, b) == (1, 2) and kind == "slash":
        kinds["one_half"] = True
    return text, kinds


def _date(text: str) -> tuple[str, dict[str, object]]:
    parts = [int(part) for part in re.findall(r"\d+", text)]
    day, month, year = parts[::-1] if parts[0] > 31 else parts
    return text, {"full_date": (day, month, year + 2000 if year < 100 else year)}


def _ordinal(text: str) -> tuple[str, dict[str, object]]:
    number = int(re.findall(r"\d+", text)[0])
    return text, {"ordinal": number} | ({"first": 1} if number == 1 else {})


_FORMS: Final = {
    "noise": lambda text: ("<noise>", _NO_KINDS),
    "iso": _date,
    "dmy": _date,
    "clock": _clock,
    "dot": lambda text: _pair("dot", text),
    "slash": lambda text: _pair("slash", text),
    "dash": lambda text: _pair("dash", text),
    "ordinal": _ordinal,
    "number": _number,
    "manana": lambda text: ("manana", _word_kinds("manana")),
    "half": lambda text: (text[0] + "m", {"word": text[0] + "m"}),
    "prime": lambda text: ("minutos", _word_kinds("minutos")),
    "comma": lambda text: (",", _NO_KINDS),
    "ask": lambda text: ("?", _NO_KINDS),
    "stop": lambda text: (".", _NO_KINDS),
    "other": lambda text: (text, _NO_KINDS),
}

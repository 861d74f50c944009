"""What a word or a written number may be, with the value it has as such.

A kind is what the rules write as «<hour>»: «15» may be an hour, minutes or a day of the month;
which of them it is, the words around it decide.
"""

import re
from collections.abc import Callable
from typing import Final

from bot.language.times.vocabulary import (
    COUNTED,
    MONTHS,
    MOVING,
    NOT_PLURALS,
    NUMBERS,
    ORDINALS,
    SHORT_MONTHS,
    SHORT_WEEKDAYS,
    TEMPORAL_NAMES,
    WEEKDAY_PLURALS,
    WEEKDAYS,
)

Kinds = dict[str, object]

_FIRST_YEAR, _LAST_YEAR = 2026, 2040  # of bookings; other years are of birth and the like
_OF_US: Final = ("amos", "emos", "imos")  # «quedamos», «podemos»: verbs, which nothing counts
_PAST_PLURALS: Final = ("aron", "ieron", "jeron")  # «operaron»: written without an accent
_NOT_PAST: Final = frozenset(("aron", "aaron", "baron", "varon", "macaron", "sharon", "dieron"))
_NEVER_HOURS: Final = frozenset(("un", "uno"))
_FRACTIONS: Final = ((1, 2), (1, 4), (3, 4), (1, 8), (3, 8), (5, 8))
_DOT_DATES: Final = {1: "loose_date", 2: "dot_date"}


def kinds_of(form: str, text: str) -> tuple[str, Kinds]:
    """Return the word a written form stands for, and its kinds. form: a group of the lexer."""
    return _FORMS[form](text)


def word_kinds(word: str) -> Kinds:
    """Return the kinds of a word in its known spelling."""
    kinds: Kinds = {"word": word}
    if word.endswith(_PAST_PLURALS) and word not in _NOT_PAST:
        kinds["preterite"] = word
    if word in WEEKDAYS:
        kinds["weekday"] = WEEKDAYS[word]
    if word in SHORT_WEEKDAYS:
        kinds["short_weekday"] = SHORT_WEEKDAYS[word]
    if word in WEEKDAY_PLURALS:
        kinds["weekdays"] = WEEKDAY_PLURALS[word]
    if word in MONTHS:
        kinds["short_month" if word in SHORT_MONTHS else "month"] = MONTHS[word]
    if word in TEMPORAL_NAMES:
        kinds["name"] = word
    if word in ORDINALS:
        kinds["nth"] = ORDINALS[word]
    if word in MOVING:
        kinds["move"] = word
    if word in COUNTED:
        kinds["counted"] = word
    is_plural = word.endswith("s") and not word.endswith(_OF_US) and word not in NOT_PLURALS
    if is_plural and not kinds.keys() & {"weekday", "num"}:
        kinds["plural"] = word
    if word in NUMBERS:
        kinds |= _number_kinds(NUMBERS[word], digits=0)
        kinds["spelled"] = NUMBERS[word]
    if word in _NEVER_HOURS:
        kinds.pop("hour")
    return kinds


def _number_kinds(value: int, digits: int) -> Kinds:
    """Return what a number may be; digits: how many were typed, 0 for a word."""
    kinds: Kinds = {"num": value}
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
        if _FIRST_YEAR <= value <= _LAST_YEAR:
            kinds["year"] = value
    return kinds


def _plain_number(text: str) -> tuple[str, Kinds]:
    return text, _number_kinds(int(text), digits=len(text))


def _clock(text: str) -> tuple[str, Kinds]:
    hour, minute = (int(part) for part in re.findall(r"\d+", text)[:2])
    if hour > 24 or minute > 59:
        return text, {}
    return text, {"clock_form": (hour, minute, text[0] == "0")}


def _pair(kind: str, text: str) -> tuple[str, Kinds]:
    first, second = re.findall(r"\d+", text)
    a, b = int(first), int(second)
    kinds: Kinds = {}
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
    if (a, b) in _FRACTIONS and kind == "slash":
        kinds["fraction"] = True
    if (a, b) == (1, 2) and kind == "slash":
        kinds["one_half"] = True
    return text, kinds


def _date(text: str) -> tuple[str, Kinds]:
    parts = [int(part) for part in re.findall(r"\d+", text)]
    day, month, year = parts[::-1] if parts[0] > 31 else parts
    year += 2000 if year < 100 else 0
    is_date = 1 <= day <= 31 and 1 <= month <= 12 and _FIRST_YEAR <= year <= _LAST_YEAR
    return text, {"full_date": (day, month, year)} if is_date else {}


def _ordinal(text: str) -> tuple[str, Kinds]:
    number = int(re.findall(r"\d+", text)[0])
    kinds: Kinds = {"ordinal": number}
    if number == 1:
        kinds["first"] = number
    return text, kinds


_FORMS: Final[dict[str, Callable[[str], tuple[str, Kinds]]]] = {
    "noise": lambda text: ("<noise>", {}),
    "iso": _date,
    "dmy": _date,
    "clock": _clock,
    "dot": lambda text: _pair("dot", text),
    "slash": lambda text: _pair("slash", text),
    "dash": lambda text: _pair("dash", text),
    "ordinal": _ordinal,
    "number": _plain_number,
    "manana": lambda text: ("manana", word_kinds("manana")),
    "half": lambda text: (text[0] + "m", {"word": text[0] + "m"}),
    "prime": lambda text: ("minutos", word_kinds("minutos")),
    "comma": lambda text: (",", {}),
    "ask": lambda text: ("?", {}),
    "stop": lambda text: (".", {}),
    "other": lambda text: (text, {}),
}

"""Text made comparable: lower case, no accents, no elongations, words only."""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9ñ]+")
_ELONGATED = re.compile(r"([a-zñ])\1{2,}")
_CHAT_SPELLINGS = {
    "q": "que",
    "k": "que",
    "x": "por",
    "xq": "porque",
    "pq": "porque",
    "tmb": "tambien",
    "tb": "tambien",
    "porfa": "por favor",
    "d": "de",
    "dl": "del",
    "sii": "si",
    "noo": "no",
    "okk": "ok",
    "oki": "ok",
    "okey": "ok",
    "okay": "ok",
    "dle": "dale",
    "grax": "gracias",
    "gcias": "gracias",
}


@lru_cache(maxsize=1024)  # a message is folded by everybody who reads it
def fold(text: str) -> str:
    """Return lower case without accents (ñ stays), letters repeated three times made one."""
    lowered = text.lower()
    return _ELONGATED.sub(r"\1", lowered if lowered.isascii() else _without_accents(lowered))


def _without_accents(lowered: str) -> str:
    parts = unicodedata.normalize("NFD", lowered.replace("ñ", "\0"))
    kept = (letter for letter in parts if unicodedata.category(letter) != "Mn")
    return "".join(kept).replace("\0", "ñ")


@lru_cache(maxsize=1024)
def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text with chat spellings written out («q» → «que»)."""
    found: list[str] = []
    for word in _WORD.findall(fold(text)):
        found.extend(_CHAT_SPELLINGS.get(word, word).split())
    return tuple(found)


def within_one_edit(one: str, other: str) -> bool:
    """Whether at most one letter was inserted, left out, changed, or two neighbours swapped."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    shorter = min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    one_rest, other_rest = one[start:], other[start:]
    return (
        one_rest[1:] == other_rest
        or one_rest == other_rest[1:]
        or one_rest[1:] == other_rest[1:]
        or (one_rest[:2] == other_rest[:2][::-1] and one_rest[2:] == other_rest[2:])
    )

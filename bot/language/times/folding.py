"""Text without case, accents and decoration, each character knowing where it stood.

Offsets matter: the dialogue cuts the time words out of the message by them.
"""

import unicodedata
from functools import lru_cache

_DECORATION = frozenset('*_~`«»“”"‘¿¡')
_PRIMES = frozenset("'´’′")  # «20'»: minutes, where a number stands before


def fold(text: str) -> tuple[str, tuple[int, ...]]:
    """Return the folded text and, for each of its characters, the offset in `text`.

    The offsets have one entry more than the folded text: the length of `text`.
    """
    letters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        for letter in _folded(character):
            letters.append(letter)
            offsets.append(offset)
    offsets.append(len(text))
    return "".join(letters), tuple(offsets)


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if character in _DECORATION:
        return " "
    if character in _PRIMES:
        return "'"
    if character == "½":
        return " 1/2"
    parts = unicodedata.normalize("NFD", character.lower())
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")

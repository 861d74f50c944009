"""Which words a text holds, as scenarios mean it: without case, accents, WhatsApp's marks."""

import re
import unicodedata
from collections.abc import Iterable


def fold(text: str) -> str:
    """Return lower case without accents, formatting marks and repeated spaces."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFD", text.lower())
        if unicodedata.category(letter) != "Mn"
    )
    return re.sub(r"\s+", " ", re.sub(r"[*_~`]", "", plain))


def holds(text: str, wanted: str) -> bool:
    """Whether a text holds a word or phrase whole; a final * makes it the beginning of a word.

    A digit or time right beside it makes it another word: «las 17» is not in «las 17:30».
    """
    is_stem = wanted.endswith("*")
    pattern = r"(?<![a-z0-9])(?<!\d[:.,])" + re.escape(fold(wanted.rstrip("*")).strip())
    if not is_stem:
        pattern += r"(?![a-z0-9])(?![:.,]\d)(?!\s*y\s+(?:media|cuarto|\d))"
    return re.search(pattern, fold(text)) is not None


def holds_any(text: str, wanted: Iterable[str]) -> bool:
    """Whether a text holds at least one of several."""
    return any(holds(text, one) for one in wanted)

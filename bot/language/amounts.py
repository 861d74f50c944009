"""Money and durations as people say them: «15 lucas», «$ 8.000», «hora y media»."""

import re
from datetime import timedelta
from decimal import Decimal

from bot.domain.money import Money
from bot.language.folding import fold

_WORDS = {
    "un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
    "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14,
    "quince": 15, "dieciseis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19,
    "veinte": 20, "veintiuno": 21, "veintidos": 22, "veintitres": 23, "veinticuatro": 24,
    "veinticinco": 25, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60,
    "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100,
}  # fmt: skip
_SPOKEN = "|".join(sorted(_WORDS, key=len, reverse=True))
_THOUSANDS = re.compile(
    rf"(?:\$ ?)?\b(?P<count>\d+(?:[.,]\d)?|{_SPOKEN}) ?(?:lucas?|luquitas?|mil|k)\b"
    r"(?P<half> y media)?(?: (?P<rest>[1-9]00)\b)?"
)
_PESOS = re.compile(
    r"\$ ?(?P<marked>\d{1,3}(?:[.,]\d{3})+|\d+)|"
    r"\b(?P<named>\d{1,3}(?:[.,]\d{3})+|\d+) ?(?:pesos|pe|ars)\b|"
    r"(?<![\d.,:/])(?P<bare>\d{1,3}(?:\.\d{3})+|\d{3,7})"
    r"(?![\d:/]|[.,]\d| ?(?:min|hs|h\b|hor|dia|%))"
)
_SMALL = re.compile(
    r"(?:^|\ba |\ben )(?P<count>\d{1,3})(?=$|[ ,.;!](?!\d))(?! ?(?:min|hs|h\b|hor|%|por))"
)
_PERCENT = re.compile(r"\b(\d{1,2}|100) ?(?:%|por ?ciento\b)")
_HOURS = re.compile(
    rf"\b(?:(?P<count>\d{{1,2}}|{_SPOKEN}) )?hor(?:as?|ita)(?P<half> y media)?"
    r"(?: y (?P<minutes>\d{1,2})| (?P<more>\d{1,2}) ?min\w*)?\b"
)
_HALF_HOUR = re.compile(r"\bmedia hor(?:a|ita)\b")
_THREE_QUARTERS = re.compile(r"\b(?:tres|3) cuartos(?: de hora)?\b")
_SHORT_HOURS = re.compile(r"\b(?P<count>\d{1,2}) ?hs?(?: ?(?P<minutes>\d{1,2}))?\b")
_MINUTES = re.compile(
    rf"\b(?P<count>\d{{1,3}}|{_SPOKEN}) ?(?:min|mins|minutos?|minutitos?|')(?!\w)"
)
_BECOMES = re.compile(r"\b(?:a|en|por|sale|vale|cuesta|cobro|queda(?:r|n)?) ?\$? ?$")
_A_THOUSAND = 1000


def amount_in(text: str) -> Money | None:
    """Return the first amount of pesos of a text, None when it holds none above zero."""
    found = _amount_at(fold(text))
    return found[0] if found is not None else None


def amount_or_thousands_in(text: str) -> Money | None:
    """Return an amount; a small bare number is of thousands, as in «subilo a 15»."""
    folded = fold(text)
    found = _amount_at(folded) or _small_at(folded)
    return found[0] if found is not None else None


def percent_in(text: str) -> int | None:
    """Return «10» for «un 10 %», None when no percentage is said."""
    match = _PERCENT.search(fold(text))
    return int(match.group(1)) if match is not None else None


def duration_in(text: str) -> timedelta | None:
    """Return how long something takes: «20 minutos», «hora y media»; None when it is not said."""
    found = _duration_at(fold(text))
    return found[0] if found is not None else None


def without_figures(text: str) -> str:
    """Return a text without its amount and its duration, so that a name is left."""
    folded = fold(text)
    if len(folded) != len(text):
        text = folded  # letters were dropped, so that places in one are not those in the other
    found = [one for one in (_amount_at(folded), _duration_at(folded)) if one is not None]
    for start, end in sorted((one[1] for one in found), reverse=True):
        text = f"{text[:start]},{text[end:]}"
    return text


def is_said_as_new(text: str) -> bool:
    """Whether an amount is what something becomes («a 15 lucas»), not by how much it changes."""
    folded = fold(text)
    found = _amount_at(folded) or _small_at(folded)
    return found is not None and _BECOMES.search(folded[: found[1][0]]) is not None


def _amount_at(folded: str) -> tuple[Money, tuple[int, int]] | None:
    match = _THOUSANDS.search(folded)
    if match is not None:
        thousands = _number(match["count"]) + (Decimal("0.5") if match["half"] else 0)
        return _positive(thousands * _A_THOUSAND + Decimal(match["rest"] or 0), match)
    match = _PESOS.search(folded)
    if match is None:
        return None
    digits = match["marked"] or match["named"] or match["bare"]
    return _positive(Decimal(re.sub(r"\D", "", digits)), match)


def _small_at(folded: str) -> tuple[Money, tuple[int, int]] | None:
    match = _SMALL.search(folded)
    if match is None:
        return None
    found = _positive(Decimal(match["count"]) * _A_THOUSAND, match)
    return (found[0], match.span("count")) if found is not None else None


def _duration_at(folded: str) -> tuple[timedelta, tuple[int, int]] | None:
    for pattern, minutes in ((_HALF_HOUR, 30), (_THREE_QUARTERS, 45)):
        match = pattern.search(folded)
        if match is not None:
            return timedelta(minutes=minutes), match.span()
    for pattern in (_HOURS, _SHORT_HOURS):
        match = pattern.search(folded)
        if match is None:
            continue
        parts = match.groupdict()
        beside = int(parts["minutes"] or parts.get("more") or 0)
        whole = int(_number(parts["count"] or "1")) * 60 + beside
        return timedelta(minutes=whole + (30 if parts.get("half") else 0)), match.span()
    match = _MINUTES.search(folded)
    if match is None:
        return None
    return timedelta(minutes=int(_number(match["count"]))), match.span()


def _number(said: str) -> Decimal:
    return Decimal(_WORDS[said]) if said in _WORDS else Decimal(said.replace(",", "."))


def _positive(pesos: Decimal, match: re.Match[str]) -> tuple[Money, tuple[int, int]] | None:
    return (Money.pesos(pesos), match.span()) if pesos > 0 else None

"""How late somebody says they come: «llego 15 tarde», «me demoro media hora»."""

import re
from datetime import timedelta

from bot.language.folding import words

_NUMBERS = {
    "cinco": 5, "diez": 10, "quince": 15, "veinte": 20, "veinticinco": 25, "treinta": 30,
    "cuarenta": 40, "cuarentaycinco": 45, "cincuenta": 50,
}  # fmt: skip
_NUMBER = rf"(\d{{1,3}}|{'|'.join(_NUMBERS)})"
_SPOKEN = (
    (re.compile(r"\bhora y media\b"), 90),
    (re.compile(r"\b(tres cuartos|3 cuartos)( de hora)?\b"), 45),
    (re.compile(r"\bmedia hor(a|ita)\b"), 30),
    (re.compile(r"\b(un )?cuarto de hora\b"), 15),
    (re.compile(r"\b(una|1) hor(a|ita)\b"), 60),
    (re.compile(r"\b(dos|2) horas\b"), 120),
)
_MINUTES = re.compile(rf"\b{_NUMBER} ?(?:min|mins|minuto|minutos|minutito|minutitos)\b")
_LATE = re.compile(rf"\b{_NUMBER} (?:mas )?(?:tarde|de (?:retraso|demora|atraso))\b")
_DELAYED = re.compile(
    r"\b(?:demor\w+|atras\w+|retras\w+|tard\w+) (?:como |unos |unas |tipo |mas o menos |aprox )*"
    rf"{_NUMBER}\b(?! hs| horas)"
)
_ALONE = re.compile(
    r"^(?:uh |uy |no |perdon |mejor |mas |mas bien |unos |como |tipo |mas o menos |y |seran )*"
    rf"{_NUMBER}(?: mas o menos| mas)?$"
)
_CLAUSE = re.compile(r"[,.;!?]| (?:porque|xq|que) ")
_MOST = 180  # minutes; later than that is another appointment


def delay(text: str) -> timedelta | None:
    """Return by how much somebody says they are late, None when they don't say or it is absurd."""
    folded = " ".join(words(text.replace("'", " min ").replace("\N{PRIME}", " min ")))
    for pattern, minutes in _SPOKEN:
        if pattern.search(folded):
            return timedelta(minutes=minutes)
    return _first(folded, _MINUTES, _LATE, _DELAYED)


def delay_alone(text: str) -> timedelta | None:
    """Return the same for an answer to «¿cuánto?»: a number alone is minutes."""
    by = delay(text)
    alone = (_first(" ".join(words(part)), _ALONE) for part in _CLAUSE.split(text))
    return by or next((one for one in alone if one is not None), None)


def _first(folded: str, *patterns: re.Pattern[str]) -> timedelta | None:
    for pattern in patterns:
        match = pattern.search(folded)
        if match is None:
            continue
        minutes = _NUMBERS.get(match.group(1)) or int(match.group(1))
        if 0 < minutes <= _MOST:
            return timedelta(minutes=minutes)
    return None

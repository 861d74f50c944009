"""What people type into the fields of a form: hours, amounts, days, phones, lists.

Every reader raises ValueError for what it cannot read; the form says so beside the field.
"""

import re
from collections.abc import Iterable
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise

import phonenumbers

from bot.domain.money import Money
from bot.domain.schedule import LocalSpan
from bot.domain.travel import TravelTimes
from bot.language.folding import fold

_CLOCK = r"(\d{1,2})(?:[:.h](\d{2}))?\s*(?:hs?|horas?)?\.?"
_SPAN = re.compile(rf"(?:de\s+)?{_CLOCK}\s*(?:a|hasta|al?\s+las?|-|–|—)\s*{_CLOCK}")
_BETWEEN_SPANS = re.compile(r"\s*(?:,|;|/|\+|\by\b|\n)\s*")
_CLOSED = {"", "-", "cerrado", "no", "franco", "libre", "nada"}
_ALL_DAY = {"24 hs", "24 horas", "todo el dia"}
_PESOS = re.compile(r"\$?\s*(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?\s*(?:pesos)?")
_DAY_AND_MONTH = re.compile(r"(\d{1,2})\s*[/-]\s*(\d{1,2})")
_LEAP_YEAR = 2028  # 29 February may be typed too
_WAY = re.compile(r"(.+?)\s+[-–—]\s+(.+?)\s*[:=]\s*(\d{1,3})(?:\s*(?:min|minutos|'))?")
_REGION = "AR"
_NO_AREA = "15"  # how mobiles are dialled within their own area
_MOBILE_DIGITS = 10  # of a number within the country, without the 9 that mobiles have from abroad


def hours(text: str) -> tuple[LocalSpan, ...]:
    """Return the hours of one day, sorted: «9 a 13 y 16 a 20», «9:30-18», «cerrado».

    Raises ValueError when they overlap, cross midnight or cannot be read.
    """
    plain = fold(text).strip(" .")
    if plain in _CLOSED:
        return ()
    if plain in _ALL_DAY:
        return (LocalSpan.parse("00:00-24:00"),)
    spans = sorted(_span(part) for part in _BETWEEN_SPANS.split(plain))
    for earlier, later in pairwise(spans):
        if earlier.crosses_midnight or later.seconds[0] < earlier.seconds[1]:
            raise ValueError(f"hours overlap: {text!r}")
    if spans[-1].crosses_midnight:
        raise ValueError(f"hours cross midnight: {text!r}")
    return tuple(spans)


def _span(text: str) -> LocalSpan:
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not hours: {text!r}")
    first, first_minute, last, last_minute = match.groups()
    end_hour = int(last) if (int(last), int(last_minute or 0)) != (24, 0) else 0
    return LocalSpan(
        time(int(first), int(first_minute or 0)), time(end_hour, int(last_minute or 0))
    )


def pesos(text: str) -> Money:
    """Return an amount: «12000», «$ 12.000», «12.000,50»."""
    match = _PESOS.fullmatch(fold(text).strip())
    if match is None:
        raise ValueError(f"not an amount: {text!r}")
    whole, cents = match.groups()
    try:
        return Money.pesos(Decimal(f"{whole.replace('.', '')}.{cents or '0'}"))
    except InvalidOperation as error:
        raise ValueError(f"not an amount: {text!r}") from error


def whole(text: str) -> int:
    """Return a number without decimals and without sign."""
    plain = text.strip()
    if not plain.isascii() or not plain.isdigit() or len(plain) > 9:
        raise ValueError(f"not a whole number: {text!r}")
    return int(plain)


def minutes(text: str) -> timedelta:
    """Return a span of whole minutes."""
    return timedelta(minutes=whole(text))


def day_of_year(text: str) -> tuple[int, int]:
    """Return (month, day) of «21/12»."""
    match = _DAY_AND_MONTH.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a day of the year: {text!r}")
    day = date(_LEAP_YEAR, int(match.group(2)), int(match.group(1)))
    return day.month, day.day


def names(text: str) -> tuple[str, ...]:
    """Return the names of a list parted by commas or lines, each once, in order."""
    found: dict[str, str] = {}
    for part in re.split(r"[,;\n]", text):
        if name := " ".join(part.split()):
            found.setdefault(fold(name), name)
    return tuple(found.values())


def ways(text: str, usual: timedelta, zones: Iterable[str]) -> TravelTimes:
    """Return the times of «Flores - Almagro: 15», one pair a line; minutes.

    zones: how they are written; one that is none of them stays as it was typed.
    """
    known = {fold(zone): zone for zone in zones}
    between = {}
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        match = _WAY.fullmatch(line)
        if match is None:
            raise ValueError(f"not a way: {line!r}")
        one, other, minutes = match.groups()
        pair = frozenset(known.get(fold(zone.strip()), zone.strip()) for zone in (one, other))
        between[pair] = timedelta(minutes=int(minutes))
    return TravelTimes(usual, between)


def phone(text: str) -> str:
    """Return a phone as WhatsApp knows it: E.164, Argentine mobiles with their 9.

    «11 5555-0101», «011 15 5555-0101» and «+54 9 11 5555 0101» are the same one.
    """
    try:
        parsed = phonenumbers.parse(text, _REGION)
    except phonenumbers.NumberParseException as error:
        raise ValueError("not a phone") from error
    if not phonenumbers.is_possible_number(parsed):
        raise ValueError("not a phone")
    national = str(parsed.national_number)
    if parsed.country_code == phonenumbers.country_code_for_region(_REGION):
        national = f"9{national}" if len(national) == _MOBILE_DIGITS else national
        is_whole = len(national) == _MOBILE_DIGITS + 1 and national.startswith("9")
        if not is_whole or national[1:].startswith(_NO_AREA):
            raise ValueError("not a phone")
    return f"+{parsed.country_code}{national}"

"""Words of a provider about their own business: takings, prices, what they offer."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from bot.domain.money import Money
from bot.language.amounts import (
    amount_in,
    amount_or_thousands_in,
    duration_in,
    is_said_as_new,
    percent_in,
    without_figures,
)
from bot.language.folding import words

_TAKINGS = re.compile(
    r"\bcuant(?:o|a plata|a guita) (?:fue lo que |es lo que )?(?:ya )?(?:me |he |llevo |voy )?"
    r"(?:hice|hicimos|hecho|gane|ganamos|ganado|ganando|facture|facturado|facturamos|cobre|cobrado|"
    r"cobramos|recaude|recaudado|junte|juntado|saque|levante|entro|llevo|haciendo|hago|hecha|"
    r"hecho)\b(?! (?:falta|tiempo|que))|"
    r"\b(?:mis|la|las|los|mi) (?:ganancias?|recaudacion|facturacion|ingresos|caja)\b|"
    r"\b(?:resumen|balance|caja|cierre) (?:de|del) (?:la |el |esta |este |mi )?"
    r"(?:caja|dia|hoy|semana|mes|plata|guita|ayer)\b"
)
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
    "octubre", "noviembre", "diciembre",
)  # fmt: skip
_WEEKDAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_LAST = r"(?:que paso|pasad[oa]|anterior|ultim[oa])"
_RAISES = re.compile(
    r"\b(?:(?:sub|aument|actualiz|increment)(?:i|a|e|ile|ale|ir|ar|ime|ame|imos|amos|o|ilo|alo|"
    r"irle|arle|amelo|imelo)s?)\b"
)
_LOWERS = re.compile(r"\b(?:baj|rebaj)(?:a|ale|ar|ame|amos|o|alo|arle|amelo|e)\b")
_SETS = re.compile(
    r"\b(?:pon|dej|cambi|modific|ajust|edit|pas)(?:e|a|ele|ale|er|ar|eme|ame|elo|alo|erle|arle|o|"
    r"emelo|amelo)\b"
)
_COSTS = re.compile(
    r"\b(?:(?:ahora|pasa a|va a) (?:sale|salir|vale|valer|cuesta|costar|estar)|"
    r"(?:sale|vale|cuesta|cobro|va a salir|va a costar|pasa) (?:ahora|a|desde)|"
    r"(?:desde|a partir) .*(?:sale|vale|cuesta|cobro|va a salir|va a costar|pasa a))\b"
)
_PRICES = re.compile(r"\bprecios?\b|\btarifas?\b|\bvalor(?:es)?\b")
_EVERYTHING = re.compile(
    r"\btod[oa]s?\b|\b(?:los|mis) (?:precios|valores|servicios)\b|\blas tarifas\b"
)
_FROM = re.compile(r"\b(?:desde|a partir del?|arrancando|a contar)\b")
_COST_VERB = re.compile(r"\b(?:sale|vale|cuesta|cobro|va a|pasa|queda|subi|aumenta|pone)\b")
_ADDS = re.compile(
    r"^(?:(?:che|hola|buenas|porfa|por favor|quiero|necesito|podes|me|tambien|dale|bueno) )*"
    r"(?:agreg(?:a|ame|ar|ame|o|uemos|ale|ue)|sum(?:a|ame|ar|o|emos|ale)|añad(?:i|ime|ir|o)|"
    r"carg(?:a|ame|ar|o)|anot(?:a|ame) (?:que )?(?:tambien )?(?:hago|ofrezco)|"
    r"(?:ahora |ya )?(?:tambien )(?:hago|ofrezco)|(?:un )?(?:nuevo servicio|servicio nuevo))\b"
)
_SERVICE = re.compile(r"\bservicios?\b")
_LEADING = re.compile(
    r"^\W*(?:(?:un|una|el|la|al|a|mi|mis|los|las|de|nuevo|nueva|servicios?|lista|listado|catalogo|"
    r"catálogo|que|también|tambien|hago|ofrezco|otro|otra)\b[\s:,]*)+",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:[\s,.;:!]|\b(?:a|de|por|en|sale|vale|cuesta|dura|cobro|y|pesos|a mi lista|"
    r"a mis servicios|al cat[aá]logo|son|que|con|duraci[oó]n|precio)\b)+$",
    re.IGNORECASE,
)
_APPOINTMENT = re.compile(r"\bturn(?:o|ito|os)\b|\bcita\b|\breserv\w+\b")
_LONGEST_NAME = 60  # characters; a button shows 20 of them


class Period(Enum):
    """Over which days takings are asked for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Asked:
    """Days of which takings are asked, both included."""

    period: Period
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class PriceChange:
    """What a provider wants a price to be.

    to: the new one; by: what is added, or taken away below zero; percent: of the old one. None of
    them: they did not say. everything: of all that they offer. later: from a day said on.
    """

    to: Money | None = None
    by: Money | None = None
    percent: int | None = None
    everything: bool = False
    later: bool = False


@dataclass(frozen=True, slots=True)
class NewService:
    """What a provider begins to offer, as far as it is said."""

    name: str | None
    duration: timedelta | None
    price: Money | None


def asks_takings(text: str) -> bool:
    """Whether a provider asks what they earned."""
    return _TAKINGS.search(" ".join(words(text))) is not None


def days_asked(text: str, today: date) -> Asked:
    """Return of which days takings are asked; today's when none are said."""
    folded = " ".join(words(text))
    monday = today - timedelta(days=today.weekday())
    if re.search(rf"\bsemana {_LAST}|{_LAST} semana", folded):
        return Asked(Period.WEEK, monday - timedelta(days=7), monday - timedelta(days=1))
    if "semana" in folded:
        return Asked(Period.WEEK, monday, monday + timedelta(days=6))
    if re.search(rf"\bmes {_LAST}|{_LAST} mes", folded):
        return _month(today.replace(day=1) - timedelta(days=1))
    if re.search(r"\bmes\b", folded):
        return _month(today)
    named = next((one for one in _MONTHS if re.search(rf"\b{one}\b", folded)), None)
    if named is not None:
        month = _MONTHS.index(named) + 1
        return _month(date(today.year - (month > today.month), month, 1))
    day = today
    if re.search(r"\b(?:anteayer|antes de ayer)\b", folded):
        day = today - timedelta(days=2)
    elif re.search(r"\bayer\b", folded):
        day = today - timedelta(days=1)
    else:
        said = next((one for one in _WEEKDAYS if re.search(rf"\b{one}\b", folded)), None)
        if said is not None:
            day = today - timedelta(days=(today.weekday() - _WEEKDAYS.index(said)) % 7)
    return Asked(Period.DAY, day, day)


def price_change(text: str, *, names_service: bool) -> PriceChange | None:
    """Return how a provider changes a price; None when they speak of something else.

    names_service: whether the text names something that they offer.
    """
    said = " ".join(words(text))
    raises, lowers = _RAISES.search(said), _LOWERS.search(said)
    of_price = _PRICES.search(said) is not None
    everything = not names_service and _EVERYTHING.search(said) is not None
    if not (names_service or (everything and (of_price or percent_in(text) is not None))):
        return None
    verb = raises or lowers or _SETS.search(said) or _COSTS.search(said)
    if verb is None or _APPOINTMENT.search(said):
        return None
    later = _FROM.search(said) is not None
    percent = percent_in(text)
    if percent is not None and (raises or lowers):
        return PriceChange(
            percent=-percent if lowers else percent, everything=everything, later=later
        )
    amount = amount_in(text) or (amount_or_thousands_in(text) if of_price or raises else None)
    if amount is None:
        asks_for_it = of_price or raises is not None
        return PriceChange(everything=everything, later=later) if asks_for_it else None
    if (raises or lowers) and not is_said_as_new(text):
        return PriceChange(by=-amount if lowers else amount, everything=everything, later=later)
    return PriceChange(to=amount, everything=everything, later=later)


def since(text: str) -> str:
    """Return the part of a text that says from when on: «desde el lunes el color»."""
    folded = " ".join(words(without_figures(text)))
    match = _FROM.search(folded)
    return _COST_VERB.split(folded[match.start() :])[0] if match is not None else ""


def new_service(text: str) -> NewService | None:
    """Return what a provider begins to offer; None when they speak of something else."""
    said = words(text)
    folded = " ".join(said)
    match = _ADDS.match(folded)
    if match is None or _APPOINTMENT.search(folded):
        return None
    duration, price = duration_in(text), amount_in(text)
    if duration is None and price is None and not _SERVICE.search(folded):
        return None
    spoken = len(match.group().split())
    rest = _after_words(text, spoken)
    return NewService(service_name(rest), duration, price)


def service_name(text: str) -> str | None:
    """Return the name of a service out of what is said of it: «Perfilado de cejas»."""
    bare = without_figures(text).strip()
    bare = _LEADING.sub("", bare)
    head = next((part for part in re.split(r"[,;:.\n]", bare) if part.strip()), "")
    name = " ".join(_TRAILING.sub("", head).split())[:_LONGEST_NAME].strip()
    return name[:1].upper() + name[1:] if any(sign.isalpha() for sign in name) else None


def _month(day: date) -> Asked:
    last = monthrange(day.year, day.month)[1]
    return Asked(Period.MONTH, day.replace(day=1), day.replace(day=last))


def _after_words(text: str, count: int) -> str:
    """Return a text without its first words."""
    found = list(re.finditer(r"\w+", text))
    return text[found[count - 1].end() :] if 0 < count <= len(found) else text

"""Where to go: street addresses and zones found in what a person wrote."""

import re
from collections.abc import Iterable

from bot.language.folding import fold, within_one_edit, words

_STREET = re.compile(
    r"(?P<street>(?:(?:av\.?|avenida|calle|pasaje|pje\.?|diagonal|dr\.?|gral\.?|cnel\.?|san|santa)"
    r"\s+)*[^\W\d_][\w.'°]*(?:\s+(?:de\s+(?:la\s+|los\s+|las\s+)?|del\s+)?[^\W\d_][\w.']*){0,3}?)"
    r"\s+(?:al\s+|n[°º]?\s*|nro\.?\s+)?(?P<number>\d{2,5})\b(?!\s*(?:hs|horas|pesos|lucas|mil|\$|:|\.\d))"
    r"(?P<rest>(?:\s*,?\s*(?:(?:piso|dto|depto|dpto|departamento|timbre|casa|torre)\b\.?"
    r"(?:\s*(?:\d{1,3}\s?[a-h]?|[a-h])(?:[°º]|\b))?|p\.?\s*\d{1,2}\b|pb\b|"
    r"\d{1,2}\s?(?:[°º]|(?:er|ro|do|to|mo|vo|no)\b)(?:\s?[\"'«]?[a-h][\"'»]?\b)?))*)",
    re.IGNORECASE,
)
_NOT_A_STREET = {
    "a", "al", "el", "la", "las", "los", "del", "de", "tipo", "hoy", "mañana", "manana", "son",
    "tengo", "lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo", "enero",
    "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "setiembre",
    "octubre", "noviembre", "diciembre", "pago", "pague", "con", "para", "por", "dni", "cuit",
    "tel", "telefono", "sale", "cuesta", "entre", "y", "o", "desde", "hasta", "antes", "despues",
    "en", "es", "un", "una", "necesito", "quiero",
}  # fmt: skip
_YEARS = tuple(str(year) for year in range(2020, 2050))  # «25 de mayo 2027» is a date
_LEAD = {
    "es", "en", "vivo", "queda", "estoy", "direccion", "la", "mi", "casa", "calle", "domicilio",
    "h", "hs", "hrs", "horas", "pm", "am",
}  # fmt: skip


_STREET_OF_A_DATE = re.compile(r"\b(\d{1,2}\s+de\s+[^\W\d_]+\s+(?:al\s+)?\d{2,5})\b", re.IGNORECASE)


def street_address(text: str) -> str | None:
    """Return a street with its number («Yerbal 1820»), with floor and flat when given, or None."""
    of_a_date = _STREET_OF_A_DATE.search(text)
    if of_a_date is not None and not of_a_date.group(1).endswith(_YEARS):
        return " ".join(of_a_date.group(1).split())
    for match in _STREET.finditer(text):
        parts = _without_lead(match.group("street").split())
        if not parts or any(fold(part) in _NOT_A_STREET for part in parts[-1:]):
            continue
        keep = len(parts)
        for index, part in enumerate(parts):
            if fold(part) in _NOT_A_STREET - {"de", "del", "la", "las", "los", "mayo", "julio"}:
                keep = len(parts) - index - 1
        parts = _without_lead(parts[len(parts) - keep :])
        if not parts:
            continue
        street = " ".join(parts)
        rest = match.group("rest").strip(" ,")
        return f"{street} {match.group('number')}" + (f", {rest}" if rest else "")
    return None


def _without_lead(parts: list[str]) -> list[str]:
    while parts and fold(parts[0]).strip(".,") in _LEAD:
        parts = parts[1:]
    return parts


def zone_named(text: str, zones: Iterable[str]) -> str | None:
    """Return which of the known zones a text names, forgiving one typing slip, or None."""
    said = words(text)
    for zone in zones:
        wanted = words(zone)
        size = len(wanted)
        for start in range(len(said) - size + 1):
            window = said[start : start + size]
            if all(
                one == other or (len(one) > 5 and within_one_edit(one, other))
                for one, other in zip(window, wanted, strict=True)
            ):
                return zone
    return None

"""The name in a WhatsApp profile, when it is one: many are a dot, a heart, a business, a motto."""

import re
import unicodedata

from bot.language.folding import fold
from bot.language.trade_words import SAID_FOR

_WORD = re.compile(r"[^\W\d_]+(?:['’´-][^\W\d_]+)*")
_MOST_WORDS = 4  # «María de los Ángeles»; longer ones are mottos
_LEAST_LETTERS = 2
_MOST_DIGITS = 4  # a year of birth; more are a phone or an id
_PARTICLES = {"de", "del", "la", "las", "los", "y", "da", "dos"}
_NO_PERSON = {
    # businesses
    "srl", "sa", "sas", "oficial", "ventas", "venta", "tienda", "local", "estudio", "taller",
    "consultorio", "servicio", "servicios", "store", "shop", "delivery", "distribuidora", "kiosco",
    "kiosko", "ferreteria", "pizzeria", "panaderia", "inmobiliaria", "indumentaria", "accesorios",
    "salon", "spa", "estetica", "nails", "beauty", "studio", "taxi", "remis", "fletes", "mudanzas",
    "club", "iglesia", "escuela", "colegio", "grupo", "veterinaria", "farmacia", "muebles", "autos",
    "repuestos", "electricidad", "pinturas", "construcciones", "transportes", "logistica", "bar",
    "almacen", "carniceria", "verduleria", "rotiseria", "catering", "eventos", "fotografia",
    # mottos and states
    "dios", "amor", "vida", "familia", "mi", "mis", "tu", "te", "yo", "no", "solo", "sola",
    "todo", "nada", "feliz", "disponible", "ocupado", "ocupada", "trabajando", "hola", "user",
    "usuario", "cliente", "whatsapp", "celular", "nuevo", "numero", "mama", "papa", "bebe", "jaja",
    "siempre",
}  # fmt: skip


def personal_name(profile: str | None) -> str | None:
    """Return the name of a person as a profile gives it, without signs; None when it gives none.

    «Ana 💅», «ANA PAZ» and «𝓐𝓷𝓪» give «Ana», «Ana Paz» and «Ana»; «.», «❤️», «Kiosco Pepe» give
    None.
    """
    written = unicodedata.normalize("NFKC", profile or "")
    if sum(char.isdigit() for char in written) > _MOST_DIGITS:
        return None
    parts = _WORD.findall(written)
    said = [fold(part) for part in parts]
    if not 1 <= len(parts) <= _MOST_WORDS or set(said) & (_NO_PERSON | _TRADES):
        return None
    if max(len(part) for part in parts) < _LEAST_LETTERS or len(set(said)) < len(said):
        return None
    return " ".join(_cased(part) for part in parts)


def _cased(part: str) -> str:
    """Return a word as names are written; «McLean» stays as it was."""
    if not (part.isupper() or part.islower()):
        return part
    return part.lower() if fold(part) in _PARTICLES else part.capitalize()


_TRADES = set(SAID_FOR) | {word for said in SAID_FOR.values() for word in said}

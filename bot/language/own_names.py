"""Whose name a message gives: the writer's own, somebody else's, or that of a provider.

«Romina Paz» is not Graciela Paz: a surname behind another first name is somebody else's.
"""

import re

from bot.domain.catalogue import Catalogue
from bot.language.folding import fold, words
from bot.language.names import words_for
from bot.language.party import only_a_name
from bot.language.trade_words import SAID_FOR

_INTRODUCES = re.compile(
    r"\b(?:(?:yo )?soy|me llamo|mi nombre es|de parte de|(?:le|te) habla|habla)\s+(?:la |el )?"
    r"(?P<name>[^\W\d_]{2,20})(?:\s+(?P<surname>[^\W\d_]{2,20}))?",
    re.IGNORECASE,
)
_NO_NAMES = {
    "de", "del", "un", "una", "nuevo", "nueva", "cliente", "clienta", "yo", "la", "el", "tu", "su",
    "quien", "mayor", "menor", "alguien", "medio", "muy", "re", "electricista", "profe", "con", "y",
    "que", "quiero", "queria", "quisiera", "necesito", "para", "por", "desde", "te", "le", "les",
}  # fmt: skip
_BESIDE_NAMES = {
    "dr", "dra", "doctor", "doctora", "lic", "licenciada", "licenciado", "prof", "profe", "con",
    "la", "el", "lo", "de", "del", "a", "para", "señora", "señor", "sra", "sr", "don", "doña",
    "por", "favor", "gracias", "dale", "si", "no", "mejor", "entonces", "nomas", "bueno", "ok",
    "y", "o", "tambien", "sola", "solo", "misma", "mismo", "hola", "che", "quiero", "ese", "esa",
    "turno", "turnos", "hoy", "lunes", "martes", "miercoles", "jueves", "viernes", "sabado",
    "prefiero", "perfecto", "buenas", "buen", "dia", "listo", "genial", "porfi", "ella",
}  # fmt: skip
_KNOWN = _BESIDE_NAMES | {word for said in SAID_FOR.values() for word in said} | set(SAID_FOR)
_LEAST_WORDS = 2


def names_another(span: str, catalogue: Catalogue) -> bool:
    """Whether a name that holds a word of a provider's is somebody else's: «Romina Paz»."""
    said = tuple(word for word in words(span) if word not in _KNOWN)
    if len(said) < _LEAST_WORDS:
        return False
    named = [words_for(said, provider) for provider in catalogue.providers]
    return any(named) and not any(set(said) <= one for one in named)


def without_others(text: str, spans: tuple[str, ...], catalogue: Catalogue) -> str:
    """Return a text without the names in it that are not those of providers.

    spans: what the language server took for a provider's name.
    """
    alone = only_a_name(text)
    if alone is not None and alone == text.strip(" .!¡\n"):
        spans = (*spans, alone)  # «Romina Paz», in capitals
    for span in spans:
        if names_another(span, catalogue):
            text = text.replace(span, " ")
    introduced = _INTRODUCES.search(text)
    if introduced and fold(introduced["name"]) not in _NO_NAMES:
        surname = fold(introduced["surname"] or "")
        is_other = any(words_for((surname,), one) for one in catalogue.providers) if surname else 0
        end = introduced.end("surname" if is_other else "name")
        text = f"{text[: introduced.start('name')]} {text[end:]}"
    return text


def own_name(text: str, spans: tuple[str, ...]) -> str | None:
    """Return the name a message gives as the writer's: «me llamo Romina», or only «Romina Paz».

    spans: what the language server took for a name. A single word alone is none.
    """
    introduced = _INTRODUCES.search(text)
    if introduced and _is_name(introduced):
        surname = introduced["surname"] or ""
        is_name = surname[:1].isupper() and fold(surname) not in _NO_NAMES
        return f"{introduced['name']} {surname}".title() if is_name else introduced["name"].title()
    alone, plain = only_a_name(text), text.strip(" .!¡\n")
    if alone is None or len(alone.split()) < _LEAST_WORDS or set(words(alone)) & _KNOWN:
        return None
    return alone if alone == plain or plain in spans else None


def _is_name(introduced: re.Match[str]) -> bool:
    """Whether a name follows: after a mere «soy» only in capitals («soy alérgica»)."""
    name = introduced["name"]
    if fold(name) in _NO_NAMES:
        return False
    return name[0].isupper() or not introduced.group().lower().startswith(("soy", "yo soy"))

"""Short answers whose meaning hangs on what was just asked: yes, no, picks, codes, keywords."""

import re
from enum import Enum

from bot.language.folding import fold, words


class YesNo(Enum):
    """What a short answer says to a yes-or-no question."""

    YES = "yes"
    NO = "no"


_YES_FIRST = {
    "si", "sip", "sep", "sisi", "claro", "dale", "obvio", "ok", "oka", "bueno", "buenisimo",
    "perfecto", "genial", "joya", "listo", "confirmo", "confirmado", "confirmar", "confirma",
    "correcto", "exacto", "exactamente", "esa", "ese", "eso", "va", "vamos", "reservame",
    "reservalo", "reservar", "anotame", "agendame", "agendalo", "acepto", "aceptar", "hecho",
    "barbaro", "espectacular", "impecable", "mandale", "metele", "sale", "seguro", "simon",
    "afirmativo", "chevere", "vale", "cancelalo", "cancelala", "cancelar", "voy", "ahi", "estoy",
    "ciento", "diez", "okas", "yes", "sim", "hagamoslo", "quiero", "de", "por", "ya", "bien",
}  # fmt: skip
_YES_SURE = _YES_FIRST - {"de", "por", "ya", "quiero", "voy", "ahi", "estoy", "bien", "esa",
                          "ese", "eso", "cancelar", "ciento", "diez", "bueno"}  # fmt: skip
_FIRM = {"si", "sip", "dale", "claro", "obvio", "confirmo", "reservame", "reservalo", "agendame"}
_NO_FIRST = {"no", "nop", "nope", "nah", "na", "nono", "negativo", "ninguno", "ninguna", "tampoco"}
_YES_SIGNS = {"👍", "👌", "✅", "🙌", "💪", "🫡", "☑", "✔"}
_NO_SIGNS = {"👎", "❌", "🙅", "🚫", "✖"}
_YES_PHRASES = (
    "de una", "de diez", "por supuesto", "por favor", "como no", "me sirve", "me va", "me viene",
    "ta bien", "esta bien", "esta perfecto", "asi mismo", "ahi estoy", "ahi estare", "ahi voy",
    "hacelo", "haganlo", "hagale", "mandale", "cuenten conmigo", "conta conmigo", "me parece",
    "quedamos asi", "queda asi", "cerralo", "todo bien", "seguro que si", "ahi nos vemos",
    "quiero ese", "quiero esa", "va bien", "voy a ir", "no hay problema", "no hay drama",
    "ningun problema", "ya confirmo", "si quiero",
)  # fmt: skip
_ORDINALS = {
    "primer": 1, "primero": 1, "primera": 1, "1ro": 1, "1ra": 1, "1ero": 1, "1era": 1,
    "segundo": 2, "segunda": 2, "2do": 2, "2da": 2, "tercero": 3, "tercera": 3, "tercer": 3,
    "3ro": 3, "3ra": 3, "3ero": 3, "cuarto": 4, "cuarta": 4, "4to": 4, "4ta": 4, "quinto": 5,
    "quinta": 5, "5to": 5, "5ta": 5, "sexto": 6, "sexta": 6, "septimo": 7, "septima": 7,
    "octavo": 8, "octava": 8, "noveno": 9, "novena": 9, "decimo": 10, "decima": 10,
    "ultimo": -1, "ultima": -1,
}  # fmt: skip
_PICK_NUMBER = re.compile(
    r"^(?:(?:quiero|dame|elijo|va|voy con|prefiero|me quedo con|pone|poneme)\s+)?"
    r"(?:(?:el|la|opcion|numero|nro|la opcion|el numero)\s+)?(\d{1,2})$"
)
_LETTER = re.compile(r"^(?:(?:la|opcion|la opcion)\s+)?([a-j])$")
_CODE = re.compile(r"\btn[\s-]?([a-z0-9]{4})\b", re.IGNORECASE)
_OPT_OUT = {"baja", "stop", "salir", "no molestar", "baja total", "cancelar suscripcion"}
_OPT_IN = {"alta"}
_ANYTHING = re.compile(
    r"\b(cualquiera|el que sea|la que sea|quien sea|con quien sea|me da (lo mismo|igual)|"
    r"indistinto|da igual|el que este|no importa (quien|con quien)|el primero que)\b"
)


def yes_or_no(text: str) -> YesNo | None:
    """Return what a short answer says to a yes-or-no question, None when it says neither."""
    signs = {sign for sign in _YES_SIGNS | _NO_SIGNS if sign in text}
    said = words(text)
    if not said:
        if signs & _NO_SIGNS:
            return YesNo.NO
        return YesNo.YES if signs else None
    folded = " ".join(said)
    if any(re.search(rf"\b{phrase}\b", folded) for phrase in _YES_PHRASES) and len(said) <= 10:
        return YesNo.YES
    if said[0] in _NO_FIRST:
        return YesNo.NO
    if said[0] in _YES_SURE and (len(said) <= 8 or said[0] in {"si", "dale", "claro"}):
        return YesNo.YES
    if said[0] in _YES_FIRST and len(said) <= 2:
        return YesNo.YES
    return None


def is_firm_yes(text: str) -> bool:
    """Whether a text opens with a yes that stands by itself, whatever follows («sí dale, ¿y …?»)."""
    said = words(text)
    return bool(said) and said[0] in _FIRM


def pick(text: str, count: int) -> int | None:
    """Return which of `count` things listed was picked, from 1, or None; «la última» counts."""
    folded = " ".join(words(text))
    match = _PICK_NUMBER.match(folded)
    if match:
        number = int(match.group(1))
        return number if 1 <= number <= count else None
    letter = _LETTER.match(folded)
    if letter:
        number = ord(letter.group(1)) - ord("a") + 1
        return number if number <= count else None
    for word in words(text):
        if word in _ORDINALS:
            number = _ORDINALS[word]
            number = count if number == -1 else number
            return number if number <= count else None
    return None


def booking_code(text: str) -> str | None:
    """Return a booking code found in a text, as it is written in the calendar: «TN-4F7K»."""
    match = _CODE.search(text)
    return f"TN-{match.group(1).upper()}" if match else None


def is_opt_out(text: str) -> bool:
    """Whether the whole message is one of the agreed words for «no more messages»."""
    return fold(text).strip(" .!¡\n") in _OPT_OUT


def is_opt_in(text: str) -> bool:
    """Whether the whole message is the agreed word for «messages again»."""
    return fold(text).strip(" .!¡\n") in _OPT_IN


def says_anything_goes(text: str) -> bool:
    """Whether the person leaves the choice to us: «con cualquiera», «me da igual»."""
    return _ANYTHING.search(" ".join(words(text))) is not None

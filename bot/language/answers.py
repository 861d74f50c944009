"""Short answers whose meaning hangs on what was just asked: yes, no, picks, keywords."""

import re
from enum import Enum

from bot.language.folding import fold, words


class YesNo(Enum):
    """What a short answer says to a yes-or-no question."""

    YES = "yes"
    NO = "no"


_YES_ALONE = {
    "si", "sip", "sep", "sisi", "claro", "dale", "obvio", "ok", "oka", "okas", "bueno",
    "buenisimo", "perfecto", "genial", "joya", "listo", "confirmo", "confirmado", "confirmar",
    "confirma", "correcto", "exacto", "exactamente", "esa", "ese", "eso", "va", "vamos",
    "reservame", "reservalo", "reservar", "anotame", "agendame", "agendalo", "acepto", "aceptar",
    "hecho", "barbaro", "espectacular", "impecable", "mandale", "metele", "sale", "seguro",
    "simon", "afirmativo", "chevere", "vale", "voy", "yes", "sim", "hagamoslo", "quiero", "bien",
}  # fmt: skip
_YES_OPENING = _YES_ALONE - {"quiero", "voy", "bien", "esa", "ese", "eso", "bueno", "vamos", "va"}
_YES_FOLLOWED = {"bueno", "va", "vamos"}  # open a yes only when another yes follows
_FIRM = {"si", "sip", "dale", "claro", "obvio", "confirmo", "reservame", "reservalo", "agendame"}
_NO_FIRST = {"no", "nop", "nope", "nah", "na", "nono", "negativo", "ninguno", "ninguna", "tampoco"}
_TURNED_BY_NO = {"esa", "ese", "eso", "esas", "esos", "asi", "bueno", "ok"}  # «ese no»
_NO_ANSWER = {"entiendo", "entendi", "se", "conozco", "sabia", "comprendo"}  # «no sé si llego»
_FILLERS = {
    "uh", "uy", "uf", "uff", "ay", "ah", "eh", "ey", "che", "mm", "mmm", "perdon", "perdona",
    "perdoname", "disculpa", "disculpame", "sorry", "jaja", "jajaja", "pucha", "upa", "em", "este",
}  # fmt: skip
_GREETINGS = {"hola", "buenas", "buen", "buenos", "holis"}  # «hola, ¿todo bien?» agrees to nothing
_YES_SIGNS = {"👍", "👌", "✅", "🙌", "💪", "🫡", "☑", "✔"}
_NO_SIGNS = {"👎", "❌", "🙅", "🚫", "✖"}
_YES_PHRASES = (
    "de una", "de diez", "por supuesto", "me sirve", "me va", "me viene", "ta bien", "esta bien",
    "esta perfecto", "asi mismo", "ahi estoy", "ahi estare", "ahi voy", "hacelo", "haganlo",
    "hagale", "mandale", "cuenten conmigo", "conta conmigo", "me parece bien", "me parece genial",
    "quedamos asi", "queda asi", "cerralo", "seguro que si", "ahi nos vemos", "cien por ciento",
    "quiero ese", "quiero esa", "quiero esos", "va bien", "voy a ir", "ya confirmo", "si quiero",
    "por favor si", "todo bien", "ese esta bien",
)  # fmt: skip
_YES_DESPITE_NO = ("no hay problema", "no hay drama", "ningun problema", "como no", "no problem")
_TURNS = {"pero", "aunque", "mejor", "salvo", "prefiero", "preferiria"}  # «dale, pero más tarde»
# «si» and one of these is a condition («si tenés antes»), not a yes; «sí, …» has accent or comma.
_CONDITIONAL = {
    "tenes", "tienen", "tiene", "tendras", "hay", "hubiera", "podes", "pueden", "fuera", "queda",
    "cancelo", "llego", "se", "no", "te", "le", "otro", "otra", "cambio", "falto", "llueve",
    "pago", "necesito", "surge", "pasa", "puedo", "puede", "es", "seria",
}  # fmt: skip
_MOST_YES_WORDS = 10  # a longer text is a story, not an answer
_ORDINALS = {
    "primer": 1, "primero": 1, "primera": 1, "1ro": 1, "1ra": 1, "1ero": 1, "1era": 1,
    "segundo": 2, "segunda": 2, "2do": 2, "2da": 2, "tercero": 3, "tercera": 3, "tercer": 3,
    "3ro": 3, "3ra": 3, "3ero": 3, "cuarto": 4, "cuarta": 4, "4to": 4, "4ta": 4, "quinto": 5,
    "quinta": 5, "5to": 5, "5ta": 5, "sexto": 6, "sexta": 6, "septimo": 7, "septima": 7,
    "octavo": 8, "octava": 8, "noveno": 9, "novena": 9, "decimo": 10, "decima": 10,
    "ultimo": -1, "ultima": -1,
}  # fmt: skip
_NO_ORDINAL_AFTER = {"y", "menos", "un"}  # «seis y cuarto», «un segundo»
_NO_ORDINAL_BEFORE = {"hora", "vez", "momento", "piso"}  # «a primera hora», «la última vez»
_WEEKDAYS = {"lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"}
_ARTICLES = {"el", "la", "del", "al"}
_MOST_BARE_PICK_WORDS = 3
_PICK_NUMBER = re.compile(
    r"^(?:(?:quiero|dame|elijo|va|voy con|prefiero|me quedo con|pone|poneme)\s+)?"
    r"(?:(?:el|la|opcion|numero|nro|la opcion|el numero)\s+)?(\d{1,2})$"
)
_LETTER = re.compile(r"^(?:(?:la|opcion|la opcion)\s+)?([a-j])$")
_OPT_OUT = {
    "baja", "stop", "salir", "no molestar", "baja total", "cancelar suscripcion", "darme de baja",
    "dar de baja", "quiero la baja", "unsubscribe",
}  # fmt: skip
_OPT_IN = {"alta"}
_PROMOTIONS = r"(promos?|promociones|ofertas|publicidad)"
_PROMOTIONS_OUT = re.compile(rf"(baja|no mas|basta de|sin) (de )?(las )?{_PROMOTIONS}")
_PROMOTIONS_IN = re.compile(rf"(alta|quiero|si a) (de )?(las )?{_PROMOTIONS}")
_ANYTHING = re.compile(
    r"\b(cualquiera|el que sea|la que sea|quien sea|con quien sea|me da (lo mismo|igual)|"
    r"indistinto|da igual|el que este|no importa (quien|con quien)|el primero que)\b"
)


def yes_or_no(text: str) -> YesNo | None:
    """Return what a short answer says to a yes-or-no question, None when it says neither."""
    signs = {sign for sign in _YES_SIGNS | _NO_SIGNS if sign in text}
    said = _without_fillers(words(text))
    if not said:
        if signs & _NO_SIGNS:
            return YesNo.NO
        return YesNo.YES if signs else None
    folded = " ".join(said)
    if any(_holds(folded, one) for one in _YES_DESPITE_NO):
        return YesNo.YES if len(said) <= _MOST_YES_WORDS else None
    if said[0] == "no" and said[1:2] and said[1] in _NO_ANSWER:
        return None
    if said[0] in _NO_FIRST or (said[0] in _TURNED_BY_NO and said[1:2] == ("no",)):
        return YesNo.NO
    if folded.startswith("claro que no"):
        return YesNo.NO
    phrase = next((one for one in _YES_PHRASES if _holds(folded, one)), None)
    if phrase is not None and _holds(folded, f"no {phrase}"):
        return YesNo.NO
    if _TURNS & set(said) or _is_condition(text, said):
        return None
    greets = said[0] in _GREETINGS
    if phrase is not None and len(said) <= _MOST_YES_WORDS and "?" not in text and not greets:
        return YesNo.YES
    if folded == "por favor":
        return YesNo.YES
    return YesNo.YES if _opens_with_yes(said) else None


def _without_fillers(said: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words from the first one that says something: «uh perdón, no puedo»."""
    start = next((at for at, word in enumerate(said) if word not in _FILLERS), 0)
    return said[start:]


def _opens_with_yes(said: tuple[str, ...]) -> bool:
    first = said[0]
    if first in _YES_OPENING and (len(said) <= 8 or first in _FIRM):
        return True
    if first in _YES_FOLLOWED and len(said) <= 8 and any(one in _YES_OPENING for one in said[1:3]):
        return True
    rest = said[1:]
    polite = rest in ((), ("gracias",), ("por", "favor")) or rest[:1] == (first,)
    return first in _YES_ALONE and (polite or (len(said) == 2 and rest[0] in _YES_ALONE))


def _is_condition(text: str, said: tuple[str, ...]) -> bool:
    """Whether it opens with the «si» of a condition, not with a «sí»."""
    if said[0] != "si" or len(said) < 2 or said[1] not in _CONDITIONAL:
        return False
    opening = text.lstrip(" ¡¿").lower()
    return opening.startswith("si ")


def _holds(folded: str, phrase: str) -> bool:
    return re.search(rf"\b{phrase}\b", folded) is not None


def is_firm_yes(text: str) -> bool:
    """Whether a text opens with a yes that stands by itself, whatever follows («sí, ¿y …?»)."""
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
    said = words(text)
    for at, word in enumerate(said):
        before, after = said[at - 1] if at else "", said[at + 1] if at + 1 < len(said) else ""
        if word not in _ORDINALS or before in _NO_ORDINAL_AFTER or after in _NO_ORDINAL_BEFORE:
            continue
        if after in _WEEKDAYS:
            continue  # «el primer lunes» is a day
        if before not in _ARTICLES and len(said) > _MOST_BARE_PICK_WORDS:
            continue  # «primero pasame el otro» picks nothing
        number = count if _ORDINALS[word] == -1 else _ORDINALS[word]
        return number if number <= count else None
    return None


def is_opt_out(text: str) -> bool:
    """Whether the whole message is one of the agreed words for «no more messages»."""
    return fold(text).strip(" .!¡\n") in _OPT_OUT


def is_least_opt_out(text: str) -> bool:
    """Whether it is «baja» alone: who is sent promotions means those first."""
    return fold(text).strip(" .!¡\n") == "baja"


def promotions_wanted(text: str) -> bool | None:
    """Return whether the whole message asks for promotions or refuses them, None for neither."""
    said = fold(text).strip(" .!¡\n")
    if _PROMOTIONS_OUT.fullmatch(said):
        return False
    return True if _PROMOTIONS_IN.fullmatch(said) else None


def is_opt_in(text: str) -> bool:
    """Whether the whole message is the agreed word for «messages again»."""
    return fold(text).strip(" .!¡\n") in _OPT_IN


def says_anything_goes(text: str) -> bool:
    """Whether the person leaves the choice to us: «con cualquiera», «me da igual»."""
    return _ANYTHING.search(" ".join(words(text))) is not None

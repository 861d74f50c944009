"""Words of a provider about their own time: taking it off, giving it back, opening a holiday."""

import re

from bot.language.folding import words

_GIVES = re.compile(
    r"\b(desbloque\w*|liber(o|ame|alo|ar|en)\b|habilit\w*|abr(o|ime|i|ir|an|amos)\b|"
    r"reabr\w*|"
    r"levant\w+ el bloqueo|saca\w* el bloqueo|"
    r"(si|voy a|puedo|vuelvo a|igual|al final|tambien) (voy a )?"
    r"(trabaj\w+|atend\w+|atiendo|abr\w+)|"
    r"(vuelvo|volvi|volvemos))\b"
)
_REFUSES = re.compile(
    r"\bno (\w+ ){0,2}(abro|abrimos|trabaj\w+|atiendo|atend\w+|voy|vengo|puedo|estoy|vuelvo)\b|"
    r"\bbloque\w+|\bcerr\w+|\bcierro\b"
)
_UNDOES = re.compile(
    r"\bdesbloque\w*|\b(sac|levant|quit|cancel|borr)\w* (el |ese |los |las |esas )?"
    r"(bloqueos?|vacaciones|franco|licencia)\b"
)
_HOLIDAY = re.compile(r"\bferiados?\b")
_OWN_TIME = re.compile(
    r"\b(des)?bloque\w+|\bvacaciones\b|\bno (voy a )?(trabaj\w+|atiendo|atender|abro|abrir)\b|"
    r"\b(cerr\w+|cierro|abr\w+) (la |mi )?(agenda|local|feriado)\b|"
    r"\b(si|vuelvo a|voy a|igual|al final) (trabajo|atiendo|trabajar|atender)\b|"
    r"\b(feriado|9 de julio|25 de mayo) (lo )?(abro|trabajo|atiendo)\b|"
    r"\bno me (pongas|pongan|des|den|agendes|anotes|tomes|metas) (mas )?(turnos?|nada|a nadie)\b|"
    r"\b(libero|liberame|libera|habilit\w+) (el|la|mi|ese|esa|todo)\b|"
    r"\bno (voy a )?(puedo|poder) (atender|trabajar|abrir)\b|"
    r"\b(mi|el|la|un|una) (descanso|pausa|recreo|almuerzo)\b|\b(almuerzo|descanso) (de|a) \d|"
    r"\bme tomo (el|la|un|una|unos)\b|\b(me pido|tengo) (franco|licencia)\b"
)
_BEGINS = re.compile(r"\b(arranco|empiezo|entro|abro|recien (llego|atiendo|voy)) (tipo |a )?")
_ENDS = re.compile(r"\b(cierro|salgo|termino|corto|me voy|trabajo hasta|atiendo hasta)\b")
_DATES = re.compile(r"\b(\d{1,2})(?: de (\w+))? al (\d{1,2}) de (\w+)", re.IGNORECASE)
_MOVES = re.compile(
    r"\b(?:pas|mov|muev|corr|cambi|reprogram|adelant|atras|posterg)"
    r"(?:a|e|ar|er|emos|amos|ame|eme|ale|ele|(?:a|e|ar|er|ame|eme)l[oa]s?)\b"
    r".*\b(?:a|para) (?:las?|el|mañana|hoy|lunes|martes|miercoles|jueves|viernes|sabado|domingo)\b"
)
_REST = re.compile(r"\b(?:descanso|pausa|recreo|almuerzo)\b", re.IGNORECASE)
_INSTEAD_OF = re.compile(r"\b(?:en vez|en lugar) del?\b", re.IGNORECASE)
_ALL = re.compile(r"\b(todo|toda la agenda|la agenda|lo que bloquee|el bloqueo|las vacaciones)\b")


def is_of_own_time(text: str) -> bool:
    """Whether a provider's words are surely about when they work."""
    return _OWN_TIME.search(" ".join(words(text))) is not None


def begins_later(text: str) -> bool:
    """Whether the hour said is when the provider begins that day: what is before it is off."""
    return _BEGINS.search(" ".join(words(text))) is not None


def ends_sooner(text: str) -> bool:
    """Whether the hour said is when the provider leaves that day: what is after it is off."""
    return _ENDS.search(" ".join(words(text))) is not None


def time_of_rest(text: str) -> str | None:
    """Return when a rest is now: «hoy de 12 a 13» of «hoy almuerzo de 12 a 13 en vez de 13 a 14».

    None where no rest is spoken of and nothing is replaced.
    """
    kept, *replaced = _INSTEAD_OF.split(text, maxsplit=1)
    said = _REST.sub(" ", kept)
    return said if replaced or said != text else None


def with_dates_apart(text: str) -> str | None:
    """Return «del 7 al 11 de junio» as «desde el 7 de junio hasta el 11 de junio», else None."""
    match = _DATES.search(text)
    if match is None:
        return None
    first, month, last, last_month = match.groups()
    return f"desde el {first} de {month or last_month} hasta el {last} de {last_month}"


def gives_time(text: str) -> bool:
    """Whether a provider gives time (back) rather than taking it off."""
    folded = " ".join(words(text))
    if _UNDOES.search(folded):
        return True
    return _GIVES.search(folded) is not None and _REFUSES.search(folded) is None


def moves_job(text: str) -> bool:
    """Whether a provider gives a job another time: «pasá a Carla a las 18»."""
    return _MOVES.search(" ".join(words(text))) is not None


def says_holiday(text: str) -> bool:
    """Whether a holiday is spoken of without its date: «abro el feriado»."""
    return _HOLIDAY.search(" ".join(words(text))) is not None


def says_all(text: str) -> bool:
    """Whether everything that was blocked is meant."""
    return _ALL.search(" ".join(words(text))) is not None

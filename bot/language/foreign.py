"""English and Portuguese, told from Spanish and put into the Spanish that the readers know.

A short path only: what to have done, with whom, when, yes and no. The rest is a person's.
"""

import re

from bot.language.folding import fold

_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_ENGLISH = """
the i i'd i'm would like with at for you do speak english please want book appointment haircut
tomorrow today hi hello need can could have is are what how much when where my thanks thank yes okay
cancel reschedule monday tuesday wednesday thursday friday saturday sunday next week morning
afternoon evening beard nails massage plumber dentist and it
"""
_PORTUGUESE = """
voce voces quero amanha nao obrigado obrigada gostaria fala portugues ola oi bom preciso marcar
cabelo hoje com meu minha uma um consulta agendar horario noite tarde sim depois sexta terca quarta
quinta segunda feira tem tudo bem boa dia pra unha quanto custa cortar barba massagem encanador pode
ser as desmarcar remarcar
"""
# Words that the language has and Spanish mostly has not; two of them tell it.
_TELLING = {"en": frozenset(_ENGLISH.split()), "pt_BR": frozenset(_PORTUGUESE.split())}
_SHARED = {
    "no", "a", "me", "para", "por", "de", "la", "el", "un", "una", "si", "como", "es", "hola",
    "quiero", "turno", "corte", "con", "y", "que", "mañana", "hoy", "gracias", "los", "las", "mi",
}  # fmt: skip
_IN_BOTH = {
    "pt_BR": {"a", "me", "para", "por", "de", "como", "que", "no", "corte"},
    "en": {"no", "a"},
}
_TELLS_SPANISH = 2  # words of it; fewer leave the language as it was
_ALSO_SPANISH = {
    "barba", "consulta", "tarde", "as", "marcar", "cortar", "segunda", "quinta", "cancel", "dia",
    "horario", "com", "pra", "ser", "tem",
}  # fmt: skip
_FEIRAS = (
    ("segunda", "el lunes"),
    ("terca", "el martes"),
    ("quarta", "el miercoles"),
    ("quinta", "el jueves"),
    ("sexta", "el viernes"),
)
_GLOSS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("day after tomorrow", "pasado mañana"), ("tomorrow", "mañana"), ("today", "hoy"),
        ("tonight", "hoy a la noche"), ("next week", "la semana que viene"),
        ("in the morning", "a la mañana"), ("in the afternoon", "a la tarde"),
        ("in the evening", "a la tardecita"), ("morning", "a la mañana"),
        ("afternoon", "a la tarde"), ("evening", "a la noche"), ("next", "proximo"),
        ("on monday", "el lunes"), ("on tuesday", "el martes"), ("on wednesday", "el miercoles"),
        ("on thursday", "el jueves"), ("on friday", "el viernes"), ("on saturday", "el sabado"),
        ("on sunday", "el domingo"), ("monday", "el lunes"), ("tuesday", "el martes"),
        ("wednesday", "el miercoles"), ("thursday", "el jueves"), ("friday", "el viernes"),
        ("saturday", "el sabado"), ("sunday", "el domingo"), ("at noon", "al mediodia"),
        ("with", "con"), ("haircut", "corte"), ("cut my hair", "corte"),
        ("hair color", "color"), ("dye", "color"), ("blow dry", "brushing"), ("beard", "barba"),
        ("shave", "barba"), ("nails", "uñas"), ("manicure", "manicura"), ("pedicure", "pies"),
        ("massage", "masaje"), ("plumber", "plomero"), ("leak", "canilla"),
        ("gas fitter", "gasista"),
        ("physiotherapy", "kinesiologia"), ("physio", "kinesiologia"), ("dentist", "dentista"),
        ("teeth cleaning", "limpieza dental"), ("cleaning", "limpieza"), ("dog", "perro"),
        ("bath", "baño"), ("training", "entrenamiento"), ("math", "matematica"),
        ("how much", "cuanto sale"), ("price", "precio"), ("where is", "donde queda"),
        ("address", "direccion"), ("reschedule", "cambiar mi turno"), ("move my appointment",
        "cambiar mi turno"), ("cancel", "cancelar"), ("my appointments", "mis turnos"),
        ("appointment", "turno"), ("a person", "una persona"), ("a human", "un humano"),
        ("other times", "otros horarios"), ("another day", "otro dia"), ("later", "mas tarde"),
        ("earlier", "mas temprano"), ("the first", "la primera"), ("the second", "la segunda"),
        ("the third", "la tercera"), ("yes", "si"), ("yeah", "si"), ("yep", "si"), ("sure", "dale"),
        ("please", "por favor"), ("thank you", "gracias"), ("thanks", "gracias"), ("and", "y"),
        ("hello", "hola"), ("hi", "hola"), ("speak", ""), ("for my mom", "para mi mama"),
    ),
    "pt_BR": (
        ("depois de amanha", "pasado mañana"), ("amanha", "mañana"), ("hoje", "hoy"),
        ("semana que vem", "la semana que viene"), ("proxima semana", "la semana que viene"),
        ("de manha", "a la mañana"), ("pela manha", "a la mañana"), ("a tarde", "a la tarde"),
        ("a noite", "a la noche"),
        ("sexta", "el viernes"), ("terca", "el martes"), ("no sabado", "el sabado"),
        ("no domingo", "el domingo"), ("as", "a las"), ("com a", "con"), ("com o", "con"),
        ("com", "con"), ("corte de cabelo", "corte"), ("cortar o cabelo", "corte"),
        ("cabelo", "pelo"), ("tingir", "color"), ("unhas", "uñas"), ("unha", "uñas"),
        ("pes", "pies"), ("massagem", "masaje"), ("encanador", "plomero"),
        ("fisioterapia", "kinesiologia"), ("limpeza", "limpieza"), ("cachorro", "perro"),
        ("banho", "baño"), ("treino", "entrenamiento"), ("quanto custa", "cuanto sale"),
        ("preco", "precio"), ("onde fica", "donde queda"), ("remarcar", "cambiar mi turno"),
        ("desmarcar", "cancelar"), ("consulta", "turno"), ("marcar", "sacar turno"),
        ("agendar", "sacar turno"), ("sim", "si"), ("nao", "no"), ("claro", "si"),
        ("pode ser", "dale"), ("ta bom", "dale"), ("pode confirmar", "dale"),
        ("beleza", "bueno"), ("pode marcar", "dale"), ("pode reservar", "dale"),
        ("pode agendar", "dale"), ("fechado", "dale"), ("combinado", "dale"),
        ("obrigado", "gracias"), ("obrigada", "gracias"), ("ola", "hola"),
        ("oi", "hola"), ("mais tarde", "mas tarde"), ("outro dia", "otro dia"),
        ("outro horario", "otros horarios"), ("uma pessoa", "una persona"), ("e", "y"),
    ),
}  # fmt: skip
_GLOSS["pt_BR"] += tuple(
    (f"{before}{day}{after}", spanish)
    for day, spanish in _FEIRAS
    for before in ("na ", "")
    for after in ("-feira", " feira", "")
    if before or after
)
_PATTERNS = {
    language: re.compile(
        r"(?<![\w])(?:"
        + "|".join(re.escape(said) for said, _ in sorted(pairs, key=lambda pair: -len(pair[0])))
        + r")(?![\w])"
    )
    for language, pairs in _GLOSS.items()
}


def language_of(text: str, before: str | None = None) -> str | None:
    """Return "en" or "pt_BR" when a text is in that language, None for Spanish.

    before: the language of the conversation so far, kept where a text does not tell.
    """
    if "español" in text.lower() or "espanol" in text.lower():
        return None
    said = _WORD.findall(fold(text))
    for language, telling in _TELLING.items():
        spanish = _spanish_in(said, language)
        sure = [word for word in said if word in telling - _ALSO_SPANISH]
        enough = 1 if before == language or len(said) <= 1 else 2
        if len(sure) >= enough and len(sure) > spanish and _is_telling(language, sure, before):
            return language
    return before if before is None or _spanish_in(said, before) < _TELLS_SPANISH else None


def _spanish_in(said: list[str], language: str) -> int:
    """Return how many words are Spanish and not of the other language too."""
    return sum(word in _SHARED and word not in _IN_BOTH[language] for word in said)


def _is_telling(language: str, sure: list[str], before: str | None) -> bool:
    """Whether the words found are not all such as Spanish chats hold too («ok», «oi», «hi»)."""
    return before == language or len(sure) > 1 or sure[0] in _ALONE


def gloss(text: str, language: str) -> str:
    """Return a text of that language with the words of the short path in Spanish."""
    words = dict(_GLOSS[language])
    folded = fold(text)
    kept = text if len(text) == len(folded) else folded  # names and streets as they were written
    parts, end = [], 0
    for match in _PATTERNS[language].finditer(folded):
        parts += [kept[end : match.start()], words[match.group()]]
        end = match.end()
    return _AT_AN_HOUR.sub("a las ", "".join([*parts, kept[end:]]))


_AT_AN_HOUR = re.compile(r"\bat (?=\d)", re.IGNORECASE)
_ALONE = {"hello", "english", "portugues", "haircut", "appointment", "voce", "obrigado", "amanha"}

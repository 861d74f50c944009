"""Words around signing up as a provider: going on with it, putting it off, another wish."""

import re

from bot.language.folding import words

_SIGNUP = r"(alta|inscripcion|registro|formulario|solicitud|lo de (sumarme|anotarme|inscribirme))"
_GOES_ON = r"(sigo|sigamos|seguimos|seguir|retom\w+|continu\w+|termin\w+|complet\w+)"
_LATER = (
    r"(despues|mas tarde|luego|mañana|en un rato|a la (noche|tarde)|otro (dia|momento)|"
    r"cuando (pueda|llegue|salga|tenga))"
)
_NAMES_IT = re.compile(rf"\b{_GOES_ON}\b.{{0,20}}\b{_SIGNUP}\b")
_RESUMES = re.compile(
    r"((si|dale|bueno|listo|ok|hola|buenas|ya|ahi|ahora|che|perdon|buen dia|volvi) )*"
    r"((podemos|quiero|puedo) )?"
    r"(sigo|sigamos|seguimos|seguir|retomemos|retomamos|retomo|retomar|continuemos|continuamos|"
    r"continuo|continuar|(en que|donde) (quedamos|estabamos|habiamos quedado))"
    r"( con (lo (mio|nuestro|de antes|de ayer|del otro dia)|eso))?( por favor)?"
)
_PUTS_OFF = re.compile(
    rf"\b{_LATER}\b.{{0,20}}\b({_GOES_ON}|vuelvo|te (escribo|contesto|respondo))\b|"
    rf"\b({_GOES_ON}|vuelvo|lo dejamos|l[oa] dejo)\b.{{0,20}}\b(para )?{_LATER}\b|"
    r"\bahora no puedo\b"
)
_WANTS = re.compile(
    r"\b(turno|turnito|cita|hora|lugar|lugarcito)\b.*\b(para|con|de|el|mañana|hoy)\b|"
    r"\b(quiero|quisiera|necesito|busco|queria|dame|das|tenes|tienen|hay|sac(o|ar)|ped(o|ir))\b"
    r".{0,30}\b(turno|turnito|cita)\b|\b(reserv|agend|anot)\w*(me|nos)\b|\bquiero reservar\b"
)
_WONDERS = re.compile(r"\b(para|por) ?que\b|\bporque\b|\bes (obligatorio|necesario|seguro)\b")
_BEGINS = re.compile(
    r"\b(sumarme|anotarme|inscribirme|registrarme|ofrecer mis servicios|"
    r"trabajar con (ustedes|vos))\b"
)
_OPENS_A_QUESTION = re.compile(
    r"(hola |buenas |che |una (pregunta|consulta) |y |pero |perdon )*"
    r"(cuanto|cto|que|cual|donde|cuando|como|quien|acept\w+|atienden|abren|hay|tienen|puedo|"
    r"se puede)\b"
)


def resumes(text: str) -> bool:
    """Whether somebody wants to go on with what was left, and says nothing else."""
    folded = " ".join(words(text))
    return _RESUMES.fullmatch(folded) is not None or resumes_signup(text)


def resumes_signup(text: str) -> bool:
    """Whether somebody wants to go on with signing up, by its name: «sigo con el alta»."""
    folded = " ".join(words(text))
    return _NAMES_IT.search(folded) is not None and _PUTS_OFF.search(folded) is None


def begins_signup(text: str) -> bool:
    """Whether somebody says that they want to give appointments here."""
    return _BEGINS.search(" ".join(words(text))) is not None


def puts_off(text: str) -> bool:
    """Whether somebody will go on later: «después sigo», «ahora no puedo»."""
    return _PUTS_OFF.search(" ".join(words(text))) is not None


def wants_appointment(text: str) -> bool:
    """Whether somebody asks for an appointment, in so many words."""
    return _WANTS.search(" ".join(words(text))) is not None


def wonders_why(text: str) -> bool:
    """Whether somebody asks what something is needed for: «¿para qué lo quieren?»."""
    return _WONDERS.search(" ".join(words(text))) is not None


def opens_a_question(text: str) -> bool:
    """Whether a text begins as a question does, with its signs or without: «cuánto sale…»."""
    return _OPENS_A_QUESTION.match(" ".join(words(text))) is not None

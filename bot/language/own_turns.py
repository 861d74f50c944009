"""Whether a message speaks of appointments that somebody has, and other tells of who means what."""

import re

from bot.language.folding import words

_OWN = re.compile(
    r"\bmis? (?:turnos?|turnito|citas?|reservas?|horas?)\b|\b(?:el|los|del|al|ese) turnos?\b|"
    r"\bturno que (?:tengo|tenia|saque|pedi|reserve)\b|"
    r"\b(?:tengo|tenia|tenemos|saque|reserve|habia (?:sacado|reservado|pedido)|me toca)\b|"
    r"\bcambi\w* (?:el |mi |de |la )?(?:turnos?|dia|hora|horario|fecha|cita)\b|"
    r"\bcambi(?:a|ar|e)(?:l[oa]|mel[oa])\b|\b(?:reprogram|posterg|aplaz|adelant)\w+|\b(?:corr|mov|muev)(?:e|er|eme|emel[oa]|emos|el[oa]|erl[oa]|ermel[oa])\b|"
    r"\bpas(?:a|ar|e)(?:l[oa]|mel[oa])\b|\bme l[oa]s? (?:pasas?|cambias?|corres?|movs?|mueves?)\b"
)
_AGENDA = re.compile(
    r"\b(?:que|cuantos|cuales|cuales son) (?:son )?(?:mis |los )?"
    r"(?:turnos?|turnitos|clientes?|clientas|trabajos?|laburos?|citas?|visitas?|pacientes?|pedidos?|"
    r"alumnos?)\b(?! (?:hay|tenes|tienen|libres?))|\bque (?:me )?(?:tengo|toca|queda|hay)\b|"
    r"\bmi agenda\b|\bmis (?:turnos|clientes|trabajos|pacientes|visitas)\b|"
    r"\bcomo (?:viene|vengo|estoy|esta|tengo|queda) (?:de turnos |de laburo )?(?:el |la |mi )?"
    r"(?:dia|semana|agenda|hoy|mañana|lunes|martes|miercoles|jueves|viernes|sabado)\b|"
    r"\b(?:quien|quienes) (?:viene|vienen|tengo|me toca)\b|\btengo (?:algo|alguien|turnos?)\b"
)
_CORRECTS = re.compile(
    r"^(?:(?:no|nono|perdon|perdona|uy|ay|eh|ah|che|disculp[ae]|bah|digo|o sea|espera|para) )*"
    r"(?:no no|no perdon|mejor(?! no\b)|digo|"
    r"perdon (?=(?:el|a|al|la|los|para|no|era|es)\b)(?!la demora|el horario|la hora|la molestia)|"
    r"quise decir|mejor dicho|corrijo|me equivoque|me (?:exprese|explique) mal|en realidad|"
    r"que sea|a la misma|al mismo|ese mismo|el mismo|la misma|pero|o mejor|y que sea)\b"
)
_PERSON = re.compile(
    r"\b(?:una persona|un humano|humano|una humana|persona real|gente real|alguien (?:real|humano|"
    r"de verdad|del equipo|de carne y hueso)|con alguien|un asesor|una asesora|operador[a]?|"
    r"la recepcion|la secretaria|el encargado|la encargada|el dueño|la dueña)\b"
)
_AT_IT = re.compile(r"\b(?:pas|cambi|mov|muev|corr|reprogram)(?:a|e|ar|er)(?:me|se)?l[oa]\b")
_NEXT = re.compile(
    r"\bcuando (?:es|era|seria|tengo|me toca) (?:el |mi )?(?:proxim[oa]|siguiente|turno|mio)\b|"
    r"\bmi proxim[oa]\b"
)
_ANSWERED = re.compile(
    r"^(?:(?:y|che|hola|ya|te|ahi|el|ella|al final) )*(?:ya )?(?:te )?"
    r"(?:contest|respond|confirm|acept)(?:o|io|aron|ieron)(?: algo| ya| \w+)?$"
)
_PAYMENT_FAILED = re.compile(
    r"\b(?:tir|dio|da|sali|aparec|salt)\w* (?:un |otro )?error\b|"
    r"\berror (?:al|para|cuando|en el) pag\w+|"
    r"\brechaz\w+|\bno (?:me )?(?:deja|dejo|pasa|paso|toma|tomo|funciona|anda|carga) "
    r"(?:el |la |pagar|con )|\bno (?:puedo|pude) pagar\b"
)
_FOR_PLACE = re.compile(
    r"\b(?:hay|tenes|tiene|tienen|habra|queda|podes|podra|se puede|puede ser|puedo|seria|tendras)\b"
)
_KEEPS = re.compile(
    r"\b(?:no|mejor no) (?:me )?(?:l[oa]s? )?(?:canc|anul|borr|saq|suspend)\w+|"
    r"\bmejor no(?! (?:voy|vamos|asisto))\b|\bdej(?:a|e)l[oa]\b|\bque quede\b"
)
_SHORT = 6  # words


def speaks_of_own(text: str) -> bool:
    """Whether a message speaks of an appointment that exists: «mi turno», «cambiámelo»."""
    return _OWN.search(" ".join(words(text))) is not None


def asks_agenda(text: str) -> bool:
    """Whether a provider asks what jobs they have: «¿qué turnos tengo el viernes?»."""
    return _AGENDA.search(" ".join(words(text))) is not None


def corrects(text: str) -> bool:
    """Whether a text only makes sense after something that it puts right: «no no, mejor el 5»."""
    return _CORRECTS.search(" ".join(words(text))) is not None


def says_payment_failed(text: str) -> bool:
    """Whether a payment did not go through: «me tiró error»."""
    return _PAYMENT_FAILED.search(" ".join(words(text))) is not None


def asks_for_place(text: str) -> bool:
    """Whether it asks if there is a place: «¿19:30 hay?»."""
    return "?" in text and _FOR_PLACE.search(" ".join(words(text))) is not None


def asks_next(text: str) -> bool:
    """Whether it asks for one's own next appointment: «¿cuándo es el próximo?»."""
    return _NEXT.search(" ".join(words(text))) is not None


def asks_whether_answered(text: str) -> bool:
    """Whether it asks if the provider has answered: «¿ya contestó?»."""
    return "?" in text and _ANSWERED.match(" ".join(words(text))) is not None


def points_at_it(text: str) -> bool:
    """Whether what is to be moved was named before: «pasalo», «cámbiemelo»."""
    return _AT_IT.search(" ".join(words(text))) is not None


def keeps_it(text: str) -> bool:
    """Whether it takes the wish to cancel back: «no, espere, mejor no lo anule»."""
    return _KEEPS.search(" ".join(words(text))) is not None


def wants_person(text: str) -> bool:
    """Whether a short text asks for nothing but somebody real: «sí, una persona»."""
    said = words(text)
    return len(said) <= _SHORT and _PERSON.search(" ".join(said)) is not None

"""A time means the same whatever polite, practical or talkative words stand around it."""

from datetime import datetime

import pytest

from bot.language.times import read_times, to_prediction

_NOW = datetime(2027, 3, 10, 11, 20)
_TIMES = (
    "a las 5", "a las 10 y media", "17hs", "tipo 6", "después de las 6", "de 10 a 12",
    "entre las 3 y las 5", "a la mañana", "temprano", "hoy", "mañana", "pasado mañana",
    "el viernes a las 5", "mañana a la tarde tipo 6", "el 15 de abril", "viernes 19 a las 18",
    "la semana que viene", "el otro martes", "martes o jueves", "a partir del lunes",
    "en dos semanas", "6 y media", "todos los martes a las 6", "lo antes posible", "para navidad",
)  # fmt: skip
_CARRIERS = """
puede ser {}?
{} me viene bien
{} nos sirve
{} me queda cómodo
quiero turno {}
te parece {}?
mejor {}
{} anotame
me anotás {}?
{} puedo
{} estoy libre
{} con Laura
{} para 2 personas
{} corte y barba
{} hay lugar?
{} por favor
{} porque trabajo
{}, después no puedo
{} así no llego tarde
{} les queda bien?
si es {} mejor
soy Marta, {} puede ser?
cuánto sale el corte? {} tenés?
ya te pagué la seña, {} puede ser?
sí, {}
no, {}
perdón, {}
{} no hay problema
quedamos {}
{} quedamos así
che {} se puede?
{} para mi mamá
{} y te pago ahí
se me rompió el caño, {} podés venir?
estoy en casa {}
vení {}
poné {}
te espero {}
mi dirección es Mitre 450, {} puede ser
{}, calle 9 de julio 350
trabajás {}?
qué te queda {}?
me vendría bien {}
{} me cierra
{} cuánto tarda?
{} dura una hora no?
{} tengo 30 minutos
{} voy con mi nena de 5 años
{} mi cel es 1144445555
avisame si se libera algo {}
mi nena tiene 4 años, {}
""".strip().splitlines()
_TALK = """
son 12 mil?
mi hija tiene 8 años
ayer fui y estaba cerrado
vivo en 25 de Mayo 350
diagonal 80 entre 4 y 5
soy Abril
ya te transferí el lunes
hace media hora que espero
cuánto tarda? 2 o 3 horas?
ganamos 3 a 1
tomo ibuprofeno cada 8 horas
el jueves no puedo
trabajo lunes y martes
el departamento es el 4 B
""".strip().splitlines()


@pytest.mark.parametrize("carrier", _CARRIERS)
def test_words_around_a_time_leave_its_meaning(carrier: str) -> None:
    changed = [
        time
        for time in _TIMES
        if to_prediction(read_times(carrier.format(time), _NOW))
        != to_prediction(read_times(time, _NOW))
    ]

    assert changed == []


@pytest.mark.parametrize("talk", _TALK)
@pytest.mark.parametrize(
    "message", ["{}, me das turno el viernes a las 5?", "el viernes a las 5. {}"]
)
def test_talk_beside_a_time_leaves_its_meaning(talk: str, message: str) -> None:
    said = read_times(message.format(talk), _NOW)

    assert to_prediction(said) == to_prediction(read_times("el viernes a las 5", _NOW))

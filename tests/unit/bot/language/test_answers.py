"""Short answers: yes, no, picks, codes, and words about the conversation itself."""

from datetime import timedelta

import pytest

from bot.language.answers import (
    YesNo,
    is_firm_yes,
    pick,
    says_anything_goes,
    yes_or_no,
)
from bot.language.cues import Cue, cues, shift


@pytest.mark.parametrize(
    "text",
    [
        "si", "sí", "sii", "Sí señorita", "dale", "dale voy", "bueno dale", "bueno", "de una",
        "por favor", "si por favor", "no hay problema", "👍", "joya 👌", "sii ahi estoy",
        "me sirve el de las 17", "listo dale", "sí, así mismo", "si, esa direccion esta bien",
        "si confirmo", "va", "esa", "ok y aceptan efectivo?", "uh sí", "perfecto gracias",
        "como no", "quiero", "sí tenés razón",
    ],
)  # fmt: skip
def test_yes(text: str) -> None:
    assert yes_or_no(text) is YesNo.YES


@pytest.mark.parametrize(
    "text",
    [
        "no", "no, gracias", "nah", "no me sirve", "ese no me sirve", "esa no", "👎", "ninguno",
        "uh no puedo, estoy tapado", "bueno no", "claro que no", "no me parece bien", "tampoco",
    ],
)  # fmt: skip
def test_no(text: str) -> None:
    assert yes_or_no(text) is YesNo.NO


@pytest.mark.parametrize(
    "text",
    [
        "", "hola", "otro día por favor", "quiero hablar con una persona por favor",
        "si tenés antes mejor", "si cancelo pierdo la seña?", "si no podés el martes",
        "dale, pero más tarde", "no sé si llego", "no entiendo", "cualquiera", "hola todo bien?",
        "hola todo bien", "el viernes por favor", "me va bien el viernes a la tarde o el jueves o "
        "el sábado a la mañana temprano", "😄",
    ],
)  # fmt: skip
def test_neither(text: str) -> None:
    assert yes_or_no(text) is None


@pytest.mark.parametrize(
    ("text", "count", "number"),
    [
        ("2", 3, 2), ("el 2", 3, 2), ("la opción 3", 3, 3), ("7", 3, None), ("b", 3, 2),
        ("la c", 2, None), ("el primero", 3, 1), ("la última", 4, 4), ("quiero la segunda", 3, 2),
        ("el quinto", 3, None), ("a las cinco y cuarto", 6, None), ("un segundo", 3, None),
        ("el primer lunes a las 9", 3, None),
        ("a primera hora", 3, None), ("la última vez", 3, None), ("hola", 3, None),
    ],
)  # fmt: skip
def test_picks(text: str, count: int, number: int | None) -> None:
    assert pick(text, count) == number


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("no, dejalo, no quiero nada", Cue.STOP),
        ("basta, dejá", Cue.STOP),
        ("no, dejalo como estaba", Cue.AS_BEFORE),
        ("bancame que le pregunto a mi mujer", Cue.MOMENT),
        ("un segundo", Cue.MOMENT),
        ("con otro entonces", Cue.OTHER_PERSON),
        ("otro día?", Cue.OTHER_DAY),
        ("quiero otro turno", Cue.ANOTHER),
        ("agregame otra el jueves a la misma hora", Cue.ANOTHER),
        ("puedo ir tmb el jueves?", Cue.ANOTHER),
        ("anotame también para el viernes", Cue.ANOTHER),
        ("uh, sacá esa", Cue.CANCEL),
        ("los dos", Cue.EVERYTHING),
        ("quiero hablar con alguien", Cue.HUMAN),
        ("cancelalo", Cue.CANCEL),
        ("no voy a poder ir", Cue.CANCEL),
        ("no me manden más nada", Cue.MESSAGES),
        ("borren mis datos", Cue.DATA),
        ("empecemos de nuevo", Cue.AGAIN),
        ("son unos chorros", Cue.INSULT),
        ("hay olor a gas", Cue.EMERGENCY),
        ("no sé si llego", Cue.DOUBT),
        ("lo mismo de siempre", Cue.AS_USUAL),
    ],
)
def test_cues(text: str, cue: Cue) -> None:
    assert cue in cues(text)


def test_a_later_one_is_no_further_one() -> None:
    assert Cue.ANOTHER not in cues("hay una más tarde?")


def test_a_way_back_is_not_a_stop() -> None:
    assert Cue.STOP not in cues("dejalo como estaba")


def test_a_story_says_little_of_the_conversation() -> None:
    assert Cue.STOP not in cues("ayer fui con mi tía y le dije deja nomás que yo pago y nos fuimos")


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("una hora más tarde", timedelta(hours=1)),
        ("media hora antes", timedelta(minutes=-30)),
        ("15 minutos después", timedelta(minutes=15)),
        ("una hora y media más tarde", timedelta(minutes=90)),
        ("más tarde", None),
    ],
)
def test_shifts(text: str, by: timedelta | None) -> None:
    assert shift(text) == by


def test_leaving_the_choice_and_firm_yes() -> None:
    assert says_anything_goes("con cualquiera")
    assert is_firm_yes("sí dale, ¿y efectivo?")
    assert not is_firm_yes("")

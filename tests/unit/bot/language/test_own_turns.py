"""Tells of who means what: an own appointment, a provider's agenda, a correction, a person."""

import pytest

from bot.language.own_turns import asks_agenda, corrects, speaks_of_own, wants_person


@pytest.mark.parametrize(
    "text",
    [
        "me lo cambiás para el jueves?",
        "pasalo al viernes",
        "quiero pasar mi turno",
        "adelantame el turno",
        "correlo a las 5",
        "necesito cambiar la fecha",
        "reprogramar por favor",
        "tengo turno mañana?",
    ],
)
def test_own_appointments(text: str) -> None:
    assert speaks_of_own(text)


@pytest.mark.parametrize(
    "text",
    [
        "Diego podrá pasar el miércoles a las 9?",
        "podés pasar el miércoles",
        "hay que cambiar la canilla el jueves",
        "cambio de cuerito, viernes a la mañana",
        "tenés lugar el viernes con Laura?",
    ],
)
def test_wishes_speak_of_no_own_appointment(text: str) -> None:
    assert not speaks_of_own(text)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("hola, que turnos tengo el viernes?", True),
        ("q tengo mañana", True),
        ("cuántos clientes tengo hoy", True),
        ("cómo viene el jueves", True),
        ("quién viene mañana a las 10", True),
        ("pasame mi agenda", True),
        ("que turnos hay para el viernes con marcos", False),
        ("el viernes no atiendo", False),
        ("quiero un turno el viernes", False),
    ],
)
def test_agenda(text: str, asks: bool) -> None:
    assert asks_agenda(text) is asks


@pytest.mark.parametrize(
    ("text", "puts_right"),
    [
        ("no no mejor el viernes a la misma hora", True),
        ("perdón, el jueves digo", True),
        ("uy mejor dicho el martes", True),
        ("a la misma hora pero el viernes", True),
        ("me equivoqué, era el 5", True),
        ("pero a la tarde", True),
        ("mejor no", False),
        ("perdón la demora, recién leo", False),
        ("perdón que moleste, quería un turno", False),
        ("no puedo ir mañana", False),
        ("hola, quiero un corte", False),
    ],
)
def test_corrections(text: str, puts_right: bool) -> None:
    assert corrects(text) is puts_right


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("sí, una persona", True),
        ("quiero un humano", True),
        ("con alguien por favor", True),
        ("alguien de carne y hueso", True),
        ("somos 2 personas", False),
        ("corte para tres personas", False),
        ("alguien me puede decir a qué hora cierran hoy?", False),
    ],
)
def test_a_person(text: str, wants: bool) -> None:
    assert wants_person(text) is wants

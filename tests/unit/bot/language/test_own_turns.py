"""Tells of who means what: an own appointment, a provider's agenda, a correction, a person."""

import pytest

from bot.language.own_turns import (
    asks_agenda,
    asks_for_place,
    asks_next,
    asks_whether_answered,
    corrects,
    keeps_it,
    points_at_it,
    says_payment_failed,
    speaks_of_own,
    wants_person,
)


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


@pytest.mark.parametrize(
    ("text", "keeps"),
    [
        ("No, espere, mejor no lo anule", True),
        ("no me lo canceles", True),
        ("dejalo", True),
        ("no voy a ir, cancelalo", False),
        ("no puedo ir", False),
        ("no, mejor no voy", False),
    ],
)
def test_a_wish_to_cancel_taken_back(text: str, keeps: bool) -> None:
    assert keeps_it(text) is keeps


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Páselo para el lunes a la misma hora", True),
        ("cambiámelo al jueves", True),
        ("pasame el turno del jueves", False),
        ("puedo pasar el viernes?", False),
    ],
)
def test_pointing_at_what_was_named(text: str, points: bool) -> None:
    assert points_at_it(text) is points


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("ya contestó?", True),
        ("y ya te respondió?", True),
        ("confirmó el plomero?", False),
        ("ya contesté", False),
        ("respondió", False),
    ],
)
def test_whether_the_provider_answered(text: str, asks: bool) -> None:
    assert asks_whether_answered(text) is asks


def test_the_next_one_a_failed_payment_and_a_place() -> None:
    assert asks_next("cuándo es el próximo?")
    assert not asks_next("el próximo jueves a las 5")
    assert says_payment_failed("me tiró error, q hago")
    assert says_payment_failed("me lo rechazó la tarjeta")
    assert not says_payment_failed("ya pagué")
    assert asks_for_place("me demoro en el laburo, 19:30 hay?")
    assert not asks_for_place("llego 19:30")

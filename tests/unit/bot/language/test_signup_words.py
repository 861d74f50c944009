"""Words around signing up: going on with it, putting it off, wanting something else."""

import pytest

from bot.language import signup_words


@pytest.mark.parametrize(
    "text",
    ["seguimos", "dale, sigamos", "Hola! retomemos", "en qué quedamos?",
     "quiero seguir con el alta",
     "sigo con el alta", "hola, quiero terminar la inscripción"],
)  # fmt: skip
def test_going_on_is_known(text: str) -> None:
    assert signup_words.resumes(text)


@pytest.mark.parametrize(
    "text", ["seguimos mañana", "después sigo con el alta", "sigo esperando", "sí", "dale"]
)
def test_other_words_do_not_go_on(text: str) -> None:
    assert not signup_words.resumes(text)


@pytest.mark.parametrize(
    "text",
    ["mañana sigo", "después sigo con el alta", "ahora no puedo", "lo dejamos para otro día"],
)
def test_putting_off_is_known(text: str) -> None:
    assert signup_words.puts_off(text)


@pytest.mark.parametrize("text", ["trabajo de mañana y de tarde", "después", "lunes y mañana"])
def test_answers_put_nothing_off(text: str) -> None:
    assert not signup_words.puts_off(text)


@pytest.mark.parametrize(
    "text", ["quiero un turno", "necesito turno para mañana", "hay turno hoy?", "reservame a las 5"]
)
def test_a_wish_for_an_appointment_is_known(text: str) -> None:
    assert signup_words.wants_appointment(text)


@pytest.mark.parametrize("text", ["corte y color", "atiendo con turno previo", "lunes a viernes"])
def test_what_one_does_is_no_wish(text: str) -> None:
    assert not signup_words.wants_appointment(text)


def test_a_question_without_its_signs() -> None:
    assert signup_words.opens_a_question("hola cuánto sale el corte")
    assert not signup_words.opens_a_question("corte, cuánto depende")


def test_beginning_and_wondering() -> None:
    assert signup_words.begins_signup("quiero ofrecer mis servicios")
    assert not signup_words.begins_signup("quiero un turno")
    assert signup_words.wonders_why("para qué lo quieren?")
    assert not signup_words.wonders_why("es este")

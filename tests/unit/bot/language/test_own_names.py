"""Whose name a message gives: the writer's, a provider's, or somebody else's."""

import pytest

from bot.language.names import find_names
from bot.language.own_names import names_another, own_name, without_others
from tests.fakes.catalogue import demo_catalogue

CATALOGUE = demo_catalogue()


@pytest.mark.parametrize(
    ("span", "is_another"),
    [
        ("Romina Paz", True),
        ("Laura Benítez", True),
        ("norma gómez", True),
        ("Graciela Paz", False),
        ("graciela", False),
        ("Dr. Hugo Peralta", False),
        ("doctor Peralta", False),
        ("la señora Norma", False),
        ("Marcos el barbero", False),
        ("Julieta Ramos", False),  # nobody's: there is nothing to mistake it for
    ],
)
def test_somebody_else_of_a_known_name(span: str, is_another: bool) -> None:
    assert names_another(span, CATALOGUE) is is_another


@pytest.mark.parametrize(
    ("text", "spans", "providers"),
    [
        ("Romina Paz", ("Romina Paz",), []),
        ("Romina Paz", (), []),
        ("soy Laura, quiero un corte con Marcos", (), ["marcos"]),
        ("me llamo romina paz y quiero un masaje", (), []),
        ("habla Norma Villalba", (), []),
        ("con Graciela Paz", ("Graciela Paz",), ["graciela"]),
        ("un corte con Laura", ("Laura",), ["laura"]),
    ],
)
def test_only_providers_are_named(text: str, spans: tuple[str, ...], providers: list[str]) -> None:
    named = find_names(without_others(text, spans, CATALOGUE), CATALOGUE)

    assert [one.slug for one in named.providers] == providers


@pytest.mark.parametrize(
    ("text", "spans", "name"),
    [
        ("Romina Paz", (), "Romina Paz"),
        ("romina paz", ("romina paz",), "Romina Paz"),
        ("me llamo romina", (), "Romina"),
        ("Hola, soy Julieta Ramos y quiero un turno", (), "Julieta Ramos"),
        ("mi nombre es Ana, quiero un corte", (), "Ana"),
        ("soy alérgica a la tintura", (), None),
        ("soy de Caballito", (), None),
        ("soy cliente nueva", (), None),
        ("romina paz", (), None),
        ("Romina", (), None),
        ("Bueno Dale", (), None),
        ("Corte Pelo", (), None),
    ],
)
def test_the_writers_name(text: str, spans: tuple[str, ...], name: str | None) -> None:
    assert own_name(text, spans) == name

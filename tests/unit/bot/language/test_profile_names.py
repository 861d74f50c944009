"""A profile's name is a person's, or nobody is called so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.profile_names import personal_name


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ("Ana Benítez", "Ana Benítez"),
        ("Ana 💅✨", "Ana"),
        ("ANA PAZ", "Ana Paz"),
        ("𝓐𝓷𝓪", "Ana"),
        ("juan", "Juan"),
        ("María de los Ángeles", "María de los Ángeles"),
        ("O'Connor Pat", "O'Connor Pat"),
        ("~ Lu ~", "Lu"),
        ("李雷", "李雷"),
    ],
)
def test_name_of_a_person(profile: str, name: str) -> None:
    assert personal_name(profile) == name


@pytest.mark.parametrize(
    "profile",
    [
        None, "", ".", "-", "❤️", "🌻🌻", "A", "J.", "+54 9 11 5555-0000", "123", "Kiosco Pepe",
        "AR.1349120865530",
        "💈 Barbería Don Juan", "Estética Glow", "Transportes Ruta 3 SRL", "mamá de Juan",
        "Solo Dios sabe por qué", "Ocupada", "ja ja ja", "amo a mi perro Toby mucho",
        "\u202e\u200b",
    ],
)  # fmt: skip
def test_what_is_no_name_is_none(profile: str | None) -> None:
    assert personal_name(profile) is None


@given(profile=st.text(max_size=80))
def test_a_name_holds_letters_and_stays_itself(profile: str) -> None:
    name = personal_name(profile)

    assert name is None or any(char.isalpha() for char in name)

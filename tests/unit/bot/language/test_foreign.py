"""English and Portuguese are told from Spanish, and put into it for the short path."""

import pytest

from bot.language.foreign import gloss, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("do you speak English?", "en"),
        ("a haircut with Laura tomorrow at 5 pm please", "en"),
        ("Hello", "en"),
        ("você fala português?", "pt_BR"),
        ("quero marcar um corte com a Laura amanhã às 17", "pt_BR"),
        ("oi, tudo bem?", "pt_BR"),
        ("hola quiero un corte con laura mañana a las 17", None),
        ("hola buen dia, tenes horario a la tarde?", None),
        ("brushing con Laura", None),
        ("ok", None),
        ("quiero marcar una consulta", None),
        ("stop", None),
    ],
)
def test_language_of_a_message(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_a_language_stays_until_spanish_is_written() -> None:
    assert language_of("5 pm", "en") == "en"
    assert language_of("yes please", "en") == "en"
    assert language_of("na sexta-feira de manhã, por favor", "pt_BR") == "pt_BR"
    assert language_of("para o sábado, de tarde", "pt_BR") == "pt_BR"
    assert language_of("mejor en la tarde, como siempre con Laura y gracias", "pt_BR") is None
    assert language_of("hola, quiero un turno", "en") is None
    assert language_of("en español por favor", "en") is None


@pytest.mark.parametrize(
    ("text", "language", "spanish"),
    [
        ("haircut with Laura tomorrow at 5 pm", "en", "corte con Laura mañana a las 5 pm"),
        ("plumber at Yerbal 1820", "en", "plomero at Yerbal 1820"),
        ("um corte com a Laura amanhã às 17", "pt_BR", "um corte con Laura mañana a las 17"),
        ("na sexta-feira de manhã", "pt_BR", "el viernes a la mañana"),
    ],
)
def test_gloss(text: str, language: str, spanish: str) -> None:
    assert gloss(text, language) == spanish

"""What is kept for learning is about nobody, and teaches the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.masking import MarkedSpan, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("hola soy Camila Torres", "hola soy Sofía"),
        ("a nombre de Juan de la Cruz por favor", "a nombre de Sofía por favor"),
        ("es para mi hija Martina, gracias", "es para mi hija Sofía, gracias"),
        ("Ana Benítez quiere turno", "Sofía quiere turno"),
        ("mi dni es 30.123.456", "mi dni es 00.000.000"),
        ("CUIT 20-12345678-9", "CUIT 00-00000000-0"),
        ("llamame al +54 9 (11) 5555-1234", "llamame al +00 0 (00) 0000-0000"),
        ("tarjeta 4509 9535 6623 3704", "tarjeta 0000 0000 0000 0000"),
        ("cbu 0000003100012345678901", "cbu 0000000000000000000000"),
        ("escribime a juan.perez+x@correo.com.ar", "escribime a nombre@ejemplo.com"),
        ("vivo en Yerbal 1820, Caballito", "vivo en Mitre 100, Caballito"),
        ("25 de Mayo 350, a las 17", "Mitre 100, a las 17"),
    ],
)
def test_who_it_is_about_is_replaced(text: str, masked: str) -> None:
    assert mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "corte y color el 15/5/2027 a las 10:30",
        "sale $1.500.000?",
        "a las 1730 o 1800",
        "el 12 no, el 13",
        "15 lucas la seña",
        "Quiero turno para el Jueves",
    ],
)
def test_what_is_about_nobody_stays(text: str) -> None:
    assert mask(text).text == text


def test_the_writers_own_name_goes_however_it_is_written() -> None:
    assert mask("juan perez de nuevo", private_names=["Juan Pérez"]).text == "Sofía de nuevo"


def test_a_providers_name_stays() -> None:
    masked = mask("con Laura, soy Laura Ruiz", public_names=["Laura Gómez"])
    assert masked.text == "con Laura, soy Sofía"


def test_spans_stay_on_their_words() -> None:
    text = "soy Camila Torres, corte con Laura el jueves en Yerbal 1820"
    said = {
        "service": "corte",
        "provider": "Laura",
        "time": "el jueves",
        "zone": "Yerbal 1820",
    }
    spans = [
        MarkedSpan(kind, text.index(part), text.index(part) + len(part))
        for kind, part in said.items()
    ]

    masked = mask(text, spans, public_names=["Laura Gómez"])

    assert masked.text == "soy Sofía, corte con Laura el jueves en Mitre 100"
    found = {one.kind: masked.text[one.start : one.end] for one in masked.spans}
    assert found == {**said, "zone": "Mitre 100"}


_PARTS = ("soy Ana", "Yerbal 1820", "30123456", "el jueves", "a@b.co", "con Laura", "$ 1.500.000")


@given(text=st.text(max_size=80), start=st.integers(0, 80), length=st.integers(1, 20))
def test_spans_stay_within_the_text(text: str, start: int, length: int) -> None:
    end = min(len(text), start + length)
    spans = [MarkedSpan("time", start, end)] if start < end else []

    masked = mask(text, spans)

    assert all(0 <= one.start <= one.end <= len(masked.text) for one in masked.spans)


@given(parts=st.lists(st.sampled_from(_PARTS)))
def test_masking_again_changes_nothing(parts: list[str]) -> None:
    masked = mask(", ".join(parts)).text

    assert mask(masked).text == masked

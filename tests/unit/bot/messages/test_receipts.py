"""A receipt is one page that says all it was given, the same bytes each time."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.receipts import Receipt, receipt_file
from tests.fakes.pdf_words import words_of

RECEIPT = Receipt(
    title="Comprobante de pago",
    maker="Laura Gómez",
    amount="$\N{NO-BREAK SPACE}5.000",
    about="Seña de un turno",
    rows=(("Recibido de", "Ana Ñandú"), ("Operación n.º", "1234567890")),
    small_print=("Documento no válido como factura.",),
    paid_at=datetime(2027, 5, 12, 13, 15, tzinfo=UTC),
)


def pages(data: bytes) -> int:
    return data.count(b"/Type /Page\n")


def test_it_says_all_it_was_given() -> None:
    shown = words_of(receipt_file(RECEIPT)).splitlines()

    assert shown == [
        "Laura Gómez",
        "Comprobante de pago",
        "$ 5.000",
        "Seña de un turno",
        "Recibido de",
        "Ana Ñandú",
        "Operación n.º",
        "1234567890",
        "Documento no válido como factura.",
    ]


def test_same_receipt_gives_the_same_bytes() -> None:
    later = replace(RECEIPT, paid_at=datetime(2027, 5, 13, tzinfo=UTC))

    assert receipt_file(RECEIPT) == receipt_file(RECEIPT)
    assert receipt_file(RECEIPT) != receipt_file(later)
    assert receipt_file(RECEIPT).startswith(b"%PDF-1.")
    assert pages(receipt_file(RECEIPT)) == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Łucja Đurić", "Lucja Duric"),
        ("Ana 💅", "Ana"),
        ("Şükrü “Tito” O’Hara", 'Sükrü "Tito" O\'Hara'),
        ("A\nB\x00C", "ABC"),
        ("(paréntesis) \\ y más", "(paréntesis) \\ y más"),
    ],
)
def test_letters_that_the_fonts_lack(name: str, shown: str) -> None:
    receipt = replace(RECEIPT, rows=(("Recibido de", name),))

    assert shown in words_of(receipt_file(receipt)).splitlines()


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_words_make_a_file(name: str, place: str) -> None:
    rows = (("Recibido de", name), ("Dónde", place))

    assert pages(receipt_file(replace(RECEIPT, rows=rows))) in (1, 2)

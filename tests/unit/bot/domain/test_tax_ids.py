"""Argentine tax numbers: the check digit decides, whatever the dots and dashes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.tax_ids import TaxId, TaxIdKind, is_cuit, looks_like_tax_id, tax_id_in


@pytest.mark.parametrize(
    ("text", "kind", "digits"),
    [
        ("mi cuit es 20-12345678-6", TaxIdKind.CUIT, "20123456786"),
        ("20123456786", TaxIdKind.CUIT, "20123456786"),
        ("20.12345678.6", TaxIdKind.CUIT, "20123456786"),
        ("CUIT 30 50001091 2 Sosa", TaxIdKind.CUIT, "30500010912"),
        ("dni 30.123.456", TaxIdKind.DNI, "30123456"),
        ("DNI 8123456 por favor", TaxIdKind.DNI, "8123456"),
    ],
)
def test_numbers_are_found_in_what_people_write(text: str, kind: TaxIdKind, digits: str) -> None:
    assert tax_id_in(text) == TaxId(kind, digits)


@pytest.mark.parametrize(
    "text",
    ["20-12345678-9", "99-12345678-6", "a las 17", "Yerbal 1820", "", "0123456", "15 de junio"],
)
def test_wrong_or_other_numbers_are_none(text: str) -> None:
    assert tax_id_in(text) is None


def test_a_wrong_number_still_looks_like_one() -> None:
    assert looks_like_tax_id("20-12345678-9")
    assert not looks_like_tax_id("el 15 a las 17:30")


def test_they_are_written_as_people_read_them() -> None:
    assert str(TaxId(TaxIdKind.CUIT, "20123456786")) == "20-12345678-6"
    assert str(TaxId(TaxIdKind.DNI, "30123456")) == "30.123.456"
    assert TaxId(TaxIdKind.CUIT, "30500010912").is_company
    assert not TaxId(TaxIdKind.CUIT, "20123456786").is_company


@pytest.mark.parametrize("digits", ["2012345678", "201234567860", "2012345678x", "20123456785"])
def test_other_lengths_letters_and_digits_are_no_cuit(digits: str) -> None:
    assert not is_cuit(digits)


@given(st.integers(0, 99_999_999), st.sampled_from(["20", "23", "27", "30", "33"]))
def test_one_changed_digit_is_always_noticed(number: int, prefix: str) -> None:
    right = [f"{prefix}{number:08}{check}" for check in range(10)]
    valid = [digits for digits in right if is_cuit(digits)]

    assert len(valid) <= 1
    for digits in valid:
        for at in range(2, 11):
            changed = digits[:at] + str((int(digits[at]) + 1) % 10) + digits[at + 1 :]
            assert not is_cuit(changed)

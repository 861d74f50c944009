"""Phones as people write them."""

import pytest

from bot.language.phones import e164, shown


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("11 5555-0101", "+5491155550101"),
        ("011 15 5555-0101", "+5491155550101"),
        ("+54 9 11 5555 0101", "+5491155550101"),
        ("+54 11 5555-0101", "+5491155550101"),
        ("5491155550101", "+5491155550101"),
        ("0351 15 555 1234", "+5493515551234"),
        ("+34 612 345 678", "+34612345678"),
    ],
)
def test_every_way_to_write_it_is_one_phone(written: str, kept: str) -> None:
    assert e164(written) == kept


@pytest.mark.parametrize("written", ["", "hola", "123", "15 5555 0101", "+54 9 11 5555 01015"])
def test_what_is_no_phone_is_none(written: str) -> None:
    assert e164(written) is None


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("+5491155550101", "11 5555-0101"),
        ("+5493515551234", "351 555-1234"),
        ("+541143211234", "11 4321-1234"),
        ("+34612345678", "+34 612 34 56 78"),
        ("AR.123", "AR.123"),
    ],
)
def test_it_is_shown_as_people_write_it(kept: str, written: str) -> None:
    assert shown(kept) == written

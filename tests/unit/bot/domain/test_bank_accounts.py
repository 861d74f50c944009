"""A CBU counts only with right check digits; an alias only where it looks like one."""

import pytest

from bot.domain.bank_accounts import account_in, looks_like_cbu


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("2850590940090418135201", "2850590940090418135201"),
        ("mi cbu es 28505909 40090418135201", "2850590940090418135201"),
        ("julio.vera.mp", "JULIO.VERA.MP"),
        ("mi alias es: juliovera", "JULIOVERA"),
        ("anotá JULIO.VERA.MP.", "JULIO.VERA.MP"),
    ],
)
def test_accounts_are_found(text: str, account: str) -> None:
    assert account_in(text) == account


@pytest.mark.parametrize(
    "text",
    [
        "2850590940090418135202",  # a wrong check digit
        "28505909400904181352",  # too short
        "después te lo paso",
        "no tengo alias",
        "",
    ],
)
def test_what_is_none_is_not_kept(text: str) -> None:
    assert account_in(text) is None


def test_a_long_number_may_be_meant_as_one() -> None:
    assert looks_like_cbu("2850590940090418135202")
    assert not looks_like_cbu("20-12345678-6")

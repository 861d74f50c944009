"""Instants and money as Argentines write them."""

from datetime import UTC, date, datetime, time

import pytest

from bot.domain.money import Money
from bot.domain.schedule import LocalSpan
from bot.language import formats
from tests.fakes.catalogue import ZONE

_AT = datetime(2027, 5, 13, 20, 0, tzinfo=UTC)


def test_days_and_hours() -> None:
    assert formats.when(_AT, ZONE) == "jue 13/5 17:00 hs"
    assert formats.long_when(_AT, ZONE) == "jueves 13/5 a las 17:00 hs"
    assert formats.short_day(date(2027, 5, 13)) == "jue 13/5"
    assert formats.hour(time(9, 5)) == "09:05 hs"


@pytest.mark.parametrize(
    ("centavos", "text"), [(1_200_000, "$ 12.000"), (1_200_050, "$ 12.000,50"), (0, "$ 0")]
)
def test_money(centavos: int, text: str) -> None:
    assert formats.money(Money(centavos)) == text


def test_lists() -> None:
    spans = (LocalSpan(time(9), time(13)), LocalSpan(time(16), time(20)))
    assert formats.hours(spans) == "9:00 a 13:00 y de 16:00 a 20:00"
    assert formats.all_of(["corte", "color", "brushing"]) == "corte, color y brushing"
    assert formats.any_of(["jueves", "viernes"]) == "jueves o viernes"


@pytest.mark.parametrize(
    ("language", "when", "long_when", "hours", "any_of"),
    [
        ("en", "Thu 13 May 17:00", "Thursday 13 May at 17:00", "9:00 to 13:00", "a or b"),
        ("pt_BR", "qui 13/5 17:00", "quinta-feira 13/5 às 17:00", "9:00 às 13:00", "a ou b"),
        (None, "jue 13/5 17:00 hs", "jueves 13/5 a las 17:00 hs", "9:00 a 13:00", "a o b"),
        ("fr", "jue 13/5 17:00 hs", "jueves 13/5 a las 17:00 hs", "9:00 a 13:00", "a o b"),
    ],
)
def test_another_language_is_written_while_it_is_spoken(
    language: str | None, when: str, long_when: str, hours: str, any_of: str
) -> None:
    with formats.spoken(language):
        said = (formats.when(_AT, ZONE), formats.long_when(_AT, ZONE))
        lists = (formats.hours([LocalSpan(time(9), time(13))]), formats.any_of(["a", "b"]))
        price = formats.money(Money(1_200_000))

    assert (said, lists, price) == ((when, long_when), (hours, any_of), "$ 12.000")
    assert formats.when(_AT, ZONE) == "jue 13/5 17:00 hs"

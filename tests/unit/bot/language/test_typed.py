"""What people type into the fields of a form."""

from datetime import timedelta

import pytest

from bot.domain.money import Money
from bot.domain.schedule import LocalSpan
from bot.language import formats, typed

_MINUTE = timedelta(minutes=1)


def _spans(*texts: str) -> tuple[LocalSpan, ...]:
    return tuple(LocalSpan.parse(text) for text in texts)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("9 a 13 y 16 a 20", _spans("09:00-13:00", "16:00-20:00")),
        ("16-20, 9-13", _spans("09:00-13:00", "16:00-20:00")),
        ("09:00–13:00 / 16.30 – 20.15", _spans("09:00-13:00", "16:30-20:15")),
        ("De 9 hs a 18 hs.", _spans("09:00-18:00")),
        ("9 hasta 18", _spans("09:00-18:00")),
        ("20 a 24", _spans("20:00-24:00")),
        ("20 a 0", _spans("20:00-24:00")),
        ("0 a 24", _spans("00:00-24:00")),
        ("24 hs", _spans("00:00-24:00")),
        ("9 a 13, 13 a 14", _spans("09:00-13:00", "13:00-14:00")),
        ("", ()),
        ("Cerrado", ()),
    ],
)
def test_hours(text: str, spans: tuple[LocalSpan, ...]) -> None:
    assert typed.hours(text) == spans


@pytest.mark.parametrize(
    "text",
    ["9", "9 a", "a la tarde", "25 a 26", "9:75 a 10", "9 a 9", "9 a 13, 12 a 15", "20 a 2",
     "0 a 24, 9 a 13", "20 a 2, 3 a 4"],
)  # fmt: skip
def test_what_are_no_hours(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        typed.hours(text)


@pytest.mark.parametrize("spans", [_spans("09:00-13:00", "16:30-20:00"), _spans("00:00-24:00")])
def test_hours_are_read_as_they_are_shown(spans: tuple[LocalSpan, ...]) -> None:
    assert typed.hours(formats.hours(spans)) == spans


@pytest.mark.parametrize(
    ("text", "centavos"),
    [("12000", 1_200_000), ("$ 12.000", 1_200_000), ("12.000,50", 1_200_050), ("0", 0),
     (" 1.250.000 pesos ", 125_000_000), ("7,5", 750)],
)  # fmt: skip
def test_amounts(text: str, centavos: int) -> None:
    assert typed.pesos(text) == Money(centavos)


@pytest.mark.parametrize("text", ["", "doce mil", "12,000", "1.20", "-5", "12.00"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        typed.pesos(text)


@pytest.mark.parametrize(
    "text",
    ["11 5555-0101", "011 15 5555-0101", "+54 9 11 5555 0101", "+541155550101", "1155550101"],
)
def test_one_phone_however_it_is_written(text: str) -> None:
    assert typed.phone(text) == "+5491155550101"


def test_phones_of_elsewhere() -> None:
    assert typed.phone("351 555-0101") == "+5493515550101"
    assert typed.phone("+598 94 123 456") == "+59894123456"


@pytest.mark.parametrize("text", ["", "123", "hola", "15 5555-0101", "11 5555", "+54 9 11 5555"])
def test_what_is_no_phone(text: str) -> None:
    with pytest.raises(ValueError, match="not a phone"):
        typed.phone(text)


def test_numbers_and_days() -> None:
    assert typed.minutes(" 45 ") == 45 * _MINUTE
    assert typed.day_of_year("21/12") == (12, 21)
    assert typed.day_of_year("29-2") == (2, 29)


@pytest.mark.parametrize("text", ["", "-1", "1,5", "x", "²", "1" * 10])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="not a whole number"):
        typed.whole(text)


@pytest.mark.parametrize("text", ["", "31/2", "12/21", "diciembre"])
def test_what_is_no_day_of_the_year(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        typed.day_of_year(text)


def test_a_list_has_each_name_once() -> None:
    assert typed.names("Caballito,  Flores\nVilla  Crespo; flores ,") == (
        "Caballito",
        "Flores",
        "Villa Crespo",
    )


def test_ways_take_the_zones_as_they_are_written() -> None:
    text = "flores - almagro: 15\n\nFlores – Once = 20 min\nOnce - Once: 5"
    ways = typed.ways(text, 30 * _MINUTE, ("Flores", "Almagro"))

    assert ways.time("Flores", "Almagro") == 15 * _MINUTE
    assert ways.time("Once", "Flores") == 20 * _MINUTE
    assert ways.time("Once", "Once") == 5 * _MINUTE
    assert ways.time("Almagro", "Once") == 30 * _MINUTE


def test_what_is_no_way() -> None:
    with pytest.raises(ValueError, match="not a way"):
        typed.ways("Flores lejos", _MINUTE, ())

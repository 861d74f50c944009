"""How often an appointment comes again, and that it does, is read from people's words."""

from datetime import date, datetime

import pytest

from bot.language.repeats import (
    Repeat,
    left_out,
    length_in,
    repeat_in,
    taken_out,
    wants_one_only,
    without_length,
)
from bot.language.times import read_times

_NOW = datetime(2027, 5, 12, 10, 15)  # Wednesday
_TUESDAY = date(2027, 5, 18)


@pytest.mark.parametrize(
    ("text", "every", "count"),
    [
        ("todos los martes a las 10 por 8 semanas", 1, 8),
        ("todos los martes a las 10 durante 2 meses", 1, 9),
        ("cada 15 días los jueves a las 17 hasta fin de julio", 2, 6),
        ("cada 15 días, 6 veces, los viernes", 2, 6),
        ("los martes a las 10, ocho semanas", 1, 8),
        ("los próximos 4 martes a las 10", 1, 4),
        ("8 martes seguidos a las 10", 1, 8),
        ("todos los martes hasta el 30 de junio", 1, 7),
        ("cada 3 semanas los martes, 5 turnos", 3, 5),
        ("todos los martes a las 10", 1, None),
        ("un turno fijo los martes", 1, None),
    ],
)
def test_is_read(text: str, every: int, count: int | None) -> None:
    repeat = repeat_in(text, _NOW)

    assert repeat is not None
    assert (repeat.every_weeks, repeat.count(_TUESDAY)) == (every, count)


@pytest.mark.parametrize(
    "text",
    [
        "corte el martes a las 10",
        "los martes a las 10",
        "en 2 semanas, el martes",
        "dentro de 3 semanas el jueves",
        "2 turnos el martes a las 10",
    ],
)
def test_once_is_no_series(text: str) -> None:
    assert repeat_in(text, _NOW) is None
    assert without_length(text, _NOW) == text


def test_its_hour_is_read_without_its_length() -> None:
    text = without_length("todos los martes a las 10 por 8 semanas", _NOW)

    assert read_times(text, _NOW).asked.time_from is not None
    assert "8" not in text


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("todos los martes a las 10 por 4 semanas, menos el 25 que no estoy", ["05-25"]),
        ("todos los jueves 18hs salvo el 20 y el 27/5, 5 veces", ["05-20", "05-27"]),
        ("los martes a las 10, excepto el 1 de junio, por 4 semanas", ["06-01"]),
        ("todos los martes a las 10 menos cuarto por 4 semanas", []),
        ("todos los martes a las 10 sin seña por 4 semanas", []),
    ],
)
def test_days_on_which_it_does_not_come_again(text: str, days: list[str]) -> None:
    assert [f"{one:%m-%d}" for one in left_out(text, _NOW)] == days


def test_a_day_left_out_is_not_the_day_it_starts() -> None:
    text = without_length("todos los martes a las 10 por 4 semanas, menos el 25", _NOW)

    assert "25" not in text
    assert read_times(text, _NOW).asked.date_from != date(2027, 5, 25)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("el 20 no puedo, sacá ese", ["05-20"]),
        ("dale, pero el 20 no", ["05-20"]),
        ("si, menos el 20 y el 27", ["05-20", "05-27"]),
        ("mejor el 20", []),
        ("no, a las 20", []),
        ("a las 20 no puedo", []),
    ],
)
def test_days_taken_out_of_those_shown(text: str, days: list[str]) -> None:
    assert [f"{one:%m-%d}" for one in taken_out(text, _NOW)] == days


def test_months_end_before_the_same_day() -> None:
    assert Repeat(1, months=1).count(date(2027, 1, 31)) == 4


@pytest.mark.parametrize(
    ("text", "count"),
    [("8", 8), ("por 6 semanas", 6), ("unas 4", 4), ("dos meses", 9), ("no sé", None)],
)
def test_answer_to_how_long(text: str, count: int | None) -> None:
    said = length_in(text, _NOW, 1)

    assert (said.count(_TUESDAY) if said else None) == count


def test_only_the_first() -> None:
    assert wants_one_only("solo el primero")
    assert wants_one_only("no, uno solo")
    assert not wants_one_only("si, todos")

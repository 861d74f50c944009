"""A working week in somebody's own words, or none when a part of it is not clear."""

import pytest

from bot.language.week_words import week_in


def _read(text: str) -> dict[int, list[str]] | None:
    week = week_in(text)
    if week is None:
        return None
    return {
        day: [f"{span.start:%H:%M}-{span.end:%H:%M}" for span in spans]
        for day, spans in enumerate(week.days)
        if spans
    }


_WORKDAYS = range(5)


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("de lunes a viernes de 9 a 18", {key: ["09:00-18:00"] for key in _WORKDAYS}),
        ("lunes a viernes 9 a 6", {key: ["09:00-18:00"] for key in _WORKDAYS}),
        (
            "lunes a viernes de 9 a 13 y de 16 a 20, sábados de 9 a 13:30",
            {**{key: ["09:00-13:00", "16:00-20:00"] for key in _WORKDAYS}, 5: ["09:00-13:30"]},
        ),
        ("martes y jueves de 14 a 19hs", {1: ["14:00-19:00"], 3: ["14:00-19:00"]}),
        ("todos los días de 8 a 20", {key: ["08:00-20:00"] for key in range(7)}),
    ],
)
def test_is_read(text: str, week: dict[int, list[str]]) -> None:
    assert _read(text) == week


@pytest.mark.parametrize(
    "text",
    [
        "siempre",
        "de 9 a 18",
        "lunes a viernes",
        "lunes de 18 a 17",
        "lunes de 9 a 25",
        "a convenir",
    ],
)
def test_what_is_not_clear_is_left_to_people(text: str) -> None:
    assert week_in(text) is None


def test_hours_that_overlap_are_no_week() -> None:
    assert week_in("lunes de 9 a 14 y de 13 a 20") is None

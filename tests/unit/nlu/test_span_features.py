"""What the extractor sees of a word: its class, also when the word has a slip of the finger.

The module belongs to the Rasa project, which is no package of the app.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

SERVICE = Path(__file__).parents[3] / "nlu" / "service"


def load(name: str) -> Any:
    sys.path.insert(0, str(SERVICE))
    try:
        return importlib.import_module(f"components.{name}")
    finally:
        sys.path.remove(str(SERVICE))


chat, features = load("spanish_chat"), load("span_features")
times = load("time_marks")


@pytest.mark.parametrize("written", ["juevs", "juebes", "jeuves", "juevess", "jueve", "jueves"])
def test_weekday_with_one_slip_is_a_weekday(written: str) -> None:
    assert features.classes_of(chat.fold(written)) == ["weekday"]


@pytest.mark.parametrize("written", ["mañna", "mañan", "mañana"])
def test_tomorrow_with_one_slip_is_tomorrow(written: str) -> None:
    assert features.classes_of(chat.fold(written)) == ["daypart", "day"]


@pytest.mark.parametrize("word", ["vienes", "luces", "manzana", "nueves", "lugar", "a", ""])
def test_another_word_that_looks_alike_has_no_class(word: str) -> None:
    assert list(features.classes_of(word)) == []


@pytest.mark.parametrize("number", ["dieciséis", "veintiocho", "Veintitrés"])
def test_numbers_in_one_word_are_numbers(number: str) -> None:
    assert features.classes_of(chat.fold(number)) == ["number"]


@given(st.text(max_size=12))
def test_no_word_is_too_odd_to_be_looked_up(word: str) -> None:
    assert all(isinstance(name, str) for name in features.classes_of(word))


def _piece(kind: str, tokens: int) -> list[str]:
    return [f"B-{kind}", *[f"I-{kind}"] * (tokens - 1)]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("turno: el  jueves a las 17?", [*"--", *_piece("OnWeekday", 2), *_piece("Clock", 3), "-"]),
        ("son 3 personas", ["-", "B-Mark", "I-Mark"]),
        ("", []),
    ],
)
def test_grammar_of_times_marks_what_it_reads(text: str, marks: list[str]) -> None:
    assert times.time_marks(list(chat.tokens_of(text))) == marks


def test_what_the_grammar_says_is_seen_of_a_word_and_its_neighbours() -> None:
    before, hour = features.features_of(
        list(chat.tokens_of("turno 17:30")), features.Lookups.of([])
    )

    assert {"t=-", "t+1=B-Clock"} <= set(before)
    assert {"t=B-Clock", "t-1=-", "t-=-|B-Clock"} <= set(hour)


@given(st.text(max_size=80))
def test_every_token_of_any_text_has_a_mark(text: str) -> None:
    tokens = list(chat.tokens_of(text))

    assert len(times.time_marks(tokens)) == len(tokens)

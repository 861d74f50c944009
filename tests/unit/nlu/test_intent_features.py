"""What the classifier sees of a message: the same for what means the same, apart for what does not.

The modules belong to the Rasa project, which is no package of the app.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.examples import Span

SERVICE = Path(__file__).parents[3] / "nlu" / "service"


def load(name: str) -> Any:
    sys.path.insert(0, str(SERVICE))
    try:
        return importlib.import_module(f"components.{name}")
    finally:
        sys.path.remove(str(SERVICE))


chat, features = load("spanish_chat"), load("intent_features")
verbs = load("spanish_verbs")
FAMILIES = features.Families.of({"cancel": ["cancel*", "no voy a ir"], "greet": ["hola"]})


def blocks(text: str, *spans: Span) -> dict[str, list[str]]:
    found: dict[str, list[str]] = features.blocks_of(list(chat.tokens_of(text)), spans, FAMILIES)
    return found


def test_each_block_has_a_weight() -> None:
    assert set(blocks("hola")) == set(features.BLOCK_WEIGHTS)


def test_sentence_with_masked_entities_is_the_same_for_every_day() -> None:
    one = blocks("no puedo el jueves", Span("time", 9, 18))
    other = blocks("no puedo mañana a las 8", Span("time", 9, 23))

    assert one["masked"] == other["masked"]
    assert "m:no pued <time>" in one["masked"]
    assert one["words"] != other["words"]


def test_families_are_found_by_stem_and_by_phrase() -> None:
    assert blocks("Canceláme todo")["families"] == ["f:cancel"]
    assert blocks("hola, no voy a ir")["families"] == ["f:cancel", "f:greet"]
    assert blocks("no voy")["families"] == []


def test_question_is_seen_in_the_form() -> None:
    assert "q:?" in blocks("puedo ir?")["form"]
    assert "q:." in blocks("puedo ir")["form"]


def test_words_apart_are_seen_together() -> None:
    assert "g:cambi turn" in blocks("cambiar el turno")["skips"]


def test_outline_is_the_same_for_every_name_and_reaches_over_it() -> None:
    one = blocks("con Laura mañana", Span("provider", 4, 9), Span("time", 10, 16))
    other = blocks("con el Tano el jueves", Span("provider", 4, 11), Span("time", 12, 21))

    assert one["outline"] == other["outline"]
    assert "h:con §p" in one["outline"]


def test_entities_are_seen_in_their_order() -> None:
    first = blocks("hoy con Ana?", Span("time", 0, 3), Span("provider", 8, 11))
    last = blocks("con Ana hoy?", Span("provider", 4, 7), Span("time", 8, 11))

    assert first["order"] == ["o:§t §p", "o:§t §p?"]
    assert last["order"] == ["o:§p §t", "o:§p §t?"]


def test_denial_reaches_four_words_and_not_over_a_stop() -> None:
    assert blocks("no voy a poder ir hoy")["denied"] == ["d:ir", "d:a", "d:poder", "d:ir"]
    assert blocks("no puedo, mañana voy")["denied"] == ["d:poder"]
    assert blocks("voy a poder ir")["denied"] == []


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("tener", "tenés tienes tiene tendrían tuve"),
        ("hacer", "hago haceme hacérmelo hiciste haciéndome hágame"),
        ("poner", "poneme ponelo ponérmelo pongo pondría pónganme"),
        ("cancel", "cancelar cancelámelo cancelame cancélenme cancelarlo cancelo"),
    ],
)
def test_forms_of_a_verb_are_one(verb: str, forms: str) -> None:
    assert {verbs.verb_of(chat.fold(form)) for form in forms.split()} == {verb}


@pytest.mark.parametrize("word", ["martes", "tarde", "pelo", "modelo", "once", "clase", "noche"])
def test_words_that_only_look_like_verbs_keep_their_stem(word: str) -> None:
    assert verbs.verb_of(word) == features.stem_of(word)


def test_misspelling_keeps_most_pieces() -> None:
    right, wrong = set(blocks("cancelar")["pieces"]), set(blocks("cancelra")["pieces"])

    assert len(right & wrong) / len(right) > 0.5


@pytest.mark.parametrize("odd", ["", " ", "?", "🙏🏽", "\n", "´"])
def test_odd_messages_have_features_too(odd: str) -> None:
    assert all(isinstance(name, str) for block in blocks(odd).values() for name in block)


@given(st.text(max_size=60))
def test_any_text_gives_printable_names(text: str) -> None:
    for block in blocks(text).values():
        for name in block:
            name.encode(errors="surrogatepass")

"""Chat spelling is folded for the model only; the message and its offsets stay as sent.

The module belongs to the Rasa project, which is not a package of the app: it is loaded by its path.
"""

from __future__ import annotations

import importlib.util
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

SOURCE = Path(__file__).parents[3] / "nlu" / "service" / "components" / "spanish_chat.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("spanish_chat_under_test", SOURCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


chat = load()


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("17hs", ["17", "hs"]),
        ("a las 17:30hs.", ["a", "las", "17:30", "hs", "."]),
        ("seña $13.500!!", ["seña", "$", "13.500", "!!"]),
        ("15k", ["15", "k"]),
        ("la 2da", ["la", "2", "da"]),
        ("q onda??", ["q", "onda", "??"]),
        ("dale👍🏽🙏", ["dale", "👍🏽", "🙏"]),
        ("el 12/5", ["el", "12", "/", "5"]),
        ("TN-4F7K ya", ["TN-4F7K", "ya"]),
        ("tn4f7k", ["tn4f7k"]),
        ("TN 6K1A", ["TN 6K1A"]),
        ("TN para hoy", ["TN", "para", "hoy"]),
        ("", []),
    ],
)
def test_tokens_split_where_chat_has_no_spaces(text: str, texts: list[str]) -> None:
    assert [token.text for token in chat.tokens_of(text)] == texts


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Holaaaa", "hola"),
        ("MAÑANA", "manana"),
        ("tmñ", "manana"),
        ("q", "que"),
        ("xq", "porque"),
        ("x", "por"),
        ("d", "de"),
        ("tmb", "tambien"),
        ("porfa", "por_favor"),
        ("hs", "horas"),
        ("finde", "fin_de_semana"),
        ("jajajaja", "jaja"),
        ("llego", "llego"),
        ("carro", "carro"),
        ("acción", "accion"),
        ("???", "?"),
        ("11", "11"),
        ("\u0301", "\u0301"),
    ],
)
def test_folding_gives_the_dictionary_form(written: str, folded: str) -> None:
    assert chat.fold(written) == folded


def test_booking_codes_share_one_folded_form() -> None:
    folded = {token.folded for text in ("TN-4F7K", "tn9q2m") for token in chat.tokens_of(text)}

    assert folded == {"codigo_de_turno"}


@given(st.text(max_size=80))
def test_offsets_are_those_of_the_message(text: str) -> None:
    tokens = list(chat.tokens_of(text))

    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))
    assert all(token.folded for token in tokens)
    covered = {place for token in tokens for place in range(token.start, token.end)}
    assert all(char.isspace() for place, char in enumerate(text) if place not in covered)

"""Signs that look like numbers and are none to int(): «⑤», «²», «½», «Ⅴ», and digits of others."""

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


chat, intents, spans = load("spanish_chat"), load("intent_features"), load("span_features")
FAMILIES = intents.Families.of({"greet": ["hola"]})
LOOKUPS = spans.Lookups.of([("service", ["corte"])])
# Nd: digits of every script; Nl, No: Roman, circled, raised, fractions, and what lies beside them.
_NUMBER_LIKE = st.text(
    st.characters(categories=["Nd", "Nl", "No"]) | st.sampled_from(" :.,-"), min_size=1, max_size=8
)


def features_of(text: str) -> list[list[str]]:
    tokens = list(chat.tokens_of(text))
    intents.blocks_of(tokens, [], FAMILIES)
    found: list[list[str]] = spans.features_of(tokens, LOOKUPS)
    return found


@pytest.mark.parametrize(
    "sign", ["⑤", "²", "½", "Ⅴ", "ⅴ", "㊿", "⑳", "𝟏𝟕", "٣", "१७", "１７", "🄋", "①②", "5²", "⒌"]
)
@pytest.mark.parametrize("around", ["{}", "a las {}", "{} hs", "el {} de mayo", "{}:30"])
def test_number_like_signs_have_features(sign: str, around: str) -> None:
    text = around.format(sign)

    assert len(features_of(text)) == len(list(chat.tokens_of(text))) > 0


@pytest.mark.parametrize(
    ("written", "feature"),
    [
        ("17", "<hour>"),
        ("１７", "<hour>"),
        ("٣", "<hour>"),
        ("28", "<day>"),
        ("90", "<two digits>"),
    ],
)
def test_digits_of_any_script_are_hours_and_days(written: str, feature: str) -> None:
    (found,) = features_of(written)

    assert f"w={feature}" in found


@pytest.mark.parametrize("written", ["⑤", "²", "½", "㊿"])
def test_a_sign_that_is_no_decimal_number_is_no_hour(written: str) -> None:
    (found,) = features_of(written)

    assert not {"w=<hour>", "w=<day>", "w=<two digits>"} & set(found)


@given(text=_NUMBER_LIKE)
def test_no_mix_of_number_like_signs_breaks_the_features(text: str) -> None:
    assert len(features_of(text)) == len(list(chat.tokens_of(text)))

"""The page stands alone, shows every plot, and survives any text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from bot.messages.understanding import IntentGuess, Understanding
from nlu.evaluation import evaluate
from nlu.examples import BadExamplesError, Example
from nlu.learning_curve import CurvePoint, read_curve
from nlu.report_page import as_page


def page_of(title: str = "held-out", curve: tuple[CurvePoint, ...] = ()) -> str:
    examples = [Example("a", "pay", ()), Example("b", "pay", ()), Example("c", "<greet>", ())]
    answers = {"a": ("pay", 0.9), "b": ("cancel", 0.6), "c": ("help", 0.3)}

    def parse(text: str) -> Understanding:
        intent, confidence = answers[text]
        return Understanding(intent, confidence, (), (IntentGuess(intent, confidence),), 1, "m")

    return as_page(evaluate(examples, parse), title=title, curve=curve)


def drawings(page: str) -> list[str]:
    return re.findall(r"<svg.*?</svg>", page, re.S)


def test_page_loads_nothing_from_elsewhere() -> None:
    page = page_of()

    assert not re.search(r"<script|<link|<img|src=|href=|url\(|@import", page)


def test_every_drawing_is_well_formed() -> None:
    page = page_of(curve=(CurvePoint("held-out", 100, 0.5), CurvePoint("held-out", 900, 0.8)))

    assert len(drawings(page)) == 4
    for drawing in drawings(page):
        ElementTree.fromstring(drawing)


def test_without_a_learning_curve_there_is_no_drawing_of_it() -> None:
    page = page_of()

    assert len(drawings(page)) == 3
    assert "More data" not in page


def test_dots_of_the_reliability_diagram_stand_for_bins() -> None:
    assert "1 messages: 60% sure, 0% right" in page_of()


def test_heat_map_names_each_pair() -> None:
    assert "pay taken for cancel: 1" in page_of()


def test_words_of_the_file_are_escaped() -> None:
    page = page_of(title="<b>x</b>")

    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "&lt;greet&gt;" in page
    assert "<greet>" not in page


@pytest.mark.parametrize("text", ["{", "{}", "[1]", '[{"messages": 3}]', "[]"])
def test_what_is_no_curve_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "curve.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadExamplesError, match=re.escape(str(path))):
        read_curve(path)

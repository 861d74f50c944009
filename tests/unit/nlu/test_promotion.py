"""A new model takes over only when it is better; the note on the shelf survives anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.messages.understanding import IntentGuess, Understanding
from nlu.evaluation import Evaluation, evaluate
from nlu.examples import Example
from nlu.promotion import compare
from nlu.shelf import Shelf

EXAMPLES = [Example("a", "pay", ()), Example("b", "greet", ()), Example("c", "cancel", ())]


def run_of(*intents: str) -> Evaluation:
    answers = dict(zip("abc", intents, strict=True))

    def parse(text: str) -> Understanding:
        intent = answers[text]
        return Understanding(intent, 0.9, (), (IntentGuess(intent, 0.9),), 1, "m")

    return evaluate(EXAMPLES, parse)


def test_better_model_takes_over_and_worse_or_equal_does_not() -> None:
    good, poor = run_of("pay", "greet", "cancel"), run_of("pay", "thank", "cancel")

    assert compare(good, poor).is_better
    assert not compare(poor, good).is_better
    assert not compare(good, good).is_better


def test_mistake_on_a_core_intent_weighs_more() -> None:
    core_wrong, other_wrong = run_of("thank", "greet", "cancel"), run_of("pay", "thank", "cancel")

    assert compare(other_wrong, core_wrong).is_better


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    for name in ("turnero-old.tar.gz", "turnero-new.tar.gz"):
        (tmp_path / name).write_bytes(b"model")
    return Shelf(tmp_path)


def test_fresh_shelf_has_nothing_in_use(shelf: Shelf) -> None:
    assert shelf.in_use() is None
    assert shelf.last_judged() is None


def test_model_put_in_use_stays_while_another_is_turned_down(shelf: Shelf) -> None:
    old, new = shelf.folder / "turnero-old.tar.gz", shelf.folder / "turnero-new.tar.gz"

    shelf.put_in_use(old)
    shelf.turn_down(new)

    assert Shelf(shelf.folder).in_use() == old
    assert Shelf(shelf.folder).last_judged() == new


def test_model_whose_file_is_gone_is_not_in_use(shelf: Shelf) -> None:
    model = shelf.folder / "turnero-old.tar.gz"
    shelf.put_in_use(model)

    model.unlink()

    assert shelf.in_use() is None


@pytest.mark.parametrize("note", ["", "[]", "{", '{"model": 5}', '{"model": ""}'])
def test_broken_note_counts_as_none(shelf: Shelf, note: str) -> None:
    (shelf.folder / "in-use.json").write_text(note, encoding="utf-8")

    assert shelf.in_use() is None

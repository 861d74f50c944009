"""The figures are what their names say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.messages.understanding import Entity, IntentGuess, Understanding
from nlu.evaluation import (
    Example,
    Span,
    calibration_error,
    comparable,
    evaluate,
    macro_f1,
    read_examples,
    table,
)

HELDOUT = Path(__file__).parents[2] / "nlu" / "heldout.jsonl"


def example(text: str, intent: str, *spans: Span, hard: bool = False) -> Example:
    return Example(text, intent, spans, hard)


def answer(intent: str, *entities: Entity, confidence: float = 0.9, ms: int = 5) -> Understanding:
    ranking = (IntentGuess(intent, confidence), IntentGuess("help", 0.05))
    return Understanding(intent, confidence, entities, ranking, ms, "m")


def test_perfect_answers_score_one() -> None:
    examples = [
        example("turno el jueves", "book", Span("time", 6, 15)),
        example("hola", "greet", hard=True),
    ]
    answers = {
        "turno el jueves": answer("book", Entity("time", "el jueves", 6, 15), confidence=1.0),
        "hola": answer("greet", confidence=1.0, ms=7),
    }

    result = evaluate(examples, answers.__getitem__)

    assert result.accuracy == result.accuracy_easy == result.accuracy_hard == 1.0
    assert result.macro_f1 == 1.0
    assert result.entities["time"].f1 == result.entities["all"].f1 == 1.0
    assert result.calibration_error == pytest.approx(0.0)
    assert result.median_ms == 6
    assert result.confusions == ()


def test_confusions_are_counted_worst_first() -> None:
    examples = [
        example("a", "pay"),
        example("b", "pay"),
        example("c", "greet"),
        example("d", "help"),
    ]
    answers = {
        "a": answer("cancel"),
        "b": answer("cancel"),
        "c": answer("thank"),
        "d": answer("help"),
    }

    result = evaluate(examples, answers.__getitem__)

    assert result.accuracy == 0.25
    pair = result.confusions[0]
    assert (pair.intent, pair.taken_for, pair.count) == ("pay", "cancel", 2)
    assert "pay -> cancel" in table(result)


def test_right_intent_among_best_three_is_counted() -> None:
    result = evaluate([example("a", "help")], lambda _: answer("pay"))

    assert result.accuracy == 0.0
    assert result.top3_accuracy == 1.0


def test_macro_f1_weighs_labels_not_messages() -> None:
    expected = ["a", "a", "a", "b"]
    given = ["a", "a", "a", "a"]

    assert macro_f1(expected, given) == pytest.approx((6 / 7 + 0) / 2)


def test_calibration_error_is_the_gap_of_confidence_and_truth() -> None:
    assert calibration_error([0.8] * 10, [True] * 8 + [False] * 2) == pytest.approx(0.0)
    assert calibration_error([0.9] * 10, [True] * 5 + [False] * 5) == pytest.approx(0.4)
    assert calibration_error([1.0], [True]) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("nos vemos el jueves", Span("time", 10, 19), Span("time", 13, 19)),
        ("dale a las 5", Span("time", 5, 12), Span("time", 11, 12)),
        ("con la Dra. Ferrari", Span("provider", 7, 19), Span("provider", 12, 19)),
        ("voy a la plaza de", Span("zone", 9, 14), Span("zone", 6, 17)),
    ],
)
def test_edge_words_make_no_difference(text: str, one: Span, other: Span) -> None:
    assert comparable(text, [one]) == comparable(text, [other])


def test_inner_words_make_a_difference() -> None:
    text = "el jueves a las 5"

    assert comparable(text, [Span("time", 0, 17)]) != comparable(text, [Span("time", 0, 9)])


def test_two_services_may_be_one_span_or_two() -> None:
    text = "corte y color con Laura"

    joined = comparable(text, [Span("service", 0, 13)])

    assert joined == comparable(text, [Span("service", 0, 5), Span("service", 8, 13)])
    assert len(joined) == 2


def test_preposition_alone_is_not_trimmed_away() -> None:
    assert comparable("a", [Span("ordinal", 0, 1)]) == {Span("ordinal", 0, 1)}


def test_missed_and_invented_entities_cost_recall_and_precision() -> None:
    examples = [example("con Laura el jueves", "inform", Span("provider", 4, 9))]

    result = evaluate(examples, lambda _: answer("inform", Entity("time", "el jueves", 10, 19)))

    assert result.entities["provider"].recall == 0.0
    assert result.entities["provider"].support == 1
    assert result.entities["time"].precision == 0.0
    assert result.entities["all"].f1 == 0.0


def test_offset_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    row = {
        "text": "el jueves",
        "intent": "inform",
        "entities": [{"entity": "time", "value": "jueves", "start": 0, "end": 6}],
        "hard": False,
    }
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")

    with pytest.raises(ValueError, match="jueves"):
        read_examples(path)


def test_heldout_set_holds_every_intent_and_fits_its_offsets() -> None:
    examples = read_examples(HELDOUT)

    counts: dict[str, int] = {}
    for item in examples:
        counts[item.intent] = counts.get(item.intent, 0) + 1
    assert len(counts) == 38
    assert min(counts.values()) >= 14
    assert len({item.text for item in examples}) == len(examples)

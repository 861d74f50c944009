"""The figures are what their names say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.messages.understanding import Entity, IntentGuess, Understanding
from nlu.evaluation import calibration_error, evaluate, macro_f1, reliability
from nlu.examples import BadExamplesError, Example, Span, read_examples
from nlu.report_text import as_text
from nlu.spans import comparable

HELD_OUT = sorted((Path(__file__).parents[2] / "nlu").glob("*.jsonl"))
FEWEST = {"heldout": 15, "heldout_independent": 17, "heldout_voices": 5}  # of one intent


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
    assert 0 <= result.median_ms <= result.p95_ms
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
    assert "2  pay                  cancel" in as_text(result)


def test_right_intent_among_best_three_is_counted() -> None:
    result = evaluate([example("a", "help")], lambda _: answer("pay"))

    assert result.accuracy == 0.0
    assert result.top3_accuracy == 1.0


def test_macro_f1_weighs_labels_not_messages() -> None:
    expected = ["a", "a", "a", "b"]
    given = ["a", "a", "a", "a"]

    assert macro_f1(expected, given) == pytest.approx((6 / 7 + 0) / 2)


def test_core_accuracy_leaves_the_other_intents_out() -> None:
    examples = [example("a", "pay"), example("b", "cancel"), example("c", "greet")]
    answers = {"a": answer("pay"), "b": answer("pay"), "c": answer("thank")}

    result = evaluate(examples, answers.__getitem__)

    assert result.accuracy == pytest.approx(1 / 3)
    assert result.accuracy_core == 0.5


def test_calibration_error_is_the_gap_of_confidence_and_truth() -> None:
    assert calibration_error([(0.8, True)] * 8 + [(0.8, False)] * 2) == pytest.approx(0.0)
    assert calibration_error([(0.9, True)] * 5 + [(0.9, False)] * 5) == pytest.approx(0.4)
    assert calibration_error([(1.0, True)]) == pytest.approx(0.0)


def test_reliability_leaves_empty_bins_out_and_rises() -> None:
    bins = reliability([(0.95, True), (0.97, False), (0.1, False)])

    assert [part.messages for part in bins] == [1, 2]
    assert bins[1].confidence == pytest.approx(0.96)
    assert bins[1].accuracy == 0.5


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


ROW = {
    "text": "el jueves",
    "intent": "inform",
    "entities": [{"entity": "time", "value": "el jueves", "start": 0, "end": 9}],
    "hard": True,
}


def written(folder: Path, *lines: str) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_examples_are_read_with_and_without_what_may_be_missing(tmp_path: Path) -> None:
    bare = {"text": "hola", "intent": "greet", "entities": []}
    no_value = {**ROW, "entities": [{"entity": "time", "start": 3, "end": 9}]}
    path = written(tmp_path, json.dumps(ROW), "", json.dumps(bare), json.dumps(no_value), "")

    assert read_examples(path) == [
        Example("el jueves", "inform", (Span("time", 0, 9),), hard=True),
        Example("hola", "greet", ()),
        Example("el jueves", "inform", (Span("time", 3, 9),), hard=True),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: this is not JSON"),
        ("[]", "line 2: this is not an object"),
        (json.dumps({**ROW, "text": 5}), "line 2: text is missing"),
        (json.dumps({**ROW, "intent": ""}), "line 2: intent is missing"),
        (json.dumps({**ROW, "entities": {}}), "line 2: entities is not a list"),
        (json.dumps({**ROW, "entities": ["time"]}), "line 2: an entity is not an object"),
        (json.dumps({**ROW, "entities": [{"start": 0, "end": 2}]}), "line 2: entity is missing"),
        (
            json.dumps({**ROW, "entities": [{"entity": "time", "start": 0, "end": 10}]}),
            "line 2: start and end of a time do not lie in the text",
        ),
        (
            json.dumps({**ROW, "entities": [{"entity": "time", "start": True, "end": 9}]}),
            "line 2: start and end of a time do not lie in the text",
        ),
        (
            json.dumps({**ROW, "entities": [{**ROW["entities"][0], "value": "jueves"}]}),  # type: ignore[index]
            "line 2: the time 'jueves' does not stand at 0 to 9, but 'el jueves' does",
        ),
    ],
)
def test_bad_line_is_named_in_one_sentence(line: str, said: str, tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps(ROW), line)

    with pytest.raises(BadExamplesError) as caught:
        read_examples(path)

    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_file_that_is_no_text_or_empty_or_away_is_refused(tmp_path: Path) -> None:
    binary = tmp_path / "picture.jsonl"
    binary.write_bytes(b"\xff\xd8\xff")

    for path, said in (
        (binary, "is not UTF-8 text"),
        (written(tmp_path, "", " "), "holds no messages"),
        (tmp_path / "nowhere.jsonl", "cannot be read"),
        (tmp_path, "cannot be read"),
    ):
        with pytest.raises(BadExamplesError, match=said):
            read_examples(path)


@pytest.mark.parametrize("path", HELD_OUT, ids=lambda path: path.name)
def test_heldout_set_holds_every_intent_and_fits_its_offsets(path: Path) -> None:
    examples = read_examples(path)

    counts: dict[str, int] = {}
    for item in examples:
        counts[item.intent] = counts.get(item.intent, 0) + 1
    assert len(counts) == 38
    assert min(counts.values()) >= FEWEST[path.stem]
    assert len({item.text for item in examples}) == len(examples)

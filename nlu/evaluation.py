"""Why: how good the understanding is, as numbers anyone can get again.

Given messages with the right answers and a way to parse, it counts. It knows no server and no
model; the standard library is enough.
"""

from __future__ import annotations

import json
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.messages.understanding import Understanding

Parse = Callable[[str], Understanding]

CALIBRATION_BINS = 15
WORST_PAIRS = 12

# A span with or without its article or preposition names the same thing.
_EDGE_WORDS = (
    r"el|la|los|las|lo|un|una|unos|unas|mi|a|al|en|de|del|para|pa|pal|por|x|con|desde|hasta|tipo"
)
_LEADING = re.compile(rf"(?:(?:{_EDGE_WORDS})\s+)+(?=\S)", re.IGNORECASE)
_TRAILING = re.compile(rf"(?:\s+(?:{_EDGE_WORDS}))+$", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:dra?\.?|doctora?|lic\.?|licenciad[oa]|don|doña|prof\.?|profesora?|sra?\.?|señora?)\s+(?=\S)",
    re.IGNORECASE,
)
_SERVICE_LINK = re.compile(r"\s*,\s*|\s+(?:y|e|\+)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """An entity of a message: its kind and its place, end exclusive."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    """A message with the right answer. hard: the meaning is hinted rather than said."""

    text: str
    intent: str
    spans: tuple[Span, ...]
    hard: bool


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of one entity kind; support is how many the right answers hold."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often a message of one intent was taken for another."""

    intent: str
    taken_for: str
    count: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one run. Shares are 0 to 1; entities is by kind, with «all» for their sum."""

    messages: int
    accuracy: float
    accuracy_easy: float
    accuracy_hard: float
    top3_accuracy: float
    macro_f1: float
    confusions: tuple[Confusion, ...]
    entities: dict[str, Score]
    calibration_error: float
    median_ms: float
    p95_ms: float


def read_examples(path: Path) -> list[Example]:
    """Return the examples of a jsonl file. Raises ValueError where an offset does not fit."""
    with path.open(encoding="utf-8") as lines:
        return [_example(json.loads(line), number) for number, line in enumerate(lines, 1)]


def evaluate(examples: Sequence[Example], parse: Parse) -> Evaluation:
    """Return the figures of parse over examples, of which there must be at least one."""
    answers = [parse(example.text) for example in examples]
    right = [answer.intent == example.intent for example, answer in _pairs(examples, answers)]
    easy = [ok for example, ok in zip(examples, right, strict=True) if not example.hard]
    hard = [ok for example, ok in zip(examples, right, strict=True) if example.hard]
    in_top3 = [
        example.intent in {guess.intent for guess in answer.ranking}
        for example, answer in _pairs(examples, answers)
    ]
    durations = sorted(answer.duration_ms for answer in answers)
    return Evaluation(
        messages=len(examples),
        accuracy=_share(right),
        accuracy_easy=_share(easy),
        accuracy_hard=_share(hard),
        top3_accuracy=_share(in_top3),
        macro_f1=macro_f1(
            [example.intent for example in examples], [answer.intent for answer in answers]
        ),
        confusions=_confusions(examples, answers),
        entities=_entity_scores(examples, answers),
        calibration_error=calibration_error([answer.confidence for answer in answers], right),
        median_ms=statistics.median(durations),
        p95_ms=durations[min(len(durations) - 1, len(durations) * 95 // 100)],
    )


def macro_f1(expected: Sequence[str], given: Sequence[str]) -> float:
    """Return the mean F1 over the labels that occur on either side."""
    labels = set(expected) | set(given)
    hits = Counter(right for right, guess in zip(expected, given, strict=True) if right == guess)
    wanted, guessed = Counter(expected), Counter(given)
    return statistics.fmean(2 * hits[label] / (wanted[label] + guessed[label]) for label in labels)


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Return the expected calibration error (ECE) over fifteen bins of equal width."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(CALIBRATION_BINS)]
    for confidence, ok in zip(confidences, right, strict=True):
        bins[min(CALIBRATION_BINS - 1, int(confidence * CALIBRATION_BINS))].append((confidence, ok))
    gaps = (
        abs(sum(ok for _, ok in members) - sum(confidence for confidence, _ in members))
        for members in bins
    )
    return sum(gaps) / len(confidences)


def comparable(text: str, spans: Iterable[Span]) -> set[Span]:
    """Return the spans as compared: without edge words and titles, services taken apart."""
    apart = (part for span in spans for part in _services_apart(text, span))
    return {_trimmed(text, span) for span in apart}


def table(evaluation: Evaluation) -> str:
    """Return the figures as plain text, a line each."""
    lines = [
        f"messages            {evaluation.messages:>8}",
        f"accuracy            {evaluation.accuracy:>8.1%}",
        f"  plain / hard      {evaluation.accuracy_easy:>8.1%} / {evaluation.accuracy_hard:.1%}",
        f"  among best three  {evaluation.top3_accuracy:>8.1%}",
        f"macro F1            {evaluation.macro_f1:>8.3f}",
        f"calibration (ECE)   {evaluation.calibration_error:>8.3f}",
        f"ms median / p95     {evaluation.median_ms:>8.0f} / {evaluation.p95_ms:.0f}",
        "",
        f"{'entity':<14}{'precision':>10}{'recall':>8}{'F1':>8}{'support':>9}",
    ]
    lines += [
        f"{kind:<14}{score.precision:>10.3f}{score.recall:>8.3f}{score.f1:>8.3f}{score.support:>9}"
        for kind, score in evaluation.entities.items()
    ]
    lines += ["", "most confused (intent -> taken for)"]
    lines += [
        f"{pair.count:>4}  {pair.intent} -> {pair.taken_for}" for pair in evaluation.confusions
    ]
    return "\n".join(lines)


def _example(raw: dict[str, object], number: int) -> Example:
    text, entities = str(raw["text"]), raw["entities"]
    if not isinstance(entities, list):
        raise ValueError(number)
    for entity in entities:
        if text[entity["start"] : entity["end"]] != entity["value"]:
            raise ValueError(number, entity["value"])
    spans = tuple(Span(entity["entity"], entity["start"], entity["end"]) for entity in entities)
    return Example(text, str(raw["intent"]), spans, bool(raw.get("hard", False)))


def _pairs(
    examples: Sequence[Example], answers: Sequence[Understanding]
) -> Iterable[tuple[Example, Understanding]]:
    return zip(examples, answers, strict=True)


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def _confusions(
    examples: Sequence[Example], answers: Sequence[Understanding]
) -> tuple[Confusion, ...]:
    wrong = Counter(
        (example.intent, answer.intent)
        for example, answer in _pairs(examples, answers)
        if example.intent != answer.intent
    )
    return tuple(
        Confusion(intent, taken_for, count)
        for (intent, taken_for), count in wrong.most_common(WORST_PAIRS)
    )


def _entity_scores(
    examples: Sequence[Example], answers: Sequence[Understanding]
) -> dict[str, Score]:
    hits: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for example, answer in _pairs(examples, answers):
        expected = comparable(example.text, example.spans)
        given = comparable(
            example.text, (Span(item.kind, item.start, item.end) for item in answer.entities)
        )
        hits.update(span.kind for span in expected & given)
        wanted.update(span.kind for span in expected)
        found.update(span.kind for span in given)
    scores = {
        kind: _score(hits[kind], wanted[kind], found[kind]) for kind in sorted(wanted | found)
    }
    return {**scores, "all": _score(hits.total(), wanted.total(), found.total())}


def _score(hits: int, wanted: int, found: int) -> Score:
    precision = hits / found if found else 0.0
    recall = hits / wanted if wanted else 0.0
    f1 = 2 * hits / (wanted + found) if wanted + found else 0.0
    return Score(precision, recall, f1, wanted)


def _services_apart(text: str, span: Span) -> list[Span]:
    if span.kind != "service":
        return [span]
    parts: list[Span] = []
    begin = span.start
    for link in _SERVICE_LINK.finditer(text, span.start, span.end):
        parts.append(Span(span.kind, begin, link.start()))
        begin = link.end()
    return [*parts, Span(span.kind, begin, span.end)]


def _trimmed(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    leading = _LEADING.match(text, start, end)
    if leading:
        start = leading.end()
    title = _TITLE.match(text, start, end) if span.kind == "provider" else None
    if title:
        start = title.end()
    trailing = _TRAILING.search(text[start:end])
    if trailing and trailing.start():
        end = start + trailing.start()
    return Span(span.kind, start, end)

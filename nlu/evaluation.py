"""How good the understanding is, as numbers anyone can get again.

Given messages with the right answers and a way to parse, it counts. It knows no server and no
model; the standard library is enough.
"""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.messages.understanding import Understanding
from nlu.examples import Example, Span
from nlu.spans import comparable

Parse = Callable[[str], Understanding]

CALIBRATION_BINS = 15
# What moves appointments or money: a mistake here is dearest.
CORE_INTENTS = frozenset({"book", "reschedule", "cancel", "pay", "affirm", "deny"})


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
class ReliabilityBin:
    """Messages of like confidence: its mean, the share that was right, how many they are."""

    confidence: float
    accuracy: float
    messages: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one run. Shares are 0 to 1.

    accuracy_core: of the messages of CORE_INTENTS. confusions: worst first. entities: by kind,
    with «all» for their sum. reliability: rising confidence, no empty bins. verdicts: confidence
    and whether it was right, a pair a message, in their order. Durations are round trips.
    """

    messages: int
    accuracy: float
    accuracy_core: float
    accuracy_easy: float
    accuracy_hard: float
    top3_accuracy: float
    macro_f1: float
    intents: tuple[str, ...]
    confusions: tuple[Confusion, ...]
    entities: dict[str, Score]
    calibration_error: float
    reliability: tuple[ReliabilityBin, ...]
    verdicts: tuple[tuple[float, bool], ...]
    median_ms: float
    p95_ms: float


def evaluate(examples: Sequence[Example], parse: Parse) -> Evaluation:
    """Return the figures of parse over examples, of which there must be at least one."""
    timed = [_timed(parse, example.text) for example in examples]
    answers = [answer for answer, _ in timed]
    durations = sorted(duration_ms for _, duration_ms in timed)
    expected = [example.intent for example in examples]
    given = [answer.intent for answer in answers]
    right = [one == other for one, other in zip(expected, given, strict=True)]
    verdicts = tuple(zip((answer.confidence for answer in answers), right, strict=True))
    in_top3 = [
        intent in {guess.intent for guess in answer.ranking}
        for intent, answer in zip(expected, answers, strict=True)
    ]
    return Evaluation(
        messages=len(examples),
        accuracy=_share(right),
        accuracy_core=_share_where(right, [intent in CORE_INTENTS for intent in expected]),
        accuracy_easy=_share_where(right, [not example.hard for example in examples]),
        accuracy_hard=_share_where(right, [example.hard for example in examples]),
        top3_accuracy=_share(in_top3),
        macro_f1=macro_f1(expected, given),
        intents=tuple(sorted(set(expected))),
        confusions=_confusions(expected, given),
        entities=_entity_scores(examples, answers),
        calibration_error=calibration_error(verdicts),
        reliability=reliability(verdicts),
        verdicts=verdicts,
        median_ms=statistics.median(durations),
        p95_ms=durations[min(len(durations) - 1, len(durations) * 95 // 100)],
    )


def macro_f1(expected: Sequence[str], given: Sequence[str]) -> float:
    """Return the mean F1 over the labels that occur on either side."""
    labels = set(expected) | set(given)
    hits = Counter(right for right, guess in zip(expected, given, strict=True) if right == guess)
    wanted, guessed = Counter(expected), Counter(given)
    return statistics.fmean(2 * hits[label] / (wanted[label] + guessed[label]) for label in labels)


def reliability(verdicts: Sequence[tuple[float, bool]]) -> tuple[ReliabilityBin, ...]:
    """Return what confidence was worth, in fifteen bins of equal width; empty ones are left out."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(CALIBRATION_BINS)]
    for confidence, ok in verdicts:
        place = min(CALIBRATION_BINS - 1, int(confidence * CALIBRATION_BINS))
        bins[place].append((confidence, ok))
    return tuple(
        ReliabilityBin(
            confidence=statistics.fmean(confidence for confidence, _ in members),
            accuracy=_share([ok for _, ok in members]),
            messages=len(members),
        )
        for members in bins
        if members
    )


def calibration_error(verdicts: Sequence[tuple[float, bool]]) -> float:
    """Return the expected calibration error (ECE): the mean gap of confidence and truth."""
    gaps = (abs(part.accuracy - part.confidence) * part.messages for part in reliability(verdicts))
    return sum(gaps) / len(verdicts)


def _timed(parse: Parse, text: str) -> tuple[Understanding, float]:
    begun = time.perf_counter()
    answer = parse(text)
    return answer, (time.perf_counter() - begun) * 1000


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def _share_where(flags: Sequence[bool], chosen: Sequence[bool]) -> float:
    return _share([flag for flag, counts in zip(flags, chosen, strict=True) if counts])


def _confusions(expected: Sequence[str], given: Sequence[str]) -> tuple[Confusion, ...]:
    wrong = Counter(pair for pair in zip(expected, given, strict=True) if pair[0] != pair[1])
    return tuple(
        Confusion(intent, taken_for, count) for (intent, taken_for), count in wrong.most_common()
    )


def _entity_scores(
    examples: Sequence[Example], answers: Sequence[Understanding]
) -> dict[str, Score]:
    hits: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for example, answer in zip(examples, answers, strict=True):
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

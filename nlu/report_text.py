"""The figures of an evaluation as plain text, for the terminal."""

from __future__ import annotations

from nlu.evaluation import Confusion, Evaluation, Score

WORST_PAIRS = 12


def as_text(evaluation: Evaluation) -> str:
    """Return the figures, a line each, and the table of the pairs most confused."""
    lines = [
        f"messages            {evaluation.messages:>8}",
        f"accuracy            {evaluation.accuracy:>8.1%}",
        f"  six core intents  {evaluation.accuracy_core:>8.1%}",
        f"  plain / hard      {evaluation.accuracy_easy:>8.1%} / {evaluation.accuracy_hard:.1%}",
        f"  among best three  {evaluation.top3_accuracy:>8.1%}",
        f"macro F1            {evaluation.macro_f1:>8.3f}",
        f"calibration (ECE)   {evaluation.calibration_error:>8.3f}",
        f"ms median / p95     {evaluation.median_ms:>8.1f} / {evaluation.p95_ms:.1f}",
        "",
        f"{'entity':<14}{'precision':>10}{'recall':>8}{'F1':>8}{'support':>9}",
        *(_entity_line(kind, score) for kind, score in evaluation.entities.items()),
        "",
        f"{'times':>5}  {'intent':<20} taken for",
        *(_pair_line(pair) for pair in evaluation.confusions[:WORST_PAIRS]),
    ]
    return "\n".join(lines)


def _entity_line(kind: str, score: Score) -> str:
    figures = f"{score.precision:>10.3f}{score.recall:>8.3f}{score.f1:>8.3f}"
    return f"{kind:<14}{figures}{score.support:>9}"


def _pair_line(pair: Confusion) -> str:
    return f"{pair.count:>5}  {pair.intent:<20} {pair.taken_for}"

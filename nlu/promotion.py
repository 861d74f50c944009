"""Whether a new model may take the place of the one in use: only if it understands more."""

from __future__ import annotations

from dataclasses import dataclass

from nlu.evaluation import Evaluation


@dataclass(frozen=True, slots=True)
class Verdict:
    """The marks of both models, 0 to 1, and whether the new one takes over."""

    new: float
    in_use: float

    @property
    def is_better(self) -> bool:
        """Whether the new model understands more than the one in use."""
        return self.new > self.in_use


def compare(new: Evaluation, in_use: Evaluation) -> Verdict:
    """Return the verdict over two runs on the same held-out messages."""
    return Verdict(mark(new), mark(in_use))


def mark(evaluation: Evaluation) -> float:
    """Return one figure for a model: the mean of accuracy, core accuracy and entity F1."""
    entities = evaluation.entities["all"].f1
    return (evaluation.accuracy + evaluation.accuracy_core + entities) / 3

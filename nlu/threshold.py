"""From which confidence on the bot should act instead of ask, by what each mistake costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# A question costs the customer one more message. A wrong step costs two: the answer that misses the
# point, and the correction. It costs no money: a place is proposed before it is booked, and what
# costs is confirmed (docs/adr/0003).
WRONG_STEP_COST = 2.0
_STEPS = 50


@dataclass(frozen=True, slots=True)
class CostPoint:
    """The mean cost of a message, in questions, if the bot asks below a threshold."""

    threshold: float
    cost: float
    asked: float


def cost_curve(
    verdicts: Sequence[tuple[float, bool]], *, wrong_cost: float = WRONG_STEP_COST
) -> tuple[CostPoint, ...]:
    """Return the cost of each threshold from 0 to 1; verdicts: (confidence, right), not empty."""
    return tuple(
        _point(verdicts, step / _STEPS, wrong_cost=wrong_cost) for step in range(_STEPS + 1)
    )


def best_threshold(points: Sequence[CostPoint]) -> CostPoint:
    """Return the cheapest point; of equals the one that asks least."""
    return min(points, key=lambda point: (point.cost, point.threshold))


def _point(
    verdicts: Sequence[tuple[float, bool]], threshold: float, *, wrong_cost: float
) -> CostPoint:
    asked = sum(confidence < threshold for confidence, _ in verdicts)
    wrong = sum(confidence >= threshold and not right for confidence, right in verdicts)
    return CostPoint(threshold, (asked + wrong_cost * wrong) / len(verdicts), asked / len(verdicts))

"""Accuracy against the amount of training data, as nlu/service/measure.py writes it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from nlu.examples import BadExamplesError


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """accuracy, 0 to 1, on what measured_on names, learnt from so many messages."""

    measured_on: str
    messages: int
    accuracy: float


def read_curve(path: Path) -> list[CurvePoint]:
    """Return the points of a JSON list of objects, at least one. Raises BadExamplesError."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8-sig"))
        points = [
            CurvePoint(str(row["measured_on"]), int(row["messages"]), float(row["accuracy"]))
            for row in rows
        ]
    except OSError as error:
        raise BadExamplesError(f"{path} cannot be read: {error.strerror}.") from error
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise BadExamplesError(f"{path} is not a learning curve.") from error
    if not points:
        raise BadExamplesError(f"{path} holds no points.")
    return points

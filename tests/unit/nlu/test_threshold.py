"""The threshold follows from what a wrong step and a question cost."""

from __future__ import annotations

import pytest

from nlu.threshold import best_threshold, cost_curve


def test_always_asking_costs_a_question_and_never_asking_the_mistakes() -> None:
    points = cost_curve([(0.9, True), (0.5, False), (0.7, True), (0.8, True)], wrong_cost=3)

    assert points[0].cost == pytest.approx(3 / 4)
    assert points[0].asked == 0
    assert points[-1].cost == 1
    assert points[-1].asked == 1


def test_best_threshold_asks_where_mistakes_are() -> None:
    verdicts = [(0.9, True)] * 8 + [(0.3, False)] * 2

    best = best_threshold(cost_curve(verdicts, wrong_cost=3))

    assert 0.3 < best.threshold <= 0.9
    assert best.cost == pytest.approx(0.2)
    assert best.asked == pytest.approx(0.2)


def test_a_cheap_mistake_is_never_asked_about() -> None:
    best = best_threshold(cost_curve([(0.9, True), (0.3, False)], wrong_cost=0.5))

    assert best.threshold == 0


def test_where_confidence_is_true_the_threshold_is_the_price() -> None:
    verdicts = [(step / 20, number < step) for step in range(1, 21) for number in range(20)]

    best = best_threshold(cost_curve(verdicts, wrong_cost=2.5))

    assert best.threshold == pytest.approx(1 - 1 / 2.5, abs=0.05)

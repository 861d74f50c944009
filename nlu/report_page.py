"""The figures of an evaluation as one HTML page that stands alone: no script, nothing loaded."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from nlu.evaluation import Evaluation
from nlu.learning_curve import CurvePoint
from nlu.plots import Axis, Line, heat_map, line_chart, reliability_diagram
from nlu.threshold import WRONG_STEP_COST, best_threshold, cost_curve

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --faint: #d9dee6; --one: #1769aa;
  --two: #b3541e; --three: #3c7d3c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --paper: #12171e; --faint: #333d4a;
  --one: #6cb4ee; --two: #f0a36e; --three: #85c985; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 66rem; margin: 2rem auto; padding: 0 1rem;
  color: var(--ink); background: var(--paper); }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: .25rem .8rem; border-bottom: 1px solid var(--faint); text-align: right; }
th:first-child, td:first-child, td.word { text-align: left; }
.plots { display: flex; flex-wrap: wrap; gap: 1.5rem; } figure { margin: 0; overflow-x: auto; }
figcaption { max-width: 460px; }
svg { max-width: none; } .grid { stroke: var(--faint); } .mark { stroke: var(--two);
  stroke-dasharray: 5 4; } .line { fill: none; stroke-width: 2; stroke: var(--one); }
.dot { fill: var(--one); fill-opacity: .75; } .line.l2 { stroke: var(--two); }
.dot.l2 { fill: var(--two); } .line.l3 { stroke: var(--three); } .dot.l3 { fill: var(--three); }
text { font-size: 11px; fill: var(--ink); } .name.l1 { fill: var(--one); }
.name.l2 { fill: var(--two); } .name.l3 { fill: var(--three); } .cell { fill: var(--two); }
.count { font-size: 9px; }
"""
_SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_PAIRS = 30


def as_page(evaluation: Evaluation, *, title: str, curve: Sequence[CurvePoint] = ()) -> str:
    """Return the page; title: what was measured; curve: accuracy by amount of training data."""
    figures = [_reliability(evaluation), _cost(evaluation)]
    if curve:
        figures.append(_learning(curve))
    heading = escape(f"Language understanding: {title}")
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{heading}</title><style>{_STYLE}</style></head><body>",
            f"<h1>{heading}</h1>",
            _figures_table(evaluation),
            _entities_table(evaluation),
            f'<div class="plots">{"".join(figures)}</div>',
            "<h2>Taken for another</h2>",
            _confusions(evaluation),
            "</body></html>",
        ]
    )


def _figures_table(evaluation: Evaluation) -> str:
    return _table(
        ("figure", "value"),
        [
            ("messages", f"{evaluation.messages}"),
            ("accuracy", f"{evaluation.accuracy:.1%}"),
            ("accuracy, six core intents", f"{evaluation.accuracy_core:.1%}"),
            ("accuracy, said plainly", f"{evaluation.accuracy_easy:.1%}"),
            ("accuracy, only hinted", f"{evaluation.accuracy_hard:.1%}"),
            ("right one among best three", f"{evaluation.top3_accuracy:.1%}"),
            ("macro F1", f"{evaluation.macro_f1:.3f}"),
            ("calibration error (ECE)", f"{evaluation.calibration_error:.3f}"),
            ("milliseconds, median", f"{evaluation.median_ms:.1f}"),
            ("milliseconds, 95 %", f"{evaluation.p95_ms:.1f}"),
        ],
    )


def _entities_table(evaluation: Evaluation) -> str:
    rows = [
        (
            kind,
            f"{score.precision:.3f}",
            f"{score.recall:.3f}",
            f"{score.f1:.3f}",
            f"{score.support}",
        )
        for kind, score in evaluation.entities.items()
    ]
    return _table(("entity", "precision", "recall", "F1", "support"), rows)


def _reliability(evaluation: Evaluation) -> str:
    caption = "How often it is right when it is so sure. On the dashed line the two agree."
    return _figure("Reliability", reliability_diagram(evaluation.reliability), caption)


def _cost(evaluation: Evaluation) -> str:
    points = cost_curve(evaluation.verdicts)
    best = best_threshold(points)
    # Asking about nearly everything costs so much that the rest of the curve would look flat.
    highest = 2 * points[0].cost or 1.0
    shown = [point for point in points if max(point.cost, point.asked) <= highest]
    drawing = line_chart(
        [
            Line("cost of a message", [(point.threshold, point.cost) for point in shown]),
            Line("share asked", [(point.threshold, point.asked) for point in shown]),
        ],
        x=Axis("threshold", 0, 1, _SHARES),
        y=Axis("questions a message", 0, highest, [highest * share for share in _SHARES]),
        mark=best.threshold,
    )
    caption = (
        f"A wrong step costs {WRONG_STEP_COST:g} questions. Cheapest: ask below "
        f"{best.threshold:.2f}, which asks {best.asked:.1%} of the messages."
    )
    return _figure("Act or ask", drawing, caption)


def _learning(curve: Sequence[CurvePoint]) -> str:
    most = max(point.messages for point in curve)
    floor = min(point.accuracy for point in curve)
    low = max(0.0, floor - floor % 0.1)
    ticks = [low + (1 - low) * share for share in (0, 0.25, 0.5, 0.75, 1)]
    names = list(dict.fromkeys(point.measured_on for point in curve))
    lines = [
        Line(
            name, [(point.messages, point.accuracy) for point in curve if point.measured_on == name]
        )
        for name in names
    ]
    drawing = line_chart(
        lines,
        x=Axis("training messages", 0, most, [most * share for share in (0, 0.25, 0.5, 0.75, 1)]),
        y=Axis("accuracy", low, 1, ticks, is_share=True),
    )
    return _figure("More data", drawing, "Accuracy against the amount of training data.")


def _confusions(evaluation: Evaluation) -> str:
    if not evaluation.confusions:
        return "<p>Nothing was taken for anything else.</p>"
    rows = [
        (pair.intent, pair.taken_for, f"{pair.count}") for pair in evaluation.confusions[:_PAIRS]
    ]
    drawing = _figure(
        "", heat_map(evaluation.confusions), "Rows: the right intent. Columns: taken for."
    )
    return drawing + _table(("intent", "taken for", "times"), rows)


def _figure(title: str, drawing: str, caption: str) -> str:
    heading = f"<h2>{escape(title)}</h2>" if title else ""
    return f"<figure>{heading}{drawing}<figcaption>{escape(caption)}</figcaption></figure>"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    titles = "".join(f"<th>{escape(word)}</th>" for word in head)
    lines = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{lines}</tbody></table>"

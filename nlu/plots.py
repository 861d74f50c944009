"""Small SVG drawings for a page that needs nothing from elsewhere; it has the colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from nlu.evaluation import Confusion, ReliabilityBin

_WIDTH, _HEIGHT = 460, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 24, 12, 44
_CELL = 15
_LABELS_WIDTH = 150


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: its name and its points (x, y), rising x."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Axis:
    """The range of an axis, what it shows, and where its ticks are."""

    title: str
    low: float
    high: float
    ticks: Sequence[float]
    is_share: bool = False

    def written(self, value: float) -> str:
        """Return a tick as people read it."""
        return f"{value:.0%}" if self.is_share else f"{round(value, 2):g}"


@dataclass(frozen=True, slots=True)
class _Frame:
    x: Axis
    y: Axis

    def across(self, value: float) -> float:
        share = (value - self.x.low) / ((self.x.high - self.x.low) or 1)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def up(self, value: float) -> float:
        share = (value - self.y.low) / ((self.y.high - self.y.low) or 1)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def line_chart(lines: Sequence[Line], *, x: Axis, y: Axis, mark: float | None = None) -> str:
    """Return a chart of lines with their names; mark: x of an upright line."""
    frame = _Frame(x, y)
    parts = _grid(frame)
    if mark is not None:
        at = frame.across(mark)
        parts.append(_stroke("mark", (at, _TOP), (at, _HEIGHT - _BOTTOM)))
    for number, line in enumerate(lines, 1):
        places = [(frame.across(left), frame.up(right)) for left, right in line.points]
        path = " ".join(f"{left:.1f},{right:.1f}" for left, right in places)
        parts.append(f'<polyline class="line l{number}" points="{path}"/>')
        if len(places) <= 12:
            parts += [
                f'<circle class="dot l{number}" cx="{left:.1f}" cy="{right:.1f}" r="3"/>'
                for left, right in places
            ]
        if line.name:
            top = _TOP + 14 * number
            parts.append(_text(line.name, _LEFT + 10, top, f"name l{number}", "start"))
    return _svg(_WIDTH, _HEIGHT, parts)


def reliability_diagram(bins: Sequence[ReliabilityBin]) -> str:
    """Return confidence against the share that was right; a dot's area is its messages."""
    axis = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    frame = _Frame(
        Axis("confidence", 0, 1, axis, is_share=True), Axis("right", 0, 1, axis, is_share=True)
    )
    most = max(part.messages for part in bins)
    dots = []
    for part in bins:
        left, right = frame.across(part.confidence), frame.up(part.accuracy)
        said = f"{part.messages} messages: {part.confidence:.0%} sure, {part.accuracy:.0%} right"
        radius = 3 + 9 * (part.messages / most) ** 0.5
        dots.append(
            f'<circle class="dot l1" cx="{left:.1f}" cy="{right:.1f}" r="{radius:.1f}">'
            f"<title>{escape(said)}</title></circle>"
        )
    diagonal = _stroke("mark", (frame.across(0), frame.up(0)), (frame.across(1), frame.up(1)))
    return _svg(_WIDTH, _HEIGHT, [*_grid(frame), diagonal, *dots])


def heat_map(confusions: Sequence[Confusion]) -> str:
    """Return mistakes as a map: rows are the right intent, columns what it was taken for."""
    rows = sorted({pair.intent for pair in confusions})
    columns = sorted({pair.taken_for for pair in confusions})
    most = max((pair.count for pair in confusions), default=1)
    parts = [
        _text(name, _LABELS_WIDTH - 6, _LABELS_WIDTH + _CELL * place + 11, "tick", "end")
        for place, name in enumerate(rows)
    ]
    for place, name in enumerate(columns):
        left = _LABELS_WIDTH + _CELL * place + 11
        turn = f' transform="rotate(-90 {left} {_LABELS_WIDTH - 6})"'
        parts.append(_text(name, left, _LABELS_WIDTH - 6, "tick", "start", extra=turn))
    for pair in confusions:
        left = _LABELS_WIDTH + _CELL * columns.index(pair.taken_for)
        top = _LABELS_WIDTH + _CELL * rows.index(pair.intent)
        said = escape(f"{pair.intent} taken for {pair.taken_for}: {pair.count}")
        parts.append(
            f'<rect class="cell" x="{left}" y="{top}" width="{_CELL - 1}" height="{_CELL - 1}" '
            f'opacity="{0.25 + 0.75 * pair.count / most:.2f}"><title>{said}</title></rect>'
        )
        parts.append(_text(str(pair.count), left + 7, top + 11, "count", "middle"))
    width = _LABELS_WIDTH + _CELL * len(columns) + 10
    return _svg(width, _LABELS_WIDTH + _CELL * len(rows) + 10, parts)


def _grid(frame: _Frame) -> list[str]:
    parts = []
    floor, wall = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    for tick in frame.y.ticks:
        height = frame.up(tick)
        parts.append(_stroke("grid", (_LEFT, height), (wall, height)))
        parts.append(_text(frame.y.written(tick), _LEFT - 6, height + 4, "tick", "end"))
    for tick in frame.x.ticks:
        left = frame.across(tick)
        parts.append(_stroke("grid", (left, _TOP), (left, floor)))
        parts.append(_text(frame.x.written(tick), left, floor + 16, "tick", "middle"))
    middle = (_TOP + floor) / 2
    turn = f' transform="rotate(-90 12 {middle})"'
    parts.append(_text(frame.x.title, (_LEFT + wall) / 2, _HEIGHT - 8, "title", "middle"))
    parts.append(_text(frame.y.title, 12, middle, "title", "middle", extra=turn))
    return parts


def _stroke(kind: str, begin: tuple[float, float], end: tuple[float, float]) -> str:
    return (
        f'<line class="{kind}" x1="{begin[0]:.1f}" y1="{begin[1]:.1f}" '
        f'x2="{end[0]:.1f}" y2="{end[1]:.1f}"/>'
    )


def _text(words: str, left: float, top: float, kind: str, anchor: str, *, extra: str = "") -> str:
    place = f'x="{left:.1f}" y="{top:.1f}"'
    return f'<text class="{kind}" {place} text-anchor="{anchor}"{extra}>{escape(words)}</text>'


def _svg(width: int, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
        f"{''.join(parts)}</svg>"
    )

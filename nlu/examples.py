"""Messages with the right answer, as they stand in a jsonl file, one a line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class BadExamplesError(Exception):
    """A file cannot be used; the text is one sentence that names the file, the line and why."""


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
    hard: bool = False


def read_examples(path: Path) -> list[Example]:
    """Return the examples of a jsonl file, at least one; «hard» and «value» may be missing.

    Raises BadExamplesError where the file, a line or an offset does not fit.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise BadExamplesError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadExamplesError(f"{path} is not UTF-8 text.") from error
    examples = [
        _example(line, f"{path}, line {number}")
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    if not examples:
        raise BadExamplesError(f"{path} holds no messages.")
    return examples


def _example(line: str, place: str) -> Example:
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadExamplesError(f"{place}: this is not JSON.") from error
    if not isinstance(raw, dict):
        raise BadExamplesError(f"{place}: this is not an object with text, intent and entities.")
    text, entities = _word(raw, "text", place), raw.get("entities", [])
    if not isinstance(entities, list):
        raise BadExamplesError(f"{place}: entities is not a list.")
    return Example(
        text=text,
        intent=_word(raw, "intent", place),
        spans=tuple(_span(entity, text, place) for entity in entities),
        hard=raw.get("hard") is True,
    )


def _word(raw: dict[str, Any], name: str, place: str) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadExamplesError(f"{place}: {name} is missing.")
    return value


def _span(raw: Any, text: str, place: str) -> Span:
    if not isinstance(raw, dict):
        raise BadExamplesError(f"{place}: an entity is not an object.")
    kind = _word(raw, "entity", place)
    start, end = _offset(raw, "start"), _offset(raw, "end")
    if not 0 <= start < end <= len(text):
        raise BadExamplesError(f"{place}: start and end of a {kind} do not lie in the text.")
    value = raw.get("value", text[start:end])
    if value != text[start:end]:
        raise BadExamplesError(
            f"{place}: the {kind} {value!r} does not stand at {start} to {end}, "
            f"but {text[start:end]!r} does."
        )
    return Span(kind, start, end)


def _offset(raw: dict[str, Any], name: str) -> int:
    """Return an offset; -1, which lies in no text, where there is none."""
    value = raw.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else -1

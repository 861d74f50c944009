"""`turnero nlu export`: what analysts labelled, as training data for Rasa."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Engine

from bot.language.folding import words
from bot.messages.labels import INTENTS
from storage.repositories import reviews
from storage.rows.reviews import ReviewRow
from storage.unit_of_work import transaction

LEARNED_FILE = "learned.yml"
_EXAMPLE = re.compile(r"^\s+- (?P<text>.+)$", re.MULTILINE)
_MARK = re.compile(r"\[([^\]]+)\]\([a-z_]+\)")


def export(engine: Engine, target: Path) -> int:
    """Write every labelled message to a file of Rasa's format; return how many.

    The file is written anew each time. A message that stands in another file of its folder
    already, or was labelled twice, is left out: no message may stand under two intents.
    """
    with transaction(engine) as db:
        rows = reviews.labelled(db)
    known = set(_taught(path for path in target.parent.glob("*.yml") if path != target))
    lessons: dict[str, list[str]] = {}
    for row in reversed(rows):  # of two labels the later one counts
        key = " ".join(words(row.text))
        if not key or key in known or row.right_intent is None:
            continue
        known.add(key)
        lessons.setdefault(row.right_intent, []).append(example_of(row))
    target.write_text(_yaml(lessons), encoding="utf-8")
    return sum(len(examples) for examples in lessons.values())


def example_of(row: ReviewRow) -> str:
    """Return a labelled message in one line with its entities marked: «[el jueves](time)»."""
    parts, begin = [], 0
    for span in row.right_entities or []:
        marked = f"[{_plain(row.text[span['start'] : span['end']])}]({span['kind']})"
        parts += [_plain(row.text[begin : span["start"]]), marked]
        begin = span["end"]
    return " ".join("".join([*parts, _plain(row.text[begin:])]).split())


def _plain(text: str) -> str:
    """Return text without what Rasa reads as markup."""
    return text.translate(str.maketrans("[]{}\n", "()() "))


def _taught(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        for found in _EXAMPLE.finditer(path.read_text(encoding="utf-8")):
            yield " ".join(words(_MARK.sub(r"\1", found["text"])))


def _yaml(lessons: dict[str, list[str]]) -> str:
    lines = ['version: "3.1"', "", "nlu:" if lessons else "nlu: []"]
    for intent in INTENTS:
        if intent in lessons:
            lines += [f"- intent: {intent}", "  examples: |"]
            lines += [f"    - {example}" for example in sorted(lessons[intent])]
    return "\n".join(lines) + "\n"

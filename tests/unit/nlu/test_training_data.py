"""What the language model learns from: labels that do not contradict each other."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
import yaml

from app.settings import PROJECT

SERVICE = PROJECT / "nlu" / "service"
SPAN = re.compile(r"\[([^\]]+)\]\((\w+)\)")
DOMAIN = yaml.safe_load((SERVICE / "domain.yml").read_text("utf-8"))
MANY = 250  # of the intents that move appointments or money, or are taken for them
FEW = 120
OFTEN_SAID = {
    *("book", "reschedule", "cancel", "inform", "pay", "check_booking", "request_alternatives"),
    *("affirm", "deny", "select_option", "out_of_scope"),
}


def labelled() -> Iterator[tuple[str, str]]:
    """Yield the intent and the marked text of every training message."""
    for path in sorted((SERVICE / "data").glob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8")).get("nlu", []):
            if "intent" in block:
                lines = block["examples"].splitlines()
                yield from ((block["intent"], line.removeprefix("- ").strip()) for line in lines)


MESSAGES = list(labelled())


def spelling(marked: str) -> str:
    """Return what is left of a message without spans, accents, case and punctuation."""
    text = unicodedata.normalize("NFD", SPAN.sub(r"\1", marked).lower())
    words = re.findall(r"\w+", "".join(char for char in text if not unicodedata.combining(char)))
    return " ".join(words) or marked


def test_what_is_spelt_alike_means_one_thing() -> None:
    meanings = defaultdict(set)
    for intent, marked in MESSAGES:
        meanings[spelling(marked)].add(intent)

    assert {text: intents for text, intents in meanings.items() if len(intents) > 1} == {}


@pytest.mark.parametrize("intent", DOMAIN["intents"])
def test_every_intent_has_messages_enough(intent: str) -> None:
    texts = {spelling(marked) for label, marked in MESSAGES if label == intent}

    assert len(texts) >= (MANY if intent in OFTEN_SAID else FEW)


def test_spans_are_whole_and_of_the_kinds_of_the_domain() -> None:
    kinds = Counter(kind for _, marked in MESSAGES for _, kind in SPAN.findall(marked))
    broken = [marked for _, marked in MESSAGES if re.search(r"[\[\]]", SPAN.sub("", marked))]

    assert (set(kinds), broken) == (set(DOMAIN["entities"]), [])


def test_a_day_that_is_named_is_marked_as_a_time() -> None:
    day = re.compile(r"(?<!de )\b(?:hoy|ayer|anoche|pasado mañana|el (?:lunes|martes|jueves))\b")

    assert [marked for _, marked in MESSAGES if day.search(SPAN.sub("", marked))] == []

"""Entities as a tagger finds them in messages it has not learnt from. No Rasa in here.

Learning intents from the spans people marked would teach trust that the tagger does not deserve.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from components.span_tagger import Span, SpanTagger, TaggerSettings
from components.spanish_chat import ChatToken

_FOLDS = 4
_SEED = 20260101

KnownWords = Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class MarkedMessage:
    """A message with the entities people marked in it."""

    text: str
    tokens: Sequence[ChatToken]
    spans: Sequence[Span]


def spans_as_met(
    messages: Sequence[MarkedMessage], *, lookups: KnownWords, settings: TaggerSettings
) -> list[list[Span]]:
    """Return for each message the entities found by the tagger that did not learn from it."""
    places = list(range(len(messages)))
    random.Random(_SEED).shuffle(places)  # noqa: S311 - folds, not secrets
    found: list[list[Span]] = [[] for _ in messages]
    for fold in range(_FOLDS):
        held_out = set(places[fold::_FOLDS])
        learnt = [
            (messages[place].tokens, messages[place].spans)
            for place in places
            if place not in held_out
        ]
        with tempfile.TemporaryDirectory() as folder:
            tagger = SpanTagger.train(
                learnt, lookups=lookups, settings=settings, folder=Path(folder)
            )
        for place in held_out:
            found[place] = tagger.spans(messages[place].text, messages[place].tokens)
    return found

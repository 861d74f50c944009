"""Finds the entities of a message with a conditional random field. No Rasa in here.

Learns from tokens and spans, keeps itself in one folder: a native crfsuite file and the lookups.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from components.span_features import Lookups, features_of
from components.spanish_chat import ChatToken

_TAGGER_FILE = "tagger.crfsuite"
_LOOKUPS_FILE = "lookups.json"
_OUTSIDE = "O"


@dataclass(frozen=True, slots=True)
class Span:
    """An entity: kind and place in the text, end exclusive."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TaggerSettings:
    """algorithm: how it learns («lbfgs», «pa» …). parameters: those of crfsuite, by its names."""

    algorithm: str
    parameters: Mapping[str, float]


class SpanTagger:
    """A trained tagger; made by train() or load()."""

    def __init__(self, folder: Path, lookups: Lookups) -> None:
        self._lookups = lookups
        self._tagger = pycrfsuite.Tagger()
        # From memory, since Rasa deletes the unpacked model folder; crfsuite does not copy the
        # bytes, so they are kept here.
        self._file = (folder / _TAGGER_FILE).read_bytes()
        self._tagger.open_inmemory(self._file)

    @classmethod
    def load(cls, folder: Path) -> SpanTagger:
        """Return the tagger that train() left in folder."""
        saved = json.loads((folder / _LOOKUPS_FILE).read_text(encoding="utf-8"))
        return cls(folder, Lookups.of((entity, words) for entity, words in saved))

    @classmethod
    def train(
        cls,
        messages: Iterable[tuple[Sequence[ChatToken], Sequence[Span]]],
        *,
        lookups: Sequence[tuple[str, Sequence[str]]],
        settings: TaggerSettings,
        folder: Path,
    ) -> SpanTagger:
        """Return a tagger learnt from messages and leave its files in folder."""
        known = Lookups.of(lookups)
        trainer = pycrfsuite.Trainer(algorithm=settings.algorithm, verbose=False)
        trainer.set_params({**settings.parameters, "feature.possible_transitions": True})
        for tokens, spans in messages:
            if tokens:
                trainer.append(features_of(tokens, known), _tags_of(tokens, spans))
        trainer.train(str(folder / _TAGGER_FILE))
        (folder / _LOOKUPS_FILE).write_text(
            json.dumps([[entity, list(words)] for entity, words in lookups], ensure_ascii=False),
            encoding="utf-8",
        )
        return cls(folder, known)

    def spans(self, text: str, tokens: Sequence[ChatToken]) -> list[Span]:
        """Return the entities of a message, in order and disjoint."""
        if not tokens:
            return []
        self._tagger.set(features_of(tokens, self._lookups))
        return _joined(text, _spans_of(tokens, self._tagger.tag()))


def _tags_of(tokens: Sequence[ChatToken], spans: Sequence[Span]) -> list[str]:
    tags = [_OUTSIDE] * len(tokens)
    for span in spans:
        inside = [
            place
            for place, token in enumerate(tokens)
            if token.start < span.end and token.end > span.start
        ]
        for place in inside:
            tags[place] = f"{'B' if place == inside[0] else 'I'}-{span.kind}"
    return tags


def _spans_of(tokens: Sequence[ChatToken], tags: Sequence[str]) -> list[Span]:
    spans: list[Span] = []
    open_kind = ""
    for token, tag in zip(tokens, tags, strict=True):
        if tag == _OUTSIDE:
            open_kind = ""
            continue
        position, kind = tag.split("-", 1)
        if position == "B" or kind != open_kind:
            spans.append(Span(kind, token.start, token.end))
        else:
            spans[-1] = Span(kind, spans[-1].start, token.end)
        open_kind = kind
    return spans


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return the spans with times that stand side by side made one («el jueves» «a las 5»)."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.kind == span.kind == "time"
            and not text[last.end : span.start].strip()
        ):
            joined[-1] = Span("time", last.start, span.end)
        else:
            joined.append(span)
    return joined

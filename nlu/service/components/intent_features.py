"""Why: what the intent classifier sees of a message. Pure functions without Rasa.

Three blocks, each weighed apart: words and stems with their neighbours; pieces of words, which
survive misspelling; and the sentence with its entities replaced by their kind («<time> no puedo»),
which makes one example speak for every day, name and trade.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from components.span_features import stem_of
from components.spanish_chat import ChatToken

_PIECE_SIZES = range(2, 6)
_BEGIN, _END = "<s>", "</s>"


class Located(Protocol):
    """An entity found: its kind and its place in the text, end exclusive."""

    @property
    def kind(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def blocks_of(tokens: Sequence[ChatToken], entities: Sequence[Located]) -> list[list[str]]:
    """Return the features of each block, with repetitions; always the same number of blocks."""
    words = [_number_class(token.folded) for token in tokens]
    stems = [stem_of(word) for word in words]
    return [
        [*_runs("w", words, longest=2), *_runs("s", stems, longest=2)],
        list(_pieces(words)),
        list(_runs("m", _masked(tokens, stems, entities), longest=3)),
    ]


def _runs(mark: str, words: Sequence[str], *, longest: int) -> Iterator[str]:
    framed = [_BEGIN, *words, _END]
    for size in range(1, longest + 1):
        for begin in range(len(framed) - size + 1):
            run = framed[begin : begin + size]
            if run != [_BEGIN] and run != [_END]:
                yield f"{mark}:{' '.join(run)}"


def _pieces(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        framed = f" {word} "
        for size in _PIECE_SIZES:
            for begin in range(len(framed) - size + 1):
                yield f"c:{framed[begin : begin + size]}"


def _masked(
    tokens: Sequence[ChatToken], stems: Sequence[str], entities: Sequence[Located]
) -> list[str]:
    masked: list[str] = []
    for token, stem in zip(tokens, stems, strict=True):
        kinds = [
            entity.kind
            for entity in entities
            if entity.start <= token.start and token.end <= entity.end
        ]
        if not kinds:
            masked.append(stem)
        elif not masked or masked[-1] != f"<{kinds[0]}>":
            masked.append(f"<{kinds[0]}>")
    return masked


def _number_class(word: str) -> str:
    if not word[:1].isdigit():
        return word
    return "<clock>" if ":" in word else f"<{sum(char.isdigit() for char in word)} digits>"

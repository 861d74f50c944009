"""Why: what the intent classifier sees of a message. Pure functions without Rasa.

Four blocks, each weighed apart: words and stems with their neighbours; pieces of words, which
survive misspelling; the sentence with its entities replaced by their kind («<time> no puedo»),
which makes one example speak for every day, name and trade; and the families its words belong to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from components.span_features import stem_of
from components.spanish_chat import ChatToken, tokens_of, without_accents

# How much each block of blocks_of counts.
BLOCK_WEIGHTS = (1.0, 1.0, 1.0, 0.2)

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


@dataclass(frozen=True, slots=True)
class Families:
    """Words that ask for the same thing, as one pattern a family over « folded words »."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]

    @classmethod
    def of(cls, phrases: Mapping[str, Sequence[str]]) -> Families:
        """Return the families of phrases by name; a star at a word's end stands for any ending."""
        return cls(tuple((name, _pattern_of(phrases[name])) for name in sorted(phrases)))

    def in_words(self, words: Sequence[str]) -> list[str]:
        """Return the names of the families that occur, each once."""
        sentence = f" {' '.join(words)} "
        return [name for name, pattern in self.patterns if pattern.search(sentence)]


def blocks_of(
    tokens: Sequence[ChatToken], entities: Sequence[Located], families: Families
) -> list[list[str]]:
    """Return the features of each block, with repetitions; as many blocks as BLOCK_WEIGHTS."""
    words = [_number_class(token.folded) for token in tokens]
    stems = [stem_of(word) for word in words]
    return [
        [*_runs("w", words, longest=2), *_runs("s", stems, longest=2)],
        list(_pieces(words)),
        list(_runs("m", _masked(tokens, stems, entities), longest=3)),
        [f"f:{name}" for name in families.in_words([token.folded for token in tokens])],
    ]


def _pattern_of(phrases: Sequence[str]) -> re.Pattern[str]:
    return re.compile(f"(?<= )(?:{'|'.join(_phrase_pattern(phrase) for phrase in phrases)})(?= )")


def _phrase_pattern(phrase: str) -> str:
    """Return the pattern of a phrase, whose words are folded as those of a message are."""
    words = (
        (re.escape(without_accents(word[:-1])) + r"\w*")
        if word.endswith("*")
        else " ".join(re.escape(token.folded) for token in tokens_of(word))
        for word in phrase.split()
    )
    return " ".join(words)


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

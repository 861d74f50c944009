"""What the intent classifier sees of a message. Pure functions without Rasa.

Thirteen blocks, each weighed apart. Some look at the words, some at pieces of them, which survive
misspelling, some at the sentence with its entities replaced by their kind («<time> no puedo»), so
that one example speaks for every day, name and trade, and some at its form and its word families.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

from components.span_features import classes_of, stem_of
from components.spanish_chat import ChatToken, tokens_of, without_accents
from components.spanish_verbs import verb_of

# How much each block of blocks_of counts, by its name there.
BLOCK_WEIGHTS = {
    "words": 1.0,
    "pieces": 1.0,
    "masked": 1.0,
    "families": 0.2,
    "phrases": 0.5,
    "skips": 0.5,
    "form": 0.3,
    "pairs": 0.15,
    "classes": 0.5,
    "outline": 0.5,
    "verbs": 0.5,
    "order": 0.2,
    "denied": 0.3,
}

_PIECE_SIZES = range(2, 6)
_PHRASE_SIZES = range(4, 7)
_BEGIN, _END = "<s>", "</s>"
_SIGN = "§"  # before the first letter of a kind of entity
_SHORT_STEM = 4
_DENIALS = {"no", "ni", "nunc", "sin"}  # stems
_STOPS = {",", ".", "?", "!", "pero"}  # nothing is denied beyond them
_DENIED = 4  # words that a denial may reach
_LONGEST_OF = ((1, "1"), (2, "2"), (4, "3-4"), (8, "5-8"), (15, "9-15"))


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
) -> dict[str, list[str]]:
    """Return the features of each block of BLOCK_WEIGHTS, with repetitions."""
    words = [_number_class(token.folded) for token in tokens]
    stems = [stem_of(word) for word in words]
    masked = _masked(tokens, stems, entities)
    verbs = _masked(tokens, [verb_of(word) for word in words], entities)
    outline = [_sign_of(word, entities) for word in _masked(tokens, words, entities)]
    told = [stem for stem in stems if stem[0].isalnum() or stem[0] == "<"]
    kinds = sorted({entity.kind for entity in entities})
    asks = "?" if "?" in words or "¿" in words else "."
    names = families.in_words([token.folded for token in tokens])
    return {
        "words": [*_runs("w", words, longest=2), *_runs("s", stems, longest=2)],
        "pieces": list(_pieces(words)),
        "masked": list(_runs("m", masked, longest=3)),
        "families": [f"f:{name}" for name in names],
        "phrases": list(_phrase_pieces("p", words)),
        "skips": list(_apart("g", told, nearest=2, farthest=3)),
        "form": list(_form(told, kinds, asks)),
        "pairs": list(_pairs(names, kinds, asks)),
        "classes": list(_runs("k", [_class_of(stem) for stem in masked], longest=3)),
        "outline": list(_phrase_pieces("h", outline)),
        "order": list(_order(outline, asks)),
        "verbs": list(_apart("v", verbs, nearest=2, farthest=4)),
        "denied": list(_denied(verbs)),
    }


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


def _phrase_pieces(mark: str, words: Sequence[str]) -> Iterator[str]:
    """Yield pieces that may reach over the end of a word."""
    sentence = f" {' '.join(words)} "
    for size in _PHRASE_SIZES:
        for begin in range(len(sentence) - size + 1):
            yield f"{mark}:{sentence[begin : begin + size]}"


def _apart(mark: str, words: Sequence[str], *, nearest: int, farthest: int) -> Iterator[str]:
    """Yield pairs of words that stand so many places apart."""
    for place, word in enumerate(words):
        for later in words[place + nearest : place + farthest + 1]:
            yield f"{mark}:{word} {later}"


def _form(stems: Sequence[str], kinds: Sequence[str], asks: str) -> Iterator[str]:
    """Yield how the message is built: question or not, length, ends, entities."""
    length = next((name for most, name in _LONGEST_OF if len(stems) <= most), "16+")
    all_kinds = "+".join(kinds)
    yield from (f"q:{asks}", f"n:{length}", f"n:{length}{asks}")
    yield from (f"e:{all_kinds}", f"e:{all_kinds}{asks}{length}")
    for kind in kinds:
        yield from (f"i:{kind}", f"i:{kind}{asks}")
    if stems:
        yield from (f"b1:{stems[0]}", f"b2:{' '.join(stems[:2])}")
        yield from (f"z1:{stems[-1]}", f"z2:{' '.join(stems[-2:])}")


def _pairs(names: Sequence[str], kinds: Sequence[str], asks: str) -> Iterator[str]:
    """Yield families that occur together, with the entities and with a question mark."""
    for one, other in combinations(names, 2):
        yield f"ff:{one} {other}"
    for name in names:
        yield f"fq:{name}{asks}"
        for kind in kinds:
            yield f"fe:{name} {kind}"


def _order(outline: Sequence[str], asks: str) -> Iterator[str]:
    """Yield the kinds of the entities as they follow each other."""
    order = " ".join(word for word in outline if word[0] == _SIGN)
    yield from (f"o:{order}", f"o:{order}{asks}")


def _denied(verbs: Sequence[str]) -> Iterator[str]:
    """Yield what a denial may reach, up to the next stop."""
    left = 0
    for word in verbs:
        if word in _DENIALS:
            left = _DENIED
        elif not left or word in _STOPS:
            left = 0
        else:
            yield f"d:{word}"
            left -= 1


def _sign_of(word: str, entities: Sequence[Located]) -> str:
    """Return a masked entity as two characters, so that pieces reach over it; else the word."""
    is_masked = word in {f"<{entity.kind}>" for entity in entities}
    return f"{_SIGN}{word[1]}" if is_masked else word


def _class_of(stem: str) -> str:
    """Return what a masked stem is in general: its word classes, else how it begins."""
    if stem.startswith("<"):
        return stem
    return "/".join(classes_of(stem)) or stem[:_SHORT_STEM]


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

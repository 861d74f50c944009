"""The engine under the rules: small patterns over tokens that name one another.

A pattern is words, «(a|b c)» for a choice, «?» after what may be left out, «<kind>» for a token
kind or another rule's name (its value is handed to the rule's function, None when left out) and
«{kind}» for the same without handing it over. All rules of one name are kept in one tree, so a
position is walked once whatever their number; a name is read once per position.
This file knows no Spanish.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.language.times.tokens import Token

_PIECES: Final = re.compile(r"\s*(\(|\)\??|\||<[a-z_]+>\??|\{[a-z_]+\}\??|[^\s()|<{]+)")

# One step of a written-out pattern: (kind or name, number of the value it hands over or None),
# or the words of which one stands there.
Step = tuple[str, int | None] | frozenset[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """What `name` may look like, and the value it then has; make returns None to refuse."""

    name: str
    pattern: str
    make: Callable[..., object]


@dataclass(frozen=True, slots=True)
class _End:
    order: int
    make: Callable[..., object]
    places: tuple[int | None, ...]


@dataclass(slots=True)
class _Node:
    choices: dict[frozenset[str], "_Node"] = field(default_factory=dict)
    words: dict[str, list["_Node"]] = field(default_factory=dict)
    kinds: list[tuple[str, bool, "_Node"]] = field(default_factory=list)
    names: list[tuple[str, bool, "_Node"]] = field(default_factory=list)
    ends: list[_End] = field(default_factory=list)


class Grammar:
    """All rules, ready to read any message; holds no state of one."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Build the trees. Raises ValueError for a pattern that is not well formed."""
        listed = tuple(rules)
        self._roots: dict[str, _Node] = {rule.name: _Node() for rule in listed}
        for order, rule in enumerate(listed):
            for steps, places in _written_out(rule.pattern):
                self._grow(self._roots[rule.name], steps).ends.append(
                    _End(order, rule.make, places)
                )
        self._beginning: dict[str, set[str]] = {}
        for name in self._roots:
            for key in self._first(name, ()):
                self._beginning.setdefault(key, set()).add(name)

    def reader(self, tokens: Sequence[Token]) -> "Reader":
        """Return a reader of one message."""
        return Reader(tokens, self._roots, [self._may_begin(token) for token in tokens])

    def _may_begin(self, token: Token) -> frozenset[str]:
        """Return the names that a token may begin."""
        begun = [self._beginning[key] for key in token.keys if key in self._beginning]
        return frozenset().union(*begun)

    def _grow(self, node: _Node, steps: tuple[Step, ...]) -> _Node:
        for step in steps:
            node = (
                self._word_edge(node, step)
                if isinstance(step, frozenset)
                else self._edge(node, step[0], kept=step[1] is not None)
            )
        return node

    def _word_edge(self, node: _Node, words: frozenset[str]) -> _Node:
        child = node.choices.get(words)
        if child is None:
            child = node.choices[words] = _Node()
            for word in words:
                node.words.setdefault(word, []).append(child)
        return child

    def _edge(self, node: _Node, name: str, *, kept: bool) -> _Node:
        edges = node.names if name in self._roots else node.kinds
        for known, known_kept, child in edges:
            if known == name and known_kept == kept:
                return child
        child = _Node()
        edges.append((name, kept, child))
        return child

    def _first(self, name: str, seen: tuple[str, ...]) -> frozenset[str]:
        if name in seen:
            raise ValueError(f"rule {name} begins with itself")
        root = self._roots[name]
        keys = set(root.words) | {kind for kind, _, _ in root.kinds}
        for other, _, _ in root.names:
            keys |= self._first(other, (*seen, name))
        return frozenset(keys)


class Reader:
    """Reads rules at positions of one message, remembering what it has read."""

    def __init__(
        self,
        tokens: Sequence[Token],
        roots: dict[str, _Node],
        begun: Sequence[frozenset[str]],
    ) -> None:
        self._tokens = tokens
        self._roots = roots
        self._begun = begun
        self._read: dict[tuple[str, int], tuple[tuple[int, object], ...]] = {}

    def begun(self, at: int) -> frozenset[str]:
        """Return the names that the token at a position may begin."""
        return self._begun[at]

    def read(self, name: str, at: int) -> tuple[tuple[int, object], ...]:
        """Return (end, value) for each length at which `name` fits; one value a length."""
        key = (name, at)
        known = self._read.get(key)
        if known is None:
            fits = at < len(self._tokens) and name in self._begun[at]
            known = self._read[key] = self._walk(self._roots[name], at) if fits else ()
        return known

    def _walk(self, root: _Node, start: int) -> tuple[tuple[int, object], ...]:
        tokens, begun = self._tokens, self._begun
        branches: list[tuple[_Node, int, tuple[object, ...]]] = [(root, start, ())]
        found: dict[int, tuple[int, object]] = {}
        while branches:
            node, at, values = branches.pop()
            if node.ends:
                _settle(node.ends, at, values, found)
            if at == len(tokens):
                continue
            token = tokens[at]
            branches += [(child, at + 1, values) for child in node.words.get(token.word, ())]
            for kind, kept, child in node.kinds:
                if kind in token.kinds:
                    taken = (*values, token.kinds[kind]) if kept else values
                    branches.append((child, at + 1, taken))
            for name, kept, child in node.names:
                if name not in begun[at]:
                    continue
                for end, value in self.read(name, at):
                    branches.append((child, end, (*values, value) if kept else values))
        return tuple((end, value) for end, (_, value) in found.items())


def _settle(
    ends: list[_End], at: int, values: tuple[object, ...], found: dict[int, tuple[int, object]]
) -> None:
    """Keep, of the rules that end here, the value of the one listed first that accepts."""
    for end in ends:
        if at in found and found[at][0] <= end.order:
            continue
        arguments = (None if place is None else values[place] for place in end.places)
        value = end.make(*arguments)
        if value is not None:
            found[at] = (end.order, value)


def _written_out(pattern: str) -> list[tuple[tuple[Step, ...], tuple[int | None, ...]]]:
    """Return every plain sequence a pattern stands for, with the place of each value in it."""
    pieces = _PIECES.findall(pattern)
    if "".join(pieces) != re.sub(r"\s", "", pattern):
        raise ValueError(f"unreadable pattern: {pattern}")
    numbered = [
        (piece, sum(part.startswith("<") for part in pieces[:at]))
        for at, piece in enumerate(pieces)
    ]
    sequences, rest = _choice(numbered)
    if rest:
        raise ValueError(f"unbalanced pattern: {pattern}")
    total = sum(piece.startswith("<") for piece in pieces)
    written = []
    for steps in dict.fromkeys(sequences):
        places_taken = (step[1] for step in steps if not isinstance(step, frozenset))
        taken = [place for place in places_taken if place is not None]
        places = tuple(taken.index(number) if number in taken else None for number in range(total))
        written.append((steps, places))
    return written


_Numbered = list[tuple[str, int]]


def _choice(pieces: _Numbered) -> tuple[list[tuple[Step, ...]], _Numbered]:
    """Read «a b|c …» up to a closing bracket; return its sequences and what is left."""
    done: list[tuple[Step, ...]] = []
    current: list[tuple[Step, ...]] = [()]
    while pieces and not pieces[0][0].startswith(")"):
        piece, number = pieces[0]
        pieces = pieces[1:]
        if piece == "|":
            done, current = done + current, [()]
            continue
        if piece == "(":
            parts, pieces = _choice(pieces)
            if not pieces:
                raise ValueError("bracket not closed")
            optional, pieces = pieces[0][0].endswith("?"), pieces[1:]
        else:
            optional = piece.endswith("?") and piece != "?"
            parts = [(_step(piece.removesuffix("?") if optional else piece, number),)]
        if optional:
            parts = [*parts, ()]
        current = [(*head, *tail) for head in current for tail in _words_as_one(parts)]
    return done + current, pieces


def _words_as_one(parts: list[tuple[Step, ...]]) -> list[tuple[Step, ...]]:
    """Return a choice with its single words made one step, which keeps the trees small."""
    words: frozenset[str] = frozenset()
    others: list[tuple[Step, ...]] = []
    for part in parts:
        if len(part) == 1 and isinstance(part[0], frozenset):
            words |= part[0]
        else:
            others.append(part)
    return [(words,), *others] if words else others


def _step(piece: str, number: int) -> Step:
    if piece.startswith("<"):
        return (piece[1:-1], number)
    if piece.startswith("{"):
        return (piece[1:-1], None)
    return frozenset((piece,))

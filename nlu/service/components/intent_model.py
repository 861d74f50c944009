"""Why: a linear classifier over weighed features that loads in no time and holds little memory.

One line a class (support vectors, one against the rest), then a softmax whose temperature makes the
confidence mean what it says. scikit-learn trains it; NumPy alone answers. No Rasa in here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from components.intent_features import BLOCK_WEIGHTS

_ARRAYS_FILE = "intents.npz"
_NAMES_FILE = "intents.json"
_SEED = 20260101

Blocks = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class IntentModel:
    """vocabulary: feature -> its row of weights and place in rarity (inverse frequency)."""

    labels: tuple[str, ...]
    vocabulary: dict[str, int]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def train(cls, messages: Sequence[Blocks], intents: Sequence[str], *, c: float) -> IntentModel:
        """Return a model of messages with their intents; c: how far the examples are trusted."""
        vocabulary, rarity = _vocabulary_of(messages)
        rows = [_vector(blocks, vocabulary, rarity) for blocks in messages]
        ends = np.cumsum([0, *(len(places) for places, _ in rows)])
        matrix = csr_matrix(
            (
                np.concatenate([values for _, values in rows]),
                np.concatenate([places for places, _ in rows]),
                ends,
            ),
            shape=(len(rows), len(vocabulary)),
        )
        svm = LinearSVC(C=c, random_state=_SEED).fit(matrix, list(intents))
        return cls(
            labels=tuple(str(label) for label in svm.classes_),
            vocabulary=vocabulary,
            rarity=rarity,
            weights=np.ascontiguousarray(svm.coef_.T, dtype=np.float32),
            bias=svm.intercept_.astype(np.float32),
        )

    def ranking(self, blocks: Blocks, *, temperature: float) -> list[tuple[str, float]]:
        """Return every intent with its confidence, best first; confidences add up to one."""
        places, values = _vector(blocks, self.vocabulary, self.rarity)
        scores = (values @ self.weights[places] + self.bias) / temperature
        powers = np.exp(scores - scores.max())
        confidences = powers / powers.sum()
        best_first = np.argsort(-confidences, kind="stable")
        return [(self.labels[place], float(confidences[place])) for place in best_first]

    def save(self, folder: Path) -> None:
        """Leave the model's files in folder."""
        np.savez(folder / _ARRAYS_FILE, rarity=self.rarity, weights=self.weights, bias=self.bias)
        names = {"labels": self.labels, "features": list(self.vocabulary)}
        (folder / _NAMES_FILE).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Return the model that save() left in folder."""
        names = json.loads((folder / _NAMES_FILE).read_text(encoding="utf-8"))
        with np.load(folder / _ARRAYS_FILE, allow_pickle=False) as arrays:
            return cls(
                labels=tuple(names["labels"]),
                vocabulary={feature: place for place, feature in enumerate(names["features"])},
                rarity=arrays["rarity"],
                weights=arrays["weights"],
                bias=arrays["bias"],
            )


def _vocabulary_of(messages: Sequence[Blocks]) -> tuple[dict[str, int], NDArray[np.float32]]:
    holders = Counter(
        feature for blocks in messages for feature in {name for block in blocks for name in block}
    )
    vocabulary = {feature: place for place, feature in enumerate(sorted(holders))}
    counts = np.array([holders[feature] for feature in vocabulary], dtype=np.float32)
    return vocabulary, np.log((1 + len(messages)) / (1 + counts)).astype(np.float32) + 1


def _vector(
    blocks: Blocks, vocabulary: dict[str, int], rarity: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return places and values of the known features; each block is as long as its weight."""
    parts = [_block_vector(block, vocabulary, rarity) for block in blocks]
    weighed = zip(parts, BLOCK_WEIGHTS, strict=True)
    return (
        np.concatenate([places for places, _ in parts]),
        np.concatenate([values * np.float32(weight) for (_, values), weight in weighed]),
    )


def _block_vector(
    block: Iterable[str], vocabulary: dict[str, int], rarity: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    counts = Counter(
        place for place in (vocabulary.get(name) for name in block) if place is not None
    )
    places = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
    often = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    values = (1 + np.log(often)) * rarity[places]
    length = float(np.sqrt(values @ values)) or 1.0
    return places, (values / length).astype(np.float32)

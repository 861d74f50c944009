"""A linear classifier over weighed features that loads in no time and holds little memory.

One line a class (support vectors, one against the rest), then a softmax whose temperature makes the
confidence mean what it says. A feature is known by its checksum, four bytes, and its weights are
half floats, so that the memory stays small. scikit-learn trains it; NumPy alone answers. No Rasa.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from components.intent_features import BLOCK_WEIGHTS

_ARRAYS_FILE = "intents.npz"
_NAMES_FILE = "intents.json"
_SEED = 20260101

Blocks = Mapping[str, Sequence[str]]
Vector = tuple[NDArray[np.int64], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class IntentModel:
    """labels: the intents. features: rising checksums; rarity, weights: a row for each of them."""

    labels: tuple[str, ...]
    features: NDArray[np.uint32]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float16]
    bias: NDArray[np.float32]

    @classmethod
    def train(cls, messages: Sequence[Blocks], intents: Sequence[str], *, c: float) -> IntentModel:
        """Return a model of messages with their intents; c: how far the examples are trusted."""
        features, rarity = _features_of(messages)
        rows = [_vector(blocks, features, rarity) for blocks in messages]
        ends = np.cumsum([0, *(len(places) for places, _ in rows)])
        matrix = csr_matrix(
            (
                np.concatenate([values for _, values in rows]),
                np.concatenate([places for places, _ in rows]),
                ends,
            ),
            shape=(len(rows), len(features)),
        )
        svm = LinearSVC(C=c, random_state=_SEED).fit(matrix, list(intents))
        return cls(
            labels=tuple(str(label) for label in svm.classes_),
            features=features,
            rarity=rarity,
            weights=np.ascontiguousarray(svm.coef_.T, dtype=np.float16),
            bias=svm.intercept_.astype(np.float32),
        )

    def ranking(self, blocks: Blocks, *, temperature: float) -> list[tuple[str, float]]:
        """Return every intent with its confidence, best first; confidences add up to one."""
        places, values = _vector(blocks, self.features, self.rarity)
        scores = (values @ self.weights[places].astype(np.float32) + self.bias) / temperature
        powers = np.exp(scores - scores.max())
        confidences = powers / powers.sum()
        best_first = np.argsort(-confidences, kind="stable")
        return [(self.labels[place], float(confidences[place])) for place in best_first]

    def save(self, folder: Path) -> None:
        """Leave the model's files in folder."""
        np.savez(
            folder / _ARRAYS_FILE,
            features=self.features,
            rarity=self.rarity,
            weights=self.weights,
            bias=self.bias,
        )
        (folder / _NAMES_FILE).write_text(json.dumps(self.labels), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Return the model that save() left in folder."""
        labels = json.loads((folder / _NAMES_FILE).read_text(encoding="utf-8"))
        with np.load(folder / _ARRAYS_FILE, allow_pickle=False) as arrays:
            return cls(
                labels=tuple(labels),
                features=arrays["features"],
                rarity=arrays["rarity"],
                weights=arrays["weights"],
                bias=arrays["bias"],
            )


def _checksum(feature: str) -> int:
    return crc32(feature.encode(errors="surrogatepass"))


def _features_of(messages: Sequence[Blocks]) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
    """Return the checksums of all features, rising, and how rare each is."""
    holders = Counter(
        checksum
        for blocks in messages
        for checksum in {_checksum(name) for block in blocks.values() for name in block}
    )
    features = np.array(sorted(holders), dtype=np.uint32)
    counts = np.array([holders[int(feature)] for feature in features], dtype=np.float32)
    return features, np.log((1 + len(messages)) / (1 + counts)).astype(np.float32) + 1


def _vector(blocks: Blocks, features: NDArray[np.uint32], rarity: NDArray[np.float32]) -> Vector:
    """Return places and values of the known features; each block is as long as its weight."""
    parts = [
        _block_vector(blocks[name], features, rarity, np.float32(weight))
        for name, weight in BLOCK_WEIGHTS.items()
    ]
    return (
        np.concatenate([places for places, _ in parts]),
        np.concatenate([values for _, values in parts]),
    )


def _block_vector(
    block: Iterable[str],
    features: NDArray[np.uint32],
    rarity: NDArray[np.float32],
    weight: np.float32,
) -> Vector:
    counts = Counter(_checksum(name) for name in block)
    checksums = np.fromiter(counts.keys(), dtype=np.uint32, count=len(counts))
    often = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    places = np.minimum(np.searchsorted(features, checksums), len(features) - 1)
    known = features[places] == checksums
    places = places[known]
    values = (1 + np.log(often[known])) * rarity[places]
    length = float(np.sqrt(values @ values)) or 1.0
    return places, (values * (weight / length)).astype(np.float32)

"""A linear softmax over hashed features: small, explainable by its weights, well under a millisecond."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graphs.clinic.understanding.lexicon import CLASSES
from graphs.clinic.understanding.words import Words

DIMENSIONS = 1 << 14
# columns that features are hashed into

Floats = NDArray[np.float32]
Group = tuple[str, float, Iterable[str]]
# name of a group of features, its weight (squares of all groups add up to about one), the features


@dataclass(frozen=True, slots=True)
class Features:
    """One utterance as sparse numbers."""

    columns: NDArray[np.int64]
    values: Floats


def sparse(groups: Iterable[Group]) -> Features:
    """Hashes the features; each group has the length of its weight, however many features it holds."""
    columns: list[int] = []
    values: list[float] = []
    for group, weight, names in groups:
        unique = sorted({zlib.crc32(f"{group}:{name}".encode()) % DIMENSIONS for name in names})
        if unique:
            columns += unique
            values += [weight / len(unique) ** 0.5] * len(unique)
    return Features(np.array(columns, dtype=np.int64), np.array(values, dtype=np.float32))


def pairs(tokens: list[str]) -> list[str]:
    """Neighbours, the borders included."""
    return [f"{one} {two}" for one, two in pairwise(["<", *tokens, ">"])]


def meetings(names: Iterable[str]) -> list[str]:
    """Every two of the names."""
    return [f"{one} {two}" for one, two in combinations(sorted(set(names)), 2)]


def characters(words: Words) -> list[str]:
    """Character n-grams of three to five."""
    return [words.text[at : at + size] for size in (3, 4, 5) for at in range(len(words.text) - size + 1)]


@lru_cache(maxsize=8192)
def kinds_of(token: str) -> tuple[str, ...]:
    """The kinds of a word (classes.yaml), in the order of the file."""
    forms = {token, *(f"{token[:length]}*" for length in range(2, len(token) + 1))}
    return tuple(kind for kind, members in CLASSES.items() if forms & members)


def softmax(scores: Floats) -> Floats:
    """Probabilities along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)


@dataclass(frozen=True)
class Model:
    """Trained weights."""

    weights: Floats
    # [DIMENSIONS, labels]
    bias: Floats
    # [labels]

    def probabilities(self, found: Features) -> Floats:
        """One probability per label."""
        return softmax(found.values @ self.weights[found.columns] + self.bias)


def load(path: Path) -> Model:
    """A model that `train.store` wrote."""
    with np.load(path) as stored:
        scale: Floats = stored["scale"]
        return Model(stored["weights"].astype(np.float32) * scale, stored["bias"])

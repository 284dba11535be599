"""A linear softmax over hashed n-grams and rule hits: small, explainable by its weights, well under a millisecond."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graphs.clinic.understanding.lexicon import CLASSES, INTENTS
from graphs.clinic.understanding.words import Words

LABELS = (
    "book_appointment",
    "move_appointment",
    "cancel_appointment",
    "my_appointments",
    "balance",
    "explain_charge",
    "promise_payment",
    "symptoms",
    "opening_hours",
    "address",
    "insurance",
    "visit_preparation",
    "person",
    "repeat",
    "slower",
    "start_over",
    "goodbye",
    "other",
    "affirm",
    "deny",
)
DIMENSIONS = 1 << 14
# columns that n-grams are hashed into
WEIGHTS = Path(__file__).parent / "weights.npz"
_GROUP_WEIGHT = {"word": 0.5, "pair": 0.3, "char": 0.5, "rule": 0.4, "class": 0.45, "meeting": 0.25, "frame": 0.45}
# squares add up to about one
_SHORT = 4
# an utterance of fewer words tells its length too

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Features:
    """One utterance as sparse numbers."""

    columns: NDArray[np.int64]
    values: Floats


def features(words: Words) -> Features:
    """Words, pairs, character n-grams, rule hits, kinds of words and their meetings, each group scaled to its weight."""
    columns: list[int] = []
    values: list[float] = []
    for group, names in _groups(words):
        unique = {zlib.crc32(f"{group}:{name}".encode()) % DIMENSIONS for name in names}
        if unique:
            columns += unique
            values += [_GROUP_WEIGHT[group] / len(unique) ** 0.5] * len(unique)
    return Features(np.array(columns, dtype=np.int64), np.array(values, dtype=np.float32))


def _groups(words: Words) -> Iterator[tuple[str, list[str]]]:
    tokens = words.text.split()
    kinds = [_kinds(token) for token in tokens]
    present = sorted({kind for found in kinds for kind in found})
    yield "word", tokens
    yield "pair", _pairs(tokens)
    yield "char", [words.text[at : at + size] for size in (3, 4, 5) for at in range(len(words.text) - size + 1)]
    yield "rule", INTENTS.keys(words.text) + ([f"short{len(tokens)}"] if len(tokens) < _SHORT else [])
    yield "class", present
    yield "meeting", [f"{one} {two}" for one, two in combinations(present, 2)]
    yield "frame", _pairs([found[0].upper() if found else token for token, found in zip(tokens, kinds, strict=True)])


def _pairs(tokens: list[str]) -> list[str]:
    return [f"{one} {two}" for one, two in pairwise(["<", *tokens, ">"])]


@lru_cache(maxsize=8192)
def _kinds(token: str) -> tuple[str, ...]:
    """The kinds of a word, in the order of classes.yaml."""
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
    # [DIMENSIONS, len(LABELS)]
    bias: Floats
    # [len(LABELS)]

    def probabilities(self, words: Words) -> Floats:
        """One probability per label, in the order of LABELS."""
        found = features(words)
        return softmax(found.values @ self.weights[found.columns] + self.bias)


@lru_cache(maxsize=1)
def model() -> Model:
    """The model of `weights.npz`, which `python -m graphs.clinic.understanding.train` writes."""
    with np.load(WEIGHTS) as stored:
        scale: Floats = stored["scale"]
        return Model(stored["weights"].astype(np.float32) * scale, stored["bias"])

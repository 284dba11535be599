"""Trains the classifier on the examples of this folder and writes weights.npz: `python -m graphs.clinic.understanding.train`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graphs.clinic.understanding.classifier import DIMENSIONS, LABELS, WEIGHTS, Features, Floats, Model, features
from graphs.clinic.understanding.words import fold
from graphs.errors import BadInput

EXAMPLES = Path(__file__).parent / "examples"
_STEPS = 160
_LEARNING_RATE = 0.08
_DECAY = 2e-5
# L2 penalty


@dataclass(frozen=True, slots=True)
class Example:
    """One authored utterance."""

    text: str
    label: str
    language: str


def examples() -> list[Example]:
    """All lines "label<TAB>text" of examples/*.tsv; BadInput names file and line of a wrong one."""
    return [example for path in sorted(EXAMPLES.glob("*.tsv")) for example in _lines(path)]


def _lines(path: Path) -> list[Example]:
    found: list[Example] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        label, _, text = line.partition("\t")
        if line and (label not in LABELS or not text.strip()):
            raise BadInput(f"{path.name}, line {number}: expected a label, a tab and an utterance")
        if line:
            found.append(Example(text.strip(), label, path.stem))
    return found


def fingerprint() -> str:
    """Changes with every change of examples, rules or features; weights.npz carries the one it was trained with."""
    folder = EXAMPLES.parent
    sources = [*sorted(EXAMPLES.glob("*.tsv")), folder / "wishes.yaml", folder / "classes.yaml", folder / "classifier.py", folder / "words.py"]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def train(training: Sequence[Example]) -> Model:
    """Softmax regression by Adam over the whole batch; deterministic."""
    dense = _dense([features(fold(example.text)) for example in training])
    wanted = np.eye(len(LABELS), dtype=np.float32)[[LABELS.index(example.label) for example in training]]
    counts = wanted.sum(axis=0)
    weight = (1.0 / np.sqrt(np.maximum(counts, 1.0)))[wanted.argmax(axis=1)]
    return _adam(dense, wanted, (weight / weight.mean()).astype(np.float32)[:, None])


def _dense(rows: Sequence[Features]) -> Floats:
    dense = np.zeros((len(rows), DIMENSIONS), dtype=np.float32)
    for row, found in zip(dense, rows, strict=True):
        row[found.columns] += found.values
    return dense


def _adam(dense: Floats, wanted: Floats, weight: Floats) -> Model:
    used = np.flatnonzero(dense.any(axis=0))
    dense = np.hstack([dense[:, used], np.ones((len(dense), 1), dtype=np.float32)])
    theta = np.zeros((dense.shape[1], len(LABELS)), dtype=np.float32)
    first, second = np.zeros_like(theta), np.zeros_like(theta)
    for step in range(1, _STEPS + 1):
        scores = dense @ theta
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = (scores / scores.sum(axis=1, keepdims=True) - wanted) * weight / len(dense)
        gradient = dense.T @ error + _DECAY * theta
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        theta -= _LEARNING_RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    weights = np.zeros((DIMENSIONS, len(LABELS)), dtype=np.float32)
    weights[used] = theta[:-1]
    return Model(weights, theta[-1])


def store(trained: Model, path: Path = WEIGHTS) -> None:
    """Weights as eight-bit figures with one scale per label, beside the fingerprint of what they were trained on."""
    scale = np.abs(trained.weights).max(axis=0) / 127
    figures: NDArray[np.int8] = np.round(trained.weights / scale).astype(np.int8)
    np.savez_compressed(
        path, weights=figures, scale=scale.astype(np.float32), bias=trained.bias, fingerprint=np.array(fingerprint())
    )


if __name__ == "__main__":
    store(train(examples()))

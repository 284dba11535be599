"""Trains the classifier on the examples of this folder and writes weights.npz: `python -m graphs.clinic.understanding.train`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graphs.clinic.understanding.classifier import DIMENSIONS, LABELS, WEIGHTS, Features, Floats, Model, features, softmax
from graphs.clinic.understanding.intents import corrected
from graphs.clinic.understanding.words import fold
from graphs.errors import BadInput

EXAMPLES = Path(__file__).parent / "examples"
_PENALTY = 0.1
# of the ridge regression
_OFFSET = 0.05
# part of the kernel that stands for the bias
_TEMPERATURES = (2.0, 3.0, 4.0, 5.0, 6.0, 8.0)


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
    """Ridge regression on +1 / -1 per label, rare labels weighing more; scores are scaled to honest probabilities."""
    return fit(training)[0]


def fit(training: Sequence[Example]) -> tuple[Model, Floats]:
    """The model, and what it would say of each example had it not seen that one: probabilities [examples, labels]."""
    dense = _dense([features(corrected(fold(example.text))) for example in training])
    labels = np.array([LABELS.index(example.label) for example in training])
    wanted = np.eye(len(LABELS), dtype=np.float32)[labels] * 2 - 1
    rarity = np.sqrt(np.bincount(labels, minlength=len(LABELS)))[labels]
    inverse = np.linalg.inv(dense @ dense.T + _OFFSET + np.diag(_PENALTY * rarity / rarity.mean()).astype(np.float32))
    dual = inverse @ wanted
    unseen = wanted - dual / np.diag(inverse)[:, None]
    temperature = min(_TEMPERATURES, key=lambda factor: _surprise(softmax(unseen * factor), labels))
    weights = dense.T @ dual * temperature
    return Model(weights, _OFFSET * dual.sum(axis=0) * temperature), softmax(unseen * temperature)


def _surprise(probabilities: Floats, labels: NDArray[np.int64]) -> float:
    return float(-np.log(probabilities[np.arange(len(labels)), labels] + 1e-9).mean())


def _dense(rows: Sequence[Features]) -> Floats:
    dense = np.zeros((len(rows), DIMENSIONS), dtype=np.float32)
    for row, found in zip(dense, rows, strict=True):
        row[found.columns] += found.values
    return dense


def store(trained: Model, path: Path = WEIGHTS) -> None:
    """Weights as eight-bit figures with one scale per label, beside the fingerprint of what they were trained on."""
    scale = np.abs(trained.weights).max(axis=0) / 127
    figures: NDArray[np.int8] = np.round(trained.weights / scale).astype(np.int8)
    np.savez_compressed(
        path, weights=figures, scale=scale.astype(np.float32), bias=trained.bias, fingerprint=np.array(fingerprint())
    )


if __name__ == "__main__":
    store(train(examples()))

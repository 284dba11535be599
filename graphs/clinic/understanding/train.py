"""Trains both linear models on the examples of this folder: `python -m graphs.clinic.understanding.train`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graphs.clinic.understanding import alarm, classifier
from graphs.clinic.understanding.intents import corrected
from graphs.clinic.understanding.linear import DIMENSIONS, Features, Floats, Model, softmax
from graphs.clinic.understanding.red_flag_rules import RULES
from graphs.clinic.understanding.words import fold
from graphs.errors import BadInput

FOLDER = Path(__file__).parent
EXAMPLES = FOLDER / "examples"
LANGUAGES = ("en", "es")
_PROBE_EVERY = 50
# of so many examples one tells whether features are computed as they were
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
    """The intents: lines "label<TAB>text" of examples/en.tsv and es.tsv; BadInput names the line of a wrong one."""
    return [example for name in LANGUAGES for example in _lines(EXAMPLES / f"{name}.tsv", classifier.LABELS)]


def emergencies() -> list[Example]:
    """The lines of examples/emergencies.tsv (a kind, or "none"), and every intent's example as "none"."""
    ordinary = [Example(e.text, "none", e.language) for e in examples()]
    return [*_lines(EXAMPLES / "emergencies.tsv", alarm.ALARMS), *ordinary]


def _lines(path: Path, labels: Sequence[str]) -> list[Example]:
    found: list[Example] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        label, _, text = line.partition("\t")
        if line and (label not in labels or not text.strip()):
            raise BadInput(f"{path.name}, line {number}: expected a label, a tab and an utterance")
        if line:
            found.append(Example(text.strip(), label, path.stem))
    return found


def fingerprint() -> str:
    """Changes with examples, rules or features; the stored weights carry the one they were trained with."""
    digest = hashlib.sha256()
    for source in sorted([*EXAMPLES.glob("*.tsv"), *FOLDER.glob("*.yaml")]):
        digest.update(source.read_bytes())
    for example in examples()[::_PROBE_EVERY]:
        words = fold(example.text)
        for found in (classifier.features(corrected(words)), alarm.features(words, RULES)):
            digest.update(found.columns.tobytes() + found.values.tobytes())
    return digest.hexdigest()


def fit_intents(training: Sequence[Example]) -> tuple[Model, Floats]:
    """The intent model, and its probabilities of each example had it not seen that one."""
    rows = [classifier.features(corrected(fold(example.text))) for example in training]
    return fit(rows, [classifier.LABELS.index(example.label) for example in training], len(classifier.LABELS))


def fit_alarm(training: Sequence[Example]) -> tuple[Model, Floats]:
    """The alarm model, likewise."""
    rows = [alarm.features(fold(example.text), RULES) for example in training]
    return fit(rows, [alarm.ALARMS.index(example.label) for example in training], len(alarm.ALARMS))


def fit(rows: Sequence[Features], wanted_labels: Sequence[int], count: int) -> tuple[Model, Floats]:
    """Ridge regression on +1 / -1 per label, rare labels weighing more; scores are scaled to honest probabilities.

    Also what the model would say of each row had it not seen that one (leave one out, in closed form): [rows, count].
    """
    dense, labels = _dense(rows), np.array(wanted_labels)
    wanted = np.eye(count, dtype=np.float32)[labels] * 2 - 1
    rarity = np.sqrt(np.bincount(labels, minlength=count))[labels]
    inverse = np.linalg.inv(dense @ dense.T + _OFFSET + np.diag(_PENALTY * rarity / rarity.mean()).astype(np.float32))
    dual = inverse @ wanted
    unseen = wanted - dual / np.diag(inverse)[:, None]
    temperature = min(_TEMPERATURES, key=lambda factor: _surprise(softmax(unseen * factor), labels))
    trained = Model(dense.T @ dual * temperature, _OFFSET * dual.sum(axis=0) * temperature)
    return trained, softmax(unseen * temperature)


def _surprise(probabilities: Floats, labels: NDArray[np.int64]) -> float:
    return float(-np.log(probabilities[np.arange(len(labels)), labels] + 1e-9).mean())


def _dense(rows: Sequence[Features]) -> Floats:
    dense = np.zeros((len(rows), DIMENSIONS), dtype=np.float32)
    for row, found in zip(dense, rows, strict=True):
        row[found.columns] += found.values
    return dense


def store(trained: Model, path: Path) -> None:
    """Weights as eight-bit figures with one scale per label, beside the fingerprint of what they were trained on."""
    scale = (np.abs(trained.weights).max(axis=0) / 127).astype(np.float32)
    figures: NDArray[np.int8] = np.round(trained.weights / scale).astype(np.int8)
    np.savez_compressed(path, weights=figures, scale=scale, bias=trained.bias, fingerprint=np.array(fingerprint()))


if __name__ == "__main__":
    store(fit_intents(examples())[0], classifier.WEIGHTS)
    store(fit_alarm(emergencies())[0], alarm.WEIGHTS)

"""Which label an utterance has: words and rule hits, weighed by a trained linear model."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from graphs.clinic.understanding.lexicon import INTENTS
from graphs.clinic.understanding.linear import (
    Features,
    Floats,
    Group,
    Model,
    characters,
    kinds_of,
    load,
    meetings,
    pairs,
    sparse,
)
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
WEIGHTS = Path(__file__).parent / "intents.npz"
_SHORT = 4
# an utterance of fewer words tells its length too


def features(words: Words) -> Features:
    """Words, pairs, character n-grams, rule hits, kinds of words and their meetings."""
    tokens = words.text.split()
    kinds = [kinds_of(token) for token in tokens]
    present = {kind for found in kinds for kind in found}
    frame = [found[0].upper() if found else token for token, found in zip(tokens, kinds, strict=True)]
    length = [f"short{len(tokens)}"] if len(tokens) < _SHORT else []
    groups: list[Group] = [
        ("word", 0.5, tokens),
        ("pair", 0.3, pairs(tokens)),
        ("char", 0.5, characters(words)),
        ("rule", 0.4, [*INTENTS.keys(words.text), *length]),
        ("class", 0.45, present),
        ("meeting", 0.25, meetings(present)),
        ("frame", 0.45, pairs(frame)),
    ]
    return sparse(groups)


@lru_cache(maxsize=1)
def model() -> Model:
    """The model of `intents.npz`, which `python -m graphs.clinic.understanding.train` writes."""
    return load(WEIGHTS)


def probabilities(words: Words) -> Floats:
    """One probability per label, in the order of LABELS."""
    return model().probabilities(features(words))

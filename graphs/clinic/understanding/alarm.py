"""How much an utterance sounds like examples/emergencies.tsv: the layer for words that no phrase foresaw."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from graphs.clinic.understanding import classifier
from graphs.clinic.understanding.linear import (
    Features,
    Group,
    Model,
    characters,
    kinds_of,
    load,
    meetings,
    pairs,
    sparse,
)
from graphs.clinic.understanding.red_flag_rules import KINDS, RedFlagRules
from graphs.clinic.understanding.words import Words

ALARMS = ("none", *KINDS)
WEIGHTS = Path(__file__).parent / "alarm.npz"
_BODILY = frozenset({"body", "sensation", "illness", "family"})
_FEW_WORDS = 5
_TOO_FEW_WORDS = 4
# to mean anything without a word of the body
_WISH_SURE = 0.6
_WISHES = frozenset(classifier.LABELS) - {"symptoms", "other", "affirm", "deny", "person"}


def features(words: Words, rules: RedFlagRules) -> Features:
    """Words, pairs, character n-grams, kinds of words, the clinician's concepts, their meetings, and contexts.

    Phrases are left out: what they catch needs no second opinion.
    """
    tokens = words.text.split()
    present = {kind for token in tokens for kind in kinds_of(token)} | set(rules.concepts.keys(words.text))
    around = [name for name, found in rules.contexts.items() if found.any(words.text)]
    groups: list[Group] = [
        ("word", 0.5, tokens),
        ("pair", 0.4, pairs(tokens)),
        ("char", 0.4, characters(words)),
        ("class", 0.35, present),
        ("meeting", 0.3, meetings(present | set(around))),
        ("context", 0.3, around),
    ]
    return sparse(groups)


@lru_cache(maxsize=1)
def model() -> Model:
    """The model of `alarm.npz`, which `python -m graphs.clinic.understanding.train` writes."""
    return load(WEIGHTS)


def sounds_like(words: Words, rules: RedFlagRules) -> tuple[str, float]:
    """The likeliest kind and how likely any emergency is; 0 for a few words that speak of no body."""
    if len(words.text.split()) < _TOO_FEW_WORDS and not _bodily(words, rules):
        return KINDS[0], 0.0
    probabilities = model().probabilities(features(words, rules))
    return ALARMS[1 + int(probabilities[1:].argmax())], float(1 - probabilities[0])


def is_unlikely_place(words: Words, rules: RedFlagRules) -> bool:
    """Few words, words that speak of no body, or clearly a wish: an emergency may hide there, but rarely does."""
    return len(words.text.split()) < _FEW_WORDS or not _bodily(words, rules) or _is_wish(words)


def _bodily(words: Words, rules: RedFlagRules) -> bool:
    tokens = words.text.split()
    return any(_BODILY & set(kinds_of(token)) for token in tokens) or rules.concepts.any(words.text)


def _is_wish(words: Words) -> bool:
    probabilities = classifier.probabilities(words)
    return float(probabilities.max()) >= _WISH_SURE and classifier.LABELS[int(probabilities.argmax())] in _WISHES

"""What a caller wants, by rules and a small trained classifier together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graphs.clinic.language.codes import Language
from graphs.clinic.understanding.answers import beside_answer, polarity
from graphs.clinic.understanding.classifier import LABELS, probabilities
from graphs.clinic.understanding.lexicon import CORRECTIONS, INTENTS
from graphs.clinic.understanding.universals import universal
from graphs.clinic.understanding.words import Words, fold

WISHES = frozenset(LABELS[:13])
# labels that a compound utterance may hold several of
ANSWERS = frozenset({"affirm", "deny"})
# only where `polarity` hears one too
_JOINTS = re.compile(r" (?:and|also|plus|then|y|tambien|ademas|luego) ")
_SURE = 0.6
# a wish of this score is not taken for a yes or no; nor is a part of a compound utterance below it a wish
_SPARE_WORDS = 3
# words of other content that an answer may hold


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing that an utterance may mean."""

    label: str
    # one of LABELS
    score: float
    # 0..1


def intents(text: str, language: Language) -> list[Intent]:
    """All labels, best first; "other" leads when nothing fits. Each wish of a compound utterance scores high."""
    words = corrected(fold(text))
    if not words.text.strip():
        return [Intent("other", 1.0)]
    scores = dict(zip(LABELS, probabilities(words).tolist(), strict=True))
    for label, score in _segments(words):
        scores[label] = max(scores[label], score)
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    return [Intent(label, score) for label, score in ranked]


def classify(text: str, language: Language) -> str:
    """The single best label, universals included; "affirm" or "deny" when the utterance is an answer."""
    whole = universal(text, language)
    if whole:
        return "other" if whole == "hold_on" else whole
    ranked = intents(text, language)
    said, beside = polarity(text, language), beside_answer(text)
    if (
        said
        and not _is_wish(ranked[0])
        and (not beside or (ranked[0].label in ANSWERS and len(beside) <= _SPARE_WORDS))
    ):
        return "affirm" if said == "yes" else "deny"
    return next(intent.label for intent in ranked if said or intent.label not in ANSWERS)


def _is_wish(intent: Intent) -> bool:
    return intent.label in WISHES and intent.score >= _SURE


def corrected(words: Words) -> Words:
    """What is left after "no wait", "I mean", when that names a wish itself; else all of it."""
    for hit in sorted(CORRECTIONS.find(words.text), key=lambda found: -found.start):
        tail = fold(words.text[hit.end :])
        if hit.start > 1 and WISHES & set(INTENTS.keys(tail.text)) and len(tail.text.split()) >= 2:
            return tail
    return words


def _segments(words: Words) -> list[tuple[str, float]]:
    """Sure wishes of the parts that "and" joins, where a rule of the part agrees."""
    parts = [fold(part) for part in _JOINTS.split(words.text) if len(part.split()) >= 2]
    if len(parts) < 2:
        return []
    found: list[tuple[str, float]] = []
    for part in parts:
        scores = probabilities(part)
        label, score = LABELS[int(scores.argmax())], float(scores.max())
        if label in WISHES and score >= _SURE and label in INTENTS.keys(part.text):
            found.append((label, score))
    return found

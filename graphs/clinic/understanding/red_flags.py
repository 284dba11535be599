"""Emergencies in a caller's words; both languages are always tried.

Layers: phrases; signs that are weak alone; what must be asked first; and, for words that no phrase foresaw, how much
the utterance sounds like known emergencies.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from graphs.clinic.language.codes import Language
from graphs.clinic.language.introductions import without_introduction
from graphs.clinic.understanding.alarm import is_unlikely_place, sounds_like
from graphs.clinic.understanding.red_flag_rules import KINDS, RULES, RedFlagRules
from graphs.clinic.understanding.scene import Level, Scene
from graphs.clinic.understanding.words import Words, fold

LANGUAGES: tuple[Language, ...] = ("en", "es")

_SURE = 0.65
_SURE_THOUGH_SOFTENED = 0.8
_SURE_IN_UNLIKELY_PLACE = 0.85
# probability from which the last layer speaks of an emergency: chosen on what it says of examples it has not seen
_DOUBT = 0.4
# so much below that it asks


@dataclass(frozen=True, slots=True)
class RedFlag:
    """How urgent an utterance is."""

    level: Level
    # "check": ask "Is this happening now?"
    kind: str | None = None
    # one of KINDS; None at level "none"


NONE = RedFlag("none")


@lru_cache(maxsize=1024)
def red_flag(text: str) -> RedFlag:
    """The worst level that the words reach; never raises."""
    return judge(fold(text), RULES)


def judge(words: Words, rules: RedFlagRules) -> RedFlag:
    """As `red_flag`, with rules of the caller's choice."""
    scene = Scene(words, rules)
    found = [(scene.level(hit), hit.key) for hit in scene.counted(rules.phrases)]
    found += [("emergency", kind) for kind in scene.weak_pairs()]
    worst = _worst(found)
    if worst.level == "emergency":
        return worst
    found += [("check", hit.key) for hit in scene.counted(rules.checks) if scene.level(hit) != "none"]
    said = scene.remaining()
    kind, probability = sounds_like(_without_who(said), rules)
    sure = _sure_from(scene, said)
    if probability >= sure - _DOUBT:
        found.append(("emergency" if probability >= sure else "check", kind))
    return _worst(found)


def _without_who(words: Words) -> Words:
    """The words without name and date of birth, which sound like anything; no alarm was ever raised by them."""
    for language in LANGUAGES:
        left = without_introduction(words.text, language)
        if left != words.text:
            return fold(left)
    return words


def _sure_from(scene: Scene, said: Words) -> float:
    """The probability that these words must reach: more where emergencies are rare."""
    if is_unlikely_place(said, scene.rules):
        return _SURE_IN_UNLIKELY_PLACE
    return _SURE_THOUGH_SOFTENED if scene.is_softened() or said is not scene.words else _SURE


def _worst(found: list[tuple[Level, str]]) -> RedFlag:
    for level in ("emergency", "check"):
        kinds = {kind for found_level, kind in found if found_level == level}
        for kind in KINDS:
            if kind in kinds:
                return RedFlag(level, kind)
    return NONE

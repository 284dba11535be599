"""Emergencies in a caller's words; both languages are always tried.

Layers: phrases; signs that are weak alone; what must be asked first; and, for words that no phrase foresaw, how much
the utterance sounds like known emergencies.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from graphs.clinic.understanding.alarm import sounds_like
from graphs.clinic.understanding.red_flag_rules import KINDS, RULES, RedFlagRules
from graphs.clinic.understanding.scene import Level, Scene
from graphs.clinic.understanding.words import Words, fold

_SOUNDS_SURE = 0.65
_SOUNDS_LIKELY = 0.3
# probability from which the last layer speaks of an emergency, or asks


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
    if scene.is_plain():
        kind, probability = sounds_like(words, rules)
        if probability >= _SOUNDS_LIKELY:
            found.append(("emergency" if probability >= _SOUNDS_SURE else "check", kind))
    return _worst(found)


def _worst(found: list[tuple[Level, str]]) -> RedFlag:
    for level in ("emergency", "check"):
        kinds = {kind for found_level, kind in found if found_level == level}
        for kind in KINDS:
            if kind in kinds:
                return RedFlag(level, kind)
    return NONE

"""wishes.yaml, compiled once: what callers ask for, how they answer, how they correct themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graphs.clinic.understanding.rules import concepts, pattern_set, read_rules
from graphs.errors import BadInput

FILE = "wishes.yaml"


def _section(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = content.get(name)
    if not isinstance(section, Mapping):
        raise BadInput(f"{FILE}: the section {name} is missing")
    return section


_CONTENT = read_rules(FILE)
_NAMED = concepts(_CONTENT, FILE)
_SPECIALTIES = dict(_section(_CONTENT, "specialties"))
_NAMED["young"] = [pattern for patterns in _SPECIALTIES.pop("young").values() for pattern in patterns]
_UNIVERSALS = dict(_section(_CONTENT, "universals"))
_FILLERS = _UNIVERSALS.pop("fillers")
_ANSWERS = dict(_section(_CONTENT, "answers"))
_PLAIN = _ANSWERS.pop("plain")

INTENTS: Final = pattern_set(_section(_CONTENT, "intents"), _NAMED, f"{FILE}, intents")
UNIVERSALS: Final = pattern_set(_UNIVERSALS, _NAMED, f"{FILE}, universals")
FILLERS: Final = pattern_set({"fillers": _FILLERS}, _NAMED, f"{FILE}, universals")
ANSWERS: Final = pattern_set(_ANSWERS, _NAMED, f"{FILE}, answers")
# keys yes_first, no_first (count at the beginning of a clause), yes_inside, no_inside (anywhere)
PLAIN: Final = pattern_set({"plain": _PLAIN}, _NAMED, f"{FILE}, answers")
# words that add nothing to a yes or no
CORRECTIONS: Final = pattern_set({"corrections": _section(_CONTENT, "corrections")}, _NAMED, FILE)
SPECIALTIES: Final = pattern_set(_SPECIALTIES, _NAMED, f"{FILE}, specialties")
TOPICS: Final = pattern_set(_section(_CONTENT, "topics"), _NAMED, f"{FILE}, topics")
PRICES: Final = pattern_set(_section(_CONTENT, "prices"), _NAMED, f"{FILE}, prices")
# keys asks, own (what the caller owes), other (of something else than a visit)
MOOD: Final = pattern_set(_section(_CONTENT, "mood"), _NAMED, f"{FILE}, mood")
STILL: Final = pattern_set(_section(_CONTENT, "still"), _NAMED, f"{FILE}, still")
# keys unsure, over: answers to "Is this happening now?"
CLASSES: Final = {name: frozenset(str(words).split()) for name, words in read_rules("classes.yaml").items()}
# words and stems ("hinch*") that the classifier may treat alike

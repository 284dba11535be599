"""red_flags.yaml, checked and compiled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphs.clinic.understanding.patterns import Concepts, PatternSet
from graphs.clinic.understanding.rules import concepts, pattern_set, per_language, read_rules
from graphs.errors import BadInput

FILE = "red_flags.yaml"
KINDS = (
    "poison",
    "self_harm",
    "violence",
    "heart",
    "breathing",
    "stroke",
    "awareness",
    "allergy",
    "bleeding",
    "pregnancy",
    "diabetes",
    "child",
    "dying",
)
# of two kinds in one utterance the first named here is told to the caller
CONTEXTS = (
    "negators",
    "false_negation",
    "onset",
    "distant_past",
    "past_verb",
    "history",
    "hypothetical",
    "topic_before",
    "topic_after",
    "paperwork",
    "again",
    "now",
    "admin",
    "resolved",
    "present",
    "others",
)


@dataclass(frozen=True, slots=True)
class RedFlagRules:
    """red_flags.yaml, compiled."""

    phrases: PatternSet
    checks: PatternSet
    weak: PatternSet
    exclusions: PatternSet
    general: PatternSet
    concepts: PatternSet
    contexts: Mapping[str, PatternSet]

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> RedFlagRules:
        """Checks and compiles the file's content; BadInput with one line that says where it is wrong."""
        named = concepts(content, FILE)
        kinds = _section(content, "kinds", KINDS)
        contexts = _section(content, "contexts", CONTEXTS)
        return cls(
            phrases=_layer(kinds, "phrases", named),
            checks=_layer(kinds, "check", named),
            weak=_layer(kinds, "weak", named),
            exclusions=_layer(kinds, "exclusions", named),
            general=_each_apart(per_language(content.get("general"), f"{FILE}, general"), named),
            concepts=PatternSet([(name, source) for name, members in named.items() for source in members], named),
            contexts={
                name: pattern_set({name: section}, named, f"{FILE}, contexts") for name, section in contexts.items()
            },
        )


def _section(content: Mapping[str, Any], name: str, wanted: Iterable[str]) -> Mapping[str, Any]:
    section = content.get(name)
    if not isinstance(section, Mapping):
        raise BadInput(f"{FILE}: the section {name} is missing")
    missing, unknown = set(wanted) - set(section), set(section) - set(wanted)
    if missing or unknown:
        raise BadInput(f"{FILE}, {name}: missing {sorted(missing)}, unknown {sorted(unknown)}")
    return section


def _layer(kinds: Mapping[str, Any], layer: str, named: Concepts) -> PatternSet:
    sections = {kind: parts[layer] for kind, parts in kinds.items() if layer in parts}
    return pattern_set(sections, dict(named), f"{FILE}, {layer}")  # type: ignore[arg-type]


def _each_apart(sources: Iterable[str], named: Concepts) -> PatternSet:
    return PatternSet([(source, source) for source in sources], named)


RULES = RedFlagRules.from_content(read_rules(FILE))

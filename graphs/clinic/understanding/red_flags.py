"""Emergencies in a caller's words, judged by the rules of red_flags.yaml; both languages are always tried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from graphs.clinic.understanding.patterns import Concepts, Hit, PatternSet
from graphs.clinic.understanding.rules import concepts, pattern_set, per_language, read_rules
from graphs.clinic.understanding.words import Words, fold
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
    "distant_past",
    "past_verb",
    "history",
    "hypothetical",
    "topic_before",
    "topic_after",
    "now",
    "admin",
    "resolved",
    "present",
    "others",
)
_NEGATION_REACH = 6
# words between a negator and what it negates
_RESTARTS = frozenset("i im ive hes shes theres its yo hay he she we they but pero".split())
_OWNERS = frozenset("my his her mi su".split())
# begin a new thought, unless they stand right behind the negator
_INNER_NEGATORS = frozenset("dont doesnt didnt isnt wasnt not never no nunca".split())
_THINKING = frozenset("think believe guess feel creo que".split())
_VERBS = frozenset(
    "is are im hes shes its cant couldnt wont hurts hurt hurting feels feel feeling having going took swallowed "
    "duele duelen siento siente puedo puede esta estoy tengo tiene falta ahogo dio tomo trago".split()
)
_LASTING = frozenset({"poison", "self_harm", "violence"})
# kinds in which "yesterday" or "it is better now" changes nothing

Level = Literal["none", "check", "emergency"]


@dataclass(frozen=True, slots=True)
class RedFlag:
    """How urgent an utterance is."""

    level: Level
    # "check": ask "Is this happening now?"
    kind: str | None = None
    # one of KINDS; None at level "none"


NONE = RedFlag("none")


@dataclass(frozen=True, slots=True)
class RedFlagRules:
    """red_flags.yaml, compiled."""

    phrases: PatternSet
    checks: PatternSet
    weak: PatternSet
    exclusions: PatternSet
    general: PatternSet
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


@lru_cache(maxsize=1024)
def red_flag(text: str) -> RedFlag:
    """The worst level that the words reach; never raises."""
    return judge(fold(text), RULES)


def judge(words: Words, rules: RedFlagRules) -> RedFlag:
    """As `red_flag`, with rules of the caller's choice."""
    scene = _Scene(words, rules)
    found = [(scene.level(hit), hit.key) for hit in scene.counted(rules.phrases)]
    found += [("check", hit.key) for hit in scene.counted(rules.checks) if scene.level(hit) != "none"]
    found += [("emergency", kind) for kind in scene.weak_pairs()]
    for level in ("emergency", "check"):
        kinds = {kind for found_level, kind in found if found_level == level}
        for kind in KINDS:
            if kind in kinds:
                return RedFlag(level, kind)  # type: ignore[arg-type]
    return NONE


class _Scene:
    """One utterance: its hits and what surrounds them."""

    def __init__(self, words: Words, rules: RedFlagRules) -> None:
        self.words, self.rules = words, rules
        self._context = rules.contexts
        self._excluded = [(hit.key, hit.start, hit.end) for hit in rules.exclusions.find(words.text)]
        self._resolved = [(hit.start, hit.end) for hit in self._context["resolved"].find(words.text)]
        self._masked = self._without_false_negation()
        self._now = self._is_now()

    def counted(self, patterns: PatternSet) -> list[Hit]:
        """Hits that are neither an idiom nor negated."""
        return [hit for hit in patterns.find(self.words.text) if not self._idiom(hit) and not self._negated(hit)]

    def level(self, hit: Hit) -> Level:
        if self._about_others(hit):
            return "check"
        if self._after_resolved(hit):
            return "check"
        if self._now:
            return "emergency"
        return "check" if self._remembered(hit) or self._spoken_about(hit) else "emergency"

    def _about_others(self, hit: Hit) -> bool:
        """A pet or a film is spoken of, outside the phrase itself ("a dog bit him")."""
        spans = self._context["others"].find(self.words.text)
        return any(span.end <= hit.start or span.start >= hit.end for span in spans)

    def weak_pairs(self) -> list[str]:
        """Kinds with a weak sign beside another sign, of its own or a general one."""
        signs: dict[str, list[Hit]] = {}
        for hit in self.counted(self.rules.weak):
            if self.level(hit) == "emergency":
                signs.setdefault(hit.key, []).append(hit)
        general = [hit for hit in self.counted(self.rules.general) if signs]
        return [kind for kind, hits in signs.items() if _two_apart(hits, general)]

    def _clause(self, hit: Hit) -> str:
        start, end = self.words.clause(hit.start)
        return self.words.text[max(start - 1, 0) : max(end, hit.end)]

    def _idiom(self, hit: Hit) -> bool:
        return any(key == hit.key and start < hit.end and hit.start < end for key, start, end in self._excluded)

    def _negated(self, hit: Hit) -> bool:
        start = max(self.words.clause(hit.start)[0] - 1, 0)
        masked = self._masked
        if not hit.negative and _INNER_NEGATORS & set(masked[hit.start : hit.end].split()):
            return True
        before = _padded(masked[start : hit.start])
        negators = self._context["negators"].find(before)
        return any(_reaches(before[found.end :].split()) for found in negators)

    def _without_false_negation(self) -> str:
        """The text, of equal length, with "not sure", "doesn't stop" and the like crossed out."""
        text = self.words.text
        for span in self._context["false_negation"].find(text):
            text = text[: span.start] + _crossed_out(text[span.start : span.end]) + text[span.end :]
        return text

    def _after_resolved(self, hit: Hit) -> bool:
        if hit.key in _LASTING or self._now:
            return False
        return any(start >= hit.end - 1 for start, _ in self._resolved)

    def _is_now(self) -> bool:
        """Whether a clause that is not about a booking or a bill says that it happens now."""
        return any(self._now_in(clause) for clause in self._clauses_unresolved())

    def _clauses_unresolved(self) -> list[str]:
        text = self.words.text
        for start, end in self._resolved:
            text = text[:start] + "_" * (end - start - 1) + " " + text[end:]
        starts = self.words.clauses
        return [text[max(a - 1, 0) : b] for a, b in zip(starts, (*starts[1:], len(text)), strict=True)]

    def _now_in(self, clause: str) -> bool:
        return self._context["now"].any(clause) and not self._context["admin"].any(clause)

    def _remembered(self, hit: Hit) -> bool:
        """Past or somebody's history: said in the hit's clause, or beside it while nothing in the clause is present."""
        clause = self._clause(hit)
        if self._past(clause) and not (hit.key in _LASTING and "yesterday" in clause):
            return True
        before = self.words.text[max(self.words.clause(hit.start)[0] - 1, 0) : hit.start]
        if any(found.end >= len(before) - 12 for found in self._context["past_verb"].find(_padded(before))):
            return True
        if self._context["present"].any(clause):
            return False
        start, end = self.words.sentence(hit.start)
        return self._past(self.words.text[max(start - 1, 0) : end])

    def _past(self, text: str) -> bool:
        return self._context["distant_past"].any(text) or self._context["history"].any(text)

    def _spoken_about(self, hit: Hit) -> bool:
        """A question about it or a name of something, not the thing itself."""
        text = self.words.text
        if self._hypothetical(hit):
            return True
        if _VERBS & set(text[hit.start : hit.end].split()):
            return False
        before = text[max(self.words.clause(hit.start)[0] - 1, 0) : hit.start]
        if any(len(before[found.end :].split()) <= 2 for found in self._context["topic_before"].find(before)):
            return not _RESTARTS & set(before.split()[-3:])
        after = text[hit.end - 1 :]
        return any(len(after[: found.start].split()) <= 1 for found in self._context["topic_after"].find(after))

    def _hypothetical(self, hit: Hit) -> bool:
        start, end = self.words.sentence(hit.start)
        spans = self._context["hypothetical"].find(self.words.text[max(start - 1, 0) : end])
        offset = max(start - 1, 0)
        return any(span.start + offset <= hit.start for span in spans)


def _padded(text: str) -> str:
    return f" {text.strip()} "


def _crossed_out(text: str) -> str:
    return "".join(char if char == " " else "_" for char in text)


def _reaches(between: list[str]) -> bool:
    """Whether a negator with these words between still negates: no new subject, except "I don't think I have"."""
    if len(between) > _NEGATION_REACH:
        return False
    restarts = [index for index, word in enumerate(between) if word in _RESTARTS or (index and word in _OWNERS)]
    return all(index and between[index - 1] in _THINKING for index in restarts)


def _two_apart(hits: list[Hit], general: list[Hit]) -> bool:
    return any(
        one.source != two.source and (one.end <= two.start or two.end <= one.start)
        for one in hits
        for two in (*hits, *general)
    )

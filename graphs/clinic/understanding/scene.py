"""What surrounds a red flag in an utterance: negation, past, idiom, a mere question about it."""

from __future__ import annotations

from typing import Literal

from graphs.clinic.understanding.patterns import Hit, PatternSet
from graphs.clinic.understanding.red_flag_rules import RedFlagRules
from graphs.clinic.understanding.words import Words, fold

_NEGATION_REACH = 6
# words between a negator and what it negates
_RESTARTS = frozenset(
    ["i", "im", "ive", "hes", "shes", "theres", "its", "yo", "hay", "he", "she", "we", "they", "but", "pero"]
)
_OWNERS = frozenset(["my", "his", "her", "mi", "su"])
# begin a new thought, unless they stand right behind the negator
_INNER_NEGATORS = frozenset(["dont", "doesnt", "didnt", "isnt", "wasnt", "not", "never", "no", "nunca"])
_THINKING = frozenset(["think", "believe", "guess", "feel", "creo", "que"])
_VERBS = frozenset(
    (
        "is",
        "are",
        "im",
        "hes",
        "shes",
        "its",
        "cant",
        "couldnt",
        "wont",
        "hurts",
        "hurt",
        "hurting",
        "feels",
        "feel",
        "feeling",
        "having",
        "going",
        "took",
        "swallowed",
        "duele",
        "duelen",
        "siento",
        "siente",
        "puedo",
        "puede",
        "esta",
        "estoy",
        "tengo",
        "tiene",
        "falta",
        "ahogo",
        "dio",
        "tomo",
        "trago",
    )
)
_URGENT_VERBS = _VERBS - {"took", "tomo", "having"}
_PERSONS = frozenset(
    {"i", "im", "me", "her", "him", "son", "daughter", "baby", "he", "she", "hijo", "hija", "nino", "nina", "bebe"}
)
_LASTING = frozenset({"poison", "self_harm", "violence"})
# kinds in which "yesterday" or "it is better now" changes nothing

_SUDDEN = frozenset({"awareness"})
_HAD = ("had ", "tuvo ", "tuve ")
# "he had a seizure" is news, "he had a stroke" a history, where nothing else tells when
_LASTING_SO_FAR = (" have ", " has ")
# "I have had this pain" is no past
_NEAR = 12
# characters between a verb of the past and what it speaks of
_SOFTENING = ("distant_past", "past_verb", "history", "hypothetical", "topic_before", "paperwork", "others", "resolved")

Level = Literal["none", "check", "emergency"]


class Scene:
    """One utterance: its hits and what surrounds them."""

    def __init__(self, words: Words, rules: RedFlagRules) -> None:
        self.words, self.rules = words, rules
        self._context = rules.contexts
        self._excluded = [(hit.key, hit.start, hit.end) for hit in rules.exclusions.find(words.text)]
        self._masked = self._without_false_negation()
        self._resolved = [
            (hit.start, hit.end) for hit in self._context["resolved"].find(words.text) if not _denied(hit, words.text)
        ]
        self._now = self._is_now()

    def counted(self, patterns: PatternSet) -> list[Hit]:
        """Hits that are neither an idiom nor negated."""
        return [hit for hit in patterns.find(self.words.text) if not self._idiom(hit) and not self._negated(hit)]

    def level(self, hit: Hit) -> Level:
        if self._about_others(hit):
            return "check"
        if self._after_resolved(hit):
            return "check"
        if self._now or self._has_begun(hit):
            return "emergency"
        return "check" if self._remembered(hit) or self._spoken_about(hit) else "emergency"

    def _about_others(self, hit: Hit) -> bool:
        """A pet or a film is what the clause speaks of, and no person beside it ("a dog bit my son")."""
        clause = self._clause(hit)
        return self._context["others"].any(clause) and not _PERSONS & set(clause.split())

    def remaining(self) -> Words:
        """The words without what is an idiom or denied: what the caller says beside it."""
        text = list(self.words.text)
        spans = [(start, end) for _, start, end in self._excluded]
        spans += [(hit.start, hit.end) for hit in self.rules.phrases.find(self.words.text) if self._negated(hit)]
        for start, end in spans:
            text[start:end] = " " * (end - start)
        return fold("".join(text)) if spans else self.words

    def is_softened(self) -> bool:
        """Something in the words speaks of a memory, of others, of paper or of what might be."""
        return not self._now and any(self._context[name].any(self.words.text) for name in _SOFTENING)

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
        if self._has_begun(hit):
            return False
        start = max(self.words.clause(hit.start)[0] - 1, 0)
        masked = self._masked
        if _denied(hit, masked):
            return True
        before = _padded(masked[start : hit.start])
        negators = self._context["negators"].find(before)
        return any(_reaches(before[found.end :].split()) for found in negators)

    def _has_begun(self, hit: Hit) -> bool:
        """ "No chest pain until now" denies what was, not what is."""
        end = self.words.sentence(hit.start)[1]
        return self._context["onset"].any(self.words.text[hit.end - 1 : end])

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
        """It is back or worse; or "today", "just", "for an hour" stand beside a sign."""
        if self._context["admin"].any(clause):
            return False
        return self._context["again"].any(clause) or (self._context["now"].any(clause) and self._has_sign(clause))

    def _has_sign(self, clause: str) -> bool:
        return any(layer.any(clause) for layer in (self.rules.phrases, self.rules.weak, self.rules.general))

    def _remembered(self, hit: Hit) -> bool:
        """Past or somebody's history: said in the hit's clause, or beside it while nothing in the clause is present."""
        clause = self._clause(hit)
        if self._past(clause) and not (hit.key in _LASTING and "yesterday" in clause):
            return True
        before = _padded(self.words.text[max(self.words.clause(hit.start)[0] - 1, 0) : hit.start])
        for found in self._context["past_verb"].find(before):
            close = found.end >= len(before) - _NEAR and not before[: found.start].endswith(_LASTING_SO_FAR)
            if close and not (hit.key in _SUDDEN and before[found.start :].startswith(_HAD)):
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
        if self._context["paperwork"].any(text) and not _URGENT_VERBS & set(text[hit.start : hit.end].split()):
            return True
        if _VERBS & set(text[hit.start : hit.end].split()):
            return False
        before = text[max(self.words.clause(hit.start)[0] - 1, 0) : hit.start]
        if any(len(before[found.end :].split()) <= 2 for found in self._context["topic_before"].find(before)):
            return not _RESTARTS & set(before.split()[-3:])
        after = text[hit.end - 1 :]
        return any(len(after[: found.start].split()) <= 1 for found in self._context["topic_after"].find(after))

    def _hypothetical(self, hit: Hit) -> bool:
        """The clause begins as a question about what might be."""
        start = self.words.clause(hit.start)[0]
        clause = self._clause(hit)
        spans = self._context["hypothetical"].find(clause)
        return any(span.start + max(start - 1, 0) <= hit.start for span in spans)


def _denied(hit: Hit, text: str) -> bool:
    """Whether a "not" stands between the words of a pattern that has none."""
    return not hit.negative and bool(_INNER_NEGATORS & set(text[hit.start : hit.end].split()))


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

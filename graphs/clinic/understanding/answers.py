"""Yes and no, as people say them."""

from __future__ import annotations

from typing import Literal

from graphs.clinic.language.codes import Language
from graphs.clinic.understanding.coverage import longest, uncovered
from graphs.clinic.understanding.lexicon import ANSWERS, FILLERS, PLAIN
from graphs.clinic.understanding.patterns import Hit
from graphs.clinic.understanding.words import Words, fold

_NEGATORS = frozenset({"dont", "not", "never", "doesnt", "didnt", "wont", "cant", "isnt"})


def polarity(text: str, language: Language) -> Literal["yes", "no"] | None:
    """What the last clause with an answer in it says: "no no it's fine, do it" is a yes; None without an answer."""
    words = fold(text)
    said = _said(words)
    return ("yes" if said[-1].key.startswith("yes") else "no") if said else None


def has_change(text: str, language: Language) -> bool:
    """Whether a yes or no carries other content too: "yes, but with the other doctor"."""
    return bool(polarity(text, language)) and bool(beside_answer(text))


def beside_answer(text: str) -> list[str]:
    """The words of an answer that are neither yes nor no nor politeness."""
    words = fold(text)
    return uncovered(words.text, [*_said(words), *PLAIN.find(words.text)])


def _said(words: Words) -> list[Hit]:
    hits = list(ANSWERS.find(words.text))
    leading = _leading(words, [hit for hit in hits if hit.key.endswith("_first")])
    inside = [hit for hit in hits if hit.key.endswith("_inside")]
    denied = [hit for hit in (*leading, *inside) if hit.key.startswith("no")]
    kept = [hit for hit in (*leading, *inside) if hit in denied or not _denied(words, hit, denied)]
    return sorted(longest(kept), key=lambda hit: hit.end)


def _leading(words: Words, hits: list[Hit]) -> list[Hit]:
    """Those at the beginning of a clause, behind nothing but fillers and one another."""
    fillers = list(FILLERS.find(words.text))
    starts = [max(start, 1) for start in words.clauses]
    return [
        hit
        for hit in hits
        if not uncovered(
            words.text[: hit.start],
            [*_until(fillers, hit.start), *_until(hits, hit.start), _before(words, hit, starts)],
        )
    ]


def _until(hits: list[Hit], end: int) -> list[Hit]:
    return [hit for hit in hits if hit.end <= end]


def _before(words: Words, hit: Hit, starts: list[int]) -> Hit:
    """Everything before the clause of `hit`, as if covered."""
    return Hit("", "", 0, max(start for start in starts if start <= hit.start))


def _denied(words: Words, hit: Hit, denied: list[Hit]) -> bool:
    """Whether a yes lies in a no ("don't do it"), or a negator stands right before it in the same clause."""
    start = words.clause(hit.start)[0]
    before = words.text[start : hit.start].split()[-2:]
    inside = any(no.start < hit.end and hit.start < no.end and no.end - no.start > 4 for no in denied)
    return inside or bool(_NEGATORS & set(before))

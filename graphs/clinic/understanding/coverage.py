"""How much of an utterance a set of hits explains."""

from __future__ import annotations

from collections.abc import Iterable

from graphs.clinic.understanding.patterns import Hit


def uncovered(text: str, hits: Iterable[Hit]) -> list[str]:
    """The words of a folded text that lie in none of the hits, in order."""
    spans = sorted((hit.start, hit.end) for hit in hits)
    left: list[str] = []
    at = 0
    for start, end in spans:
        if start > at:
            left += text[at:start].split()
        at = max(at, end)
    return left + text[at:].split()


def words_in(text: str, hits: Iterable[Hit]) -> int:
    """How many words the hits cover, each counted once."""
    return len(text.split()) - len(uncovered(text, hits))


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """The hits that do not lie inside a longer one, by start."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda found: (found.start, -found.end)):
        if not kept or hit.end > kept[-1].end:
            kept.append(hit)
    return kept

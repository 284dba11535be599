"""Wishes that mean the same in any state of a call: say it again, slower, a person, start over, goodbye, hold on."""

from __future__ import annotations

from typing import Literal

from graphs.clinic.language.codes import Language
from graphs.clinic.understanding.coverage import uncovered, words_in
from graphs.clinic.understanding.lexicon import FILLERS, UNIVERSALS
from graphs.clinic.understanding.patterns import Hit
from graphs.clinic.understanding.words import fold

Universal = Literal["repeat", "slower", "person", "start_over", "goodbye", "hold_on"]
_SPARE_WORDS = {"person": 6, "start_over": 3, "slower": 3, "hold_on": 4, "repeat": 0, "goodbye": 1}
# how many other words an utterance may hold where two or more words speak for the universal


def universal(text: str, language: Language) -> Universal | None:
    """The one thing the whole utterance asks for; None when it holds something else. Both languages are understood."""
    words = fold(text)
    fillers = list(FILLERS.find(words.text))
    by_key: dict[str, list[Hit]] = {}
    for hit in UNIVERSALS.find(words.text):
        by_key.setdefault(hit.key, []).append(hit)
    # "say that again, but slower" is a wish for slower
    fitting = [
        (len(uncovered(words.text, [*hits, *fillers])), key == "repeat", -words_in(words.text, hits), key)
        for key, hits in by_key.items()
        if _fits(words.text, key, hits, fillers)
    ]
    return min(fitting)[-1] if fitting else None  # type: ignore[return-value]


def _fits(text: str, key: str, hits: list[Hit], fillers: list[Hit]) -> bool:
    left = len(uncovered(text, [*hits, *fillers]))
    spoken = words_in(text, hits)
    return not left or (spoken >= 2 and left <= min(_SPARE_WORDS[key], 2 * spoken - 2))

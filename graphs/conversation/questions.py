"""A graph's questions: what `interrupt()` was given, how it is asked, and what the caller's words answer. Pure.

`interrupt("Shall I book it?")` asks an open question. `interrupt({...})` may say more; every key is optional but the
text:

    text               what is spoken (or "question", "message", "prompt")
    options            the answers there are: texts, or {"value": ..., "label": what callers say}; the graph is given
                       the text or the value
    deadline_seconds   after so long without an answer the graph is given
    default            ... this (None when there is none)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

TEXT_KEYS = ("text", "question", "message", "prompt")
YES: Final = frozenset(
    {"yes", "yeah", "yep", "sure", "ok", "okay", "right", "correct", "please", "exactly"}
    | {"si", "claro", "vale", "bueno", "correcto"}
)
NO: Final = frozenset({"no", "nope", "never", "not", "don't", "dont", "nah", "nunca", "tampoco"})
ORDINALS: Final = tuple(
    frozenset(names.split())
    for names in (
        "first 1st primero primera",
        "second 2nd segundo segunda",
        "third 3rd tercero tercera",
        "fourth 4th cuarto cuarta",
    )
)
NUMBERS: Final = tuple(
    frozenset(names.split()) for names in ("one 1 uno una", "two 2 dos", "three 3 tres", "four 4 cuatro")
)
ASKS_BACK: Final = frozenset({"what", "pardon", "sorry", "repeat", "again", "come again", "say that again", "repita"})


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers that a question takes."""

    value: Any
    label: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the graph is given."""

    value: Any


@dataclass(frozen=True, slots=True)
class Question:
    """A graph's `interrupt()` that waits for an answer."""

    id: str
    value: Any
    # what interrupt() was given

    @property
    def text(self) -> str:
        """The question as it is spoken."""
        if isinstance(self.value, Mapping):
            for key in TEXT_KEYS:
                if isinstance(self.value.get(key), str):
                    return str(self.value[key])
        return str(self.value)

    @property
    def options(self) -> list[Option]:
        """The answers there are; none for an open question."""
        given = self._said("options")
        known = given if isinstance(given, Sequence) and not isinstance(given, str) else []
        return [_option(one) for one in known]

    @property
    def deadline_seconds(self) -> float | None:
        """How long it waits; None: until it is answered."""
        given = self._said("deadline_seconds")
        return float(given) if isinstance(given, int | float) and given > 0 else None

    @property
    def default(self) -> Any:
        """What the graph is given after the deadline."""
        return self._said("default")

    def answer_in(self, words: str) -> Answer | None:
        """The answer that the caller's words give; None when they say something else."""
        heard = _folded(words)
        if words.rstrip().endswith("?") or heard in ASKS_BACK:
            return None
        if not self.options:
            return Answer(words)
        return _chosen(self.options, heard)

    def _said(self, key: str) -> Any:
        return self.value.get(key) if isinstance(self.value, Mapping) else None


def _option(given: Any) -> Option:
    if isinstance(given, Mapping):
        value = given.get("value", given.get("label"))
        return Option(value, str(given.get("label", value)))
    return Option(given, {True: "yes", False: "no"}.get(given, str(given)) if isinstance(given, bool) else str(given))


def _chosen(options: Sequence[Option], heard: str) -> Answer | None:
    """The one option that is named, by its label, as yes or no, or by its place."""
    named = [option for option in options if _contains(heard, _folded(option.label))]
    if len(named) > 1:  # "ten" in "ten thirty": the longest label that holds the others
        longest = max(named, key=lambda option: len(option.label))
        named = [longest] if all(_contains(_folded(longest.label), _folded(one.label)) for one in named) else named
    if not named:
        named = _agreed(options, set(heard.split())) or _placed(options, heard)
    return Answer(named[0].value) if len(named) == 1 else None


def _agreed(options: Sequence[Option], words: set[str]) -> list[Option]:
    """Yes or no, where the options are these: "no" anywhere wins over a polite "please"."""
    for meaning in (NO, YES):
        if words & meaning:
            return [option for option in options if _folded(option.label) in meaning]
    return []


def _placed(options: Sequence[Option], heard: str) -> list[Option]:
    words = set(heard.split())
    for places in (ORDINALS, NUMBERS):  # "the third one" is not the first
        if named := [option for option, names in zip(options, places, strict=False) if words & names]:
            return named
    return []


def _contains(text: str, part: str) -> bool:
    return bool(part) and re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text) is not None


def _folded(text: str) -> str:
    """Lower case, without accents and punctuation."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[\w']+", plain))

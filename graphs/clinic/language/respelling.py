"""Letters that correct a heard name: "smith with a y", "jon without an h"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graphs.clinic.language.codes import Language

_CONFUSED = {
    "y": ("i", "ie"), "i": ("y",), "k": ("ch", "c", "q"), "c": ("k", "s"), "z": ("s", "c"),
    "s": ("z", "c"), "j": ("g",), "g": ("j",), "f": ("ph",), "ph": ("f", "v"), "v": ("ph", "b"),
    "b": ("v",), "ñ": ("n",), "x": ("j", "s"), "w": ("v",),
}  # fmt: skip
# letter: what is heard in its place
_LETTER_NAMES_ES = {
    "zeta": "z", "ceta": "z", "ese": "s", "ce": "c", "hache": "h", "be": "b", "ve": "v", "uve": "v", "ka": "k",
    "jota": "j", "ge": "g", "equis": "x", "eñe": "ñ", "ye": "y",
}  # fmt: skip
_HINT: dict[Language, str] = {
    "en": r"\s\b(?P<how>with|without|no) (?:an? |the )?(?P<double>double |two )?(?P<letter>ph|[a-z])(?:'?s)?(?=\s|$)",
    "es": (
        r"\s\b(?P<how>con|sin) (?P<double>doble |dos )?"
        rf"(?P<letter>[a-zñ]|{'|'.join(_LETTER_NAMES_ES)})s?(?=\s|$)"
    ),
}


@dataclass(frozen=True, slots=True)
class Hint:
    """One letter of a name, and the word it was said of."""

    word: str
    letter: str
    double: bool
    without: bool

    def applied(self, names: list[str]) -> list[str]:
        """The name with the letter put right in the word concerned (the last one when that is not among them)."""
        at = names.index(self.word) if self.word in names else len(names) - 1
        return [*names[:at], self._respelled(names[at]), *names[at + 1 :]] if names else names

    def _respelled(self, word: str) -> str:
        if self.without:
            return word.replace(self.letter, "", 1) or word
        if self.double:
            return re.sub(rf"(?<!^){self.letter}+(?!.*{self.letter})", self.letter * 2, word)
        heard = next((other for other in _CONFUSED.get(self.letter, ()) if other in word), None)
        if heard:
            return word.replace(heard, self.letter, 1)
        if self.letter == "h" and word[0] in "aeiou":
            return f"h{word}"
        return word if self.letter in word and not word.endswith("n") else word + self.letter


def take_hint(spoken: str, language: Language) -> tuple[Hint | None, str]:
    """The hint in a lower-case text, and the text without its words."""
    match = re.search(_HINT[language], spoken)
    before = spoken[: match.start()].split() if match else []
    if not match or not before:
        return None, spoken
    letter = _LETTER_NAMES_ES.get(match["letter"], match["letter"])
    hint = Hint(before[-1], letter, bool(match["double"]), match["how"] in ("without", "sin", "no"))
    return hint, spoken[: match.start()] + spoken[match.end() :]

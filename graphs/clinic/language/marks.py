"""Reading by marking: a found expression is replaced by a sign with letters, so that later rules read around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Marks(Generic[T]):
    """A text in which marked expressions stand as `<sign>A`, `<sign>B`, ... and what they mean."""

    text: str
    sign: str
    # one character that normalised text never holds
    values: list[T] = field(default_factory=list)

    def mark(self, pattern: str, build: Callable[[re.Match[str]], T | None]) -> None:
        """Replace each match that `build` can read, but for its group `keep`; one that it cannot (None) stays."""

        def sign(match: re.Match[str]) -> str:
            value = build(match)
            if value is None:
                return match[0]
            self.values.append(value)
            kept = match.groupdict().get("keep") or ""
            return f"{kept} {self.sign}{_letters(len(self.values) - 1)} "

        self.text = " ".join(re.sub(pattern, sign, self.text).split())

    def left(self) -> list[T]:
        """The values whose marks still stand in the text, in its order."""
        return [self.value(letters) for letters in re.findall(rf"{self.sign}([A-Z]+)", self.text)]

    def value(self, letters: str) -> T:
        number: int = sum((ord(c) - 65) * 26**n for n, c in enumerate(reversed(letters)))
        return self.values[number]


def _letters(number: int) -> str:
    """Figures stay free for numbers, small letters for words."""
    return (_letters(number // 26) if number > 25 else "") + chr(65 + number % 26)

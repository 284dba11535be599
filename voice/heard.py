"""What a caller heard: the words of a reply up to the place where its sound was cut. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from livekit.agents.types import TimedString

CHARACTERS_PER_SECOND = 15.0
# of speech whose length is not known yet
WORD_SHARE = 0.5
# a word counts as heard when more than this part of it was played


@dataclass(slots=True)
class HeardText:
    """The words of one reply, and how they lie on its sound."""

    whole: str = ""
    # the reply as it was written, as far as it came
    total_seconds: float | None = None
    # length of its sound, None while more may come
    _ends: list[float] = field(default_factory=list)
    _letters: list[int] = field(default_factory=list)
    # characters of the text, without white space, that were spoken at each of `_ends` (seconds)

    def say(self, text: str) -> None:
        """Take words of the reply."""
        self.whole += text

    def time(self, phrase: TimedString) -> None:
        """Take the time of the next phrase, where the voice tells it."""
        end = phrase.end_time
        if isinstance(end, float | int):
            self._ends.append(float(end))
            self._letters.append((self._letters[-1] if self._letters else 0) + _letters(phrase))

    def until(self, seconds: float) -> str:
        """The words that had been spoken after so many seconds, whole words only."""
        if self.total_seconds is not None and seconds >= self.total_seconds - 0.02:
            return self.whole
        return _cut(self.whole, self._letters_at(seconds))

    def _letters_at(self, seconds: float) -> float:
        """Characters without white space that were spoken by then."""
        if seconds <= 0:
            return 0.0
        if not self._ends:
            return self._estimated(seconds)
        index = bisect_right(self._ends, seconds)
        if index == len(self._ends):
            return self._letters[-1]
        begin, before = (self._ends[index - 1], self._letters[index - 1]) if index else (0.0, 0)
        share = (seconds - begin) / max(self._ends[index] - begin, 1e-6)
        return before + share * (self._letters[index] - before)

    def _estimated(self, seconds: float) -> float:
        if self.total_seconds:
            return _letters(self.whole) * seconds / self.total_seconds
        return min(seconds * CHARACTERS_PER_SECOND, _letters(self.whole))


def _letters(text: str) -> int:
    return sum(not character.isspace() for character in text)


def _cut(text: str, letters: float) -> str:
    """The words of which more than `WORD_SHARE` lies within so many characters, with what stood between them."""
    end, seen = 0, 0
    for word in re.finditer(r"\S+", text):
        if seen + WORD_SHARE * len(word.group()) >= letters:
            break
        seen += len(word.group())
        end = word.end()
    return text[:end]

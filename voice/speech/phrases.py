"""Cuts a reply, as it is streamed, into phrases to be synthesised one by one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

FIRST_LONG_CHARACTERS = 45
# a first sentence longer than this is split at a comma, so that its sound comes early
FIRST_SHORT_CHARACTERS = 8
# but not so short that it sounds torn
LONG_CHARACTERS = 220
# any phrase is cut here: synthesis of one cannot be stopped half-way

ABBREVIATIONS = frozenset(
    {
        *("dr", "dra", "mr", "mrs", "ms", "sr", "sra", "st", "jr", "prof"),
        *("no", "vs", "etc", "apt", "ext", "approx", "dept"),
        *("p.m", "a.m", "e.g", "i.e", "u.s", "ee.uu"),
    }
)
_END = re.compile(r"[.!?…]+[\"'”’)»]*")
_COMMA = re.compile(r"[,;:—–][\"'”’)»]*(?=\s)")


class PhraseSplitter:
    """Text in, in any pieces; phrases out, whose concatenation is the text."""

    def __init__(self) -> None:
        self._rest = ""
        self._is_first = True

    def push(self, text: str) -> list[str]:
        """Take text; return the phrases that are complete now."""
        self._rest += text
        return list(self._take(at_end=False))

    def end(self) -> list[str]:
        """Return what is left."""
        return list(self._take(at_end=True))

    def _take(self, *, at_end: bool) -> Iterator[str]:
        while cut := self._next_cut(at_end=at_end):
            phrase, self._rest = self._rest[:cut], self._rest[cut:]
            if phrase.strip():
                self._is_first = False
            yield phrase

    def _next_cut(self, *, at_end: bool) -> int:
        """Length of the next phrase with the white space behind it, 0 when it is not complete yet."""
        text = self._rest
        end = next((found.end() for found in _END.finditer(text) if _ends_sentence(text, found, at_end)), 0)
        if self._is_first and (comma := self._early_comma(end or len(text))):
            return comma
        if not end and len(text) > LONG_CHARACTERS:
            end = _cut_long(text)
        if not end and at_end:
            end = len(text)
        return end and _over_spaces(text, end)

    def _early_comma(self, limit: int) -> int:
        if limit < FIRST_LONG_CHARACTERS:
            return 0
        found = (match.end() for match in _COMMA.finditer(self._rest, 0, limit))
        return next((_over_spaces(self._rest, end) for end in found if end >= FIRST_SHORT_CHARACTERS), 0)


def _ends_sentence(text: str, found: re.Match[str], at_end: bool) -> bool:
    behind = text[found.end() : found.end() + 1]
    if behind and not behind.isspace():
        return False
    if found.group().startswith("."):
        last = text[: found.start()].split()[-1:] or [""]
        word = last[0].casefold().lstrip("(\"'¿¡")
        if word in ABBREVIATIONS or len(word) == 1:
            return at_end and not behind
        if not behind and word[-1:].isdigit():
            return at_end
    return bool(text[: found.start()].strip())


def _cut_long(text: str) -> int:
    commas = [found.end() for found in _COMMA.finditer(text, 0, LONG_CHARACTERS)]
    return commas[-1] if commas else text.rfind(" ", 1, LONG_CHARACTERS) + 1 or LONG_CHARACTERS


def _over_spaces(text: str, end: int) -> int:
    while end < len(text) and text[end].isspace():
        end += 1
    return end

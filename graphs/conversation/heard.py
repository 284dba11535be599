"""Which words of a reply reached the caller: spoken segments cut at what was heard. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spoken:
    """One piece of a reply, in the order it was spoken."""

    text: str
    message_id: str | None
    # the message of the thread that it belongs to; None for a filler, which no thread keeps
    node: str | None
    # the node of the graph that spoke it


def _letters(text: str) -> int:
    return sum(not character.isspace() for character in text)


def _prefix(text: str, letters: int) -> str:
    """The shortest prefix of `text` with so many characters that are not white space; all of it when it has fewer."""
    if letters <= 0:
        return ""
    seen = 0
    for index, character in enumerate(text):
        if seen == letters and not character.isspace():
            return text[:index]
        seen += not character.isspace()
    return text


def cut(spoken: Sequence[Spoken], heard: str) -> list[Spoken]:
    """Cut what was spoken at what was heard, piece by piece; pieces of which nothing was heard come back empty.

    Both are aligned by their characters without white space, since players and synchronisers space words differently.
    """
    left = _letters(heard)
    kept = []
    for piece in spoken:
        kept.append(Spoken(_prefix(piece.text, left), piece.message_id, piece.node))
        left -= _letters(piece.text)
    return kept

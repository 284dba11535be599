"""Lists of words, written as they are read."""

from __future__ import annotations


def words(text: str) -> list[str]:
    """The words between the spaces."""
    return text.split()


def either(*phrases: str) -> str:
    """A pattern that matches any of the phrases (themselves patterns)."""
    return f"(?:{'|'.join(phrases)})"

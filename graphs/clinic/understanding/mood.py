"""How a caller feels about the line."""

from __future__ import annotations

from graphs.clinic.language.codes import Language
from graphs.clinic.understanding.lexicon import MOOD
from graphs.clinic.understanding.words import fold


def is_angry(text: str, language: Language) -> bool:
    """Whether the words complain, swear or say that the caller has had enough."""
    return "angry" in MOOD.keys(fold(text).text)


def asks_if_human(text: str, language: Language) -> bool:
    """Whether the caller asks if this is a machine; a demand for a person is `universal`."""
    return "human" in MOOD.keys(fold(text).text)

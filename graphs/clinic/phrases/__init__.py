"""What the front desk says: three wordings a prompt, in English and Spanish; placeholders in braces."""

from __future__ import annotations

from graphs.clinic.language import Language
from graphs.clinic.phrases.en import ENGLISH
from graphs.clinic.phrases.es import SPANISH

PHRASES: dict[Language, dict[str, tuple[str, ...]]] = {"en": ENGLISH, "es": SPANISH}


def wordings(key: str, language: Language) -> tuple[str, ...]:
    """All wordings of a phrase; empty when there is no such phrase."""
    return PHRASES[language].get(key, ())

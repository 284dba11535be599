"""Days that lie behind: "last Friday", "yesterday", "two weeks ago"."""

from __future__ import annotations

import re

from graphs.clinic.language.calendars import WEEKDAYS
from graphs.clinic.language.codes import Language
from graphs.clinic.language.corrections import takes

_DAYS = {language: "|".join(names) for language, names in WEEKDAYS.items()}
_PAST: dict[Language, str] = {
    "en": (
        rf"\b(?:last|past) (?:{_DAYS['en']}|week|month|year|night)\b(?! of\b)|\byesterday\b"
        r"|\b(?:an?|one|two|three|four|five|six|\d+|a few|a couple of) (?:day|week|month)s? (?:ago|back)\b"
    ),
    "es": (
        rf"\b(?:{_DAYS['es']}|semana|mes|ano) pasad[oa]\b|\b(?:anteayer|antier|ayer|anoche)\b"
        r"|\bhace (?:un|una|dos|tres|cuatro|cinco|seis|\d+|unos|unas) (?:dia|semana|mes)(?:e?s)?\b"
    ),
}


def says_past_day(text: str, language: Language) -> bool:
    """Whether the last take of the words names a day that is past; no visit can be booked then."""
    return bool(text.strip()) and re.search(_PAST[language], takes(text, language)[-1]) is not None

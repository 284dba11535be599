"""The day by which a caller promises to pay."""

from __future__ import annotations

from datetime import date

from graphs.clinic.language.codes import Language
from graphs.clinic.language.corrections import latest
from graphs.clinic.language.day_reading import read_days
from graphs.clinic.language.figures import figures
from graphs.clinic.language.impossible_days import no_such_day


def parse_due_date(text: str, language: Language, today: date) -> date | None:
    """The one day meant, from today on ("by next friday", "a fin de mes"); None when none or only a span was named."""
    if no_such_day(text, language):
        return None
    return latest(text, language, lambda take: _due(take, language, today))


def _due(take: str, language: Language, today: date) -> date | None:
    found, _ = read_days(figures(take, language), language, today)
    return found.anchor if found and found.anchor and found.anchor >= today else None

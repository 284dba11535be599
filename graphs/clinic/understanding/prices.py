"""Questions for the price of a service, which anybody may ask; what a caller owes is another matter."""

from __future__ import annotations

from graphs.clinic.language.codes import Language
from graphs.clinic.understanding.lexicon import PRICES
from graphs.clinic.understanding.words import fold


def asks_price(text: str, language: Language) -> bool:
    """Whether the words ask what something costs in general: "how much is a check-up?", not "how much is my bill?"."""
    keys = PRICES.keys(fold(text).text)
    return "asks" in keys and "own" not in keys


def of_other_than_visit(text: str, language: Language) -> bool:
    """Whether the price of a test, a vaccine or the like is asked for, not that of a visit."""
    return asks_price(text, language) and "other" in PRICES.keys(fold(text).text)

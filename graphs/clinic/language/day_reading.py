"""The days said in a text."""

from __future__ import annotations

import re
from datetime import date

from graphs.clinic.language import days, days_en, days_es
from graphs.clinic.language.codes import Language
from graphs.clinic.language.days import DayReader, Days, Rule
from graphs.clinic.language.following_days import FOLLOWING
from graphs.clinic.language.marks import Marks

_RULES: dict[Language, list[Rule]] = {
    "en": [*days_en.RULES, *FOLLOWING["en"]],
    "es": [*days_es.RULES, *FOLLOWING["es"]],
}


def read_days(text: str, language: Language, today: date, spoken_of: date | None = None) -> tuple[Days | None, str]:
    """The wish for days, and the text with a mark where they were said; `text` has its numbers as figures.

    `spoken_of` is the day that "the week after" counts from; without one it counts from today.
    """
    reader = DayReader(today, language, Marks[Days](text, days.SIGN), spoken_of)
    for rule in _RULES[language]:
        _apply(rule, reader)
    return days.combine(reader.marks.left()), reader.marks.text


def _apply(rule: Rule, reader: DayReader) -> None:
    pattern, build = rule

    def read(match: re.Match[str]) -> Days | None:
        try:
            return build(match, reader)
        except (OverflowError, ValueError):  # a day beyond the calendar is no day
            return None

    reader.marks.mark(pattern, read)

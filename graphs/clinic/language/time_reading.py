"""The times of day said in a text."""

from __future__ import annotations

from graphs.clinic.language import clock, times_en, times_es
from graphs.clinic.language.clock import TimeRule, Times
from graphs.clinic.language.codes import Language
from graphs.clinic.language.marks import Marks

_RULES = {
    "en": (times_en.HOURS, times_en.PARTS, times_en.BARE_HOURS, times_en.BOUNDS),
    "es": (times_es.HOURS, times_es.PARTS, times_es.BARE_HOURS, times_es.BOUNDS),
}


def read_times(text: str, language: Language) -> Times | None:
    """The wish for times in a text whose days are marked and whose numbers are figures."""
    marks = Marks[Times](text, clock.SIGN)
    hours, parts, bare_hours, bounds = _RULES[language]
    for rules in (hours, parts, bare_hours):
        _apply(marks, rules)
    _settle(marks)
    _apply(marks, bounds)
    return clock.combine(marks.left())


def _settle(marks: Marks[Times]) -> None:
    """A part of the day said beside the hours tells which half they lie in."""
    parts = [t for t in marks.left() if t.part]
    if len(parts) == 1:
        marks.values = [clock.settle(t, parts[0]) for t in marks.values]


def _apply(marks: Marks[Times], rules: list[TimeRule]) -> None:
    for pattern, build in rules:
        marks.mark(pattern, lambda match, build=build: build(match, marks))  # type: ignore[misc]

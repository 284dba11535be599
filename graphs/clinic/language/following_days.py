"""Days counted from the one that was spoken of last: "the week after", "the next day", "a week later"."""

from __future__ import annotations

import re
from datetime import timedelta

from graphs.clinic.language.calendars import week_of
from graphs.clinic.language.codes import Language
from graphs.clinic.language.days import DayReader, Days, Rule, one, span

_COUNTS = {"a": 1, "one": 1, "an": 1, "un": 1, "una": 1}


def week_from_there(reader: DayReader, weeks: int) -> Days:
    """The calendar week so many weeks from the day spoken of, from today on."""
    monday, sunday = week_of((reader.spoken_of or reader.today) + timedelta(weeks=weeks))
    return span(max(reader.today, monday), max(reader.today, sunday))


def day_from_there(reader: DayReader, days: int) -> Days | None:
    """The day so many days from the one spoken of, not before today."""
    return one(max(reader.today, (reader.spoken_of or reader.today) + timedelta(days=days)))


def later(reader: DayReader, count: int, unit: str) -> Days | None:
    """ "2 weeks later"; `unit` is day, week or month."""
    if reader.spoken_of is None or unit == "month":
        return reader.ahead(count, unit)
    return week_from_there(reader, count) if unit == "week" else day_from_there(reader, count)


def _part_of_day(found: re.Match[str], reader: DayReader) -> Days | None:
    """ "the afternoon before": the day only; the part of the day stays in the text."""
    return day_from_there(reader, -1 if found["side"] in {"before", "anterior", "antes"} else 1)


def _count(word: str) -> int:
    return _COUNTS.get(word) or int(word)


FOLLOWING: dict[Language, list[Rule]] = {
    "en": [
        (r"\b(?:the )?week (?:after|following)(?: that| this)?\b(?! §)", lambda m, r: week_from_there(r, 1)),
        (r"\b(?:the )?week before(?: that| this)?\b(?! §)", lambda m, r: week_from_there(r, -1)),
        (r"\b(?:the )?(?:following day|next day|day after)(?: that| this)?\b(?! §)", lambda m, r: day_from_there(r, 1)),
        (r"\b(?:the day before(?: that| this)?|(?:a|1) day earlier)\b(?! §)", lambda m, r: day_from_there(r, -1)),
        (
            r"\bthe (?P<keep>morning|afternoon|evening) (?P<side>before|after)\b(?= *(?:,|$|at\b|please|same|instead))",
            _part_of_day,
        ),
        (r"\b(?:a|1) week earlier\b", lambda m, r: week_from_there(r, -1)),
    ],
    "es": [
        (r"\b(?:la )?semana (?:despues|posterior)(?: de es[ao])?\b(?! §)", lambda m, r: week_from_there(r, 1)),
        (r"\b(?:la )?semana (?:antes|anterior)\b(?! §)", lambda m, r: week_from_there(r, -1)),
        (r"\b(una|\d{1,2}) semanas? (?:despues|mas tarde|mas adelante)\b", lambda m, r: later(r, _count(m[1]), "week")),
        (r"\b(?:un|1) dia (?:despues|mas tarde)\b", lambda m, r: day_from_there(r, 1)),
        (r"\bal otro dia\b|\b(?:al |el )?dia (?:siguiente|despues)\b(?! §)", lambda m, r: day_from_there(r, 1)),
        (r"\bla (?P<keep>manana|tarde) (?P<side>anterior|antes|siguiente|despues)\b(?! de)", _part_of_day),
        (r"\b(?:el )?dia (?:antes|anterior)\b(?! §)", lambda m, r: day_from_there(r, -1)),
    ],
}

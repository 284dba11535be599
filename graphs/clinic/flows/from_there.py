"""A wish that counts from the visit on file: "a week later", "the day after, same time", "at three instead"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from graphs.clinic.desk import Desk
from graphs.clinic.language import When, fold, parse_when

SAME_TIME = re.compile(r"\bsame (?:time|hour)\b|\bmisma hora\b")
WEEK_ON = re.compile(
    r"\b(?:an?|one|exactly a) week (?P<en>later|after|earlier|sooner|before)\b"
    r"|\buna semana (?P<es>despues|mas tarde|mas adelante|antes)\b"
)
BACK = {"earlier", "sooner", "before", "antes"}


def wish_from_there(words: str, desk: Desk) -> When | None:
    """What is wished, counted from the day that was spoken of last, and from the time of the visit that is moved."""
    said = desk.slots.get("spoken_of")
    day = date.fromisoformat(said) if said else None
    when, folded = parse_when(words, desk.language, desk.now, day), fold(words)
    old = desk.slots.get("old_starts_at")
    if not old:
        return when
    at = datetime.fromisoformat(old)
    week = WEEK_ON.search(folded)
    if week and day and not (when and when.weekdays):
        same = day + timedelta(days=-7 if (week["en"] or week["es"]) in BACK else 7)
        when = replace(when or When(), first=same, last=same)
    if SAME_TIME.search(folded):
        when = replace(when or When(), exact=at.time(), earliest=None, latest=None)
    return when


def on_its_day(when: When, old: datetime) -> When:
    """An hour alone is meant for the day of the visit that is moved."""
    undated = not (when.first or when.last or when.weekdays or when.not_weekdays)
    return replace(when, first=old.date(), last=old.date()) if when.exact and undated else when

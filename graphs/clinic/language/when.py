"""A wish for an appointment: which days, which times."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from graphs.clinic.language import clock, days
from graphs.clinic.language.birth_dates import without_birth_date
from graphs.clinic.language.calendars import MONTHS, WEEKDAYS
from graphs.clinic.language.clock import Times
from graphs.clinic.language.codes import Language
from graphs.clinic.language.corrections import takes
from graphs.clinic.language.day_reading import read_days
from graphs.clinic.language.days import Days
from graphs.clinic.language.eagerness import says_any, take_soonest
from graphs.clinic.language.figures import figures
from graphs.clinic.language.impossible_days import no_such_day
from graphs.clinic.language.moves import moved_from_to
from graphs.clinic.language.time_reading import read_times


@dataclass(frozen=True, slots=True)
class When:
    """What a caller wishes for the start of a visit; an empty field narrows nothing."""

    first: date | None = None
    last: date | None = None
    # both included
    weekdays: frozenset[int] = frozenset()
    # Monday is 0; empty: any
    not_weekdays: frozenset[int] = frozenset()
    earliest: time | None = None
    latest: time | None = None
    # of the start, both included
    exact: time | None = None
    # the very minute of the start; earliest and latest are then empty
    soonest: bool = False
    # the first free one that fits

    def matches(self, start: datetime) -> bool:
        """Whether a visit that starts then is what was wished for (local time of the clinic)."""
        day, at = start.date(), start.time().replace(second=0, microsecond=0)
        return (
            (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
            and (not self.weekdays or day.weekday() in self.weekdays)
            and day.weekday() not in self.not_weekdays
            and (self.exact is None or at == self.exact)
            and (self.earliest is None or self.earliest <= at)
            and (self.latest is None or at <= self.latest)
        )

    def merged_with(self, later: When) -> When:
        """What holds when `later` was said after this: later wins where both speak of the same."""
        merged = days.merge(self._days(), later._days())
        at = clock.merge(self._times(), later._times())
        soonest = later.soonest or (self.soonest and not later.first and not later.weekdays)
        return _when(merged, at, soonest)

    @property
    def is_vague(self) -> bool:
        """True when any day and time would do."""
        return self == When()

    def as_dict(self) -> dict[str, Any]:
        """JSON form: ISO dates and times, lists of weekdays, only what is set."""
        plain = {name: _plain(value) for name, value in asdict(self).items()}
        return {name: value for name, value in plain.items() if value}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> When:
        dates: dict[str, Any] = {k: date.fromisoformat(plain[k]) for k in ("first", "last") if plain.get(k)}
        times = {k: time.fromisoformat(plain[k]) for k in ("earliest", "latest", "exact") if plain.get(k)}
        sets = {k: frozenset(int(n) for n in plain.get(k) or ()) for k in ("weekdays", "not_weekdays")}
        return cls(**{**dates, **times, **sets, "soonest": bool(plain.get("soonest"))})

    def _days(self) -> Days:
        anchor = self.first if self.first == self.last else None
        return Days(self.first, self.last, self.weekdays, self.not_weekdays, anchor)

    def _times(self) -> Times:
        named_part = self.earliest is not None and self.latest is not None
        open_half = self.exact is not None and self.exact.hour % 12 + 12 * (self.exact.hour % 12 < 7) == self.exact.hour
        return Times(self.earliest, self.latest, self.exact, open_half=open_half, part=named_part)


def _plain(value: object) -> object:
    if isinstance(value, date | time):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value


def _when(d: Days, t: Times, soonest: bool) -> When:
    return When(d.first, d.last, d.weekdays, d.excluded, t.earliest, t.latest, t.exact, soonest)


def parse_when(text: str, language: Language, now: datetime, spoken_of: date | None = None) -> When | None:
    """What the caller wishes for a visit; None when nothing of day or time was said, `When()` for "any time".

    Corrections count ("tuesday at nine, no wait, thursday"); of a wish to move a visit only the new time does;
    dates of birth are no wish, nor is a day that no calendar has. "The week after" counts from `spoken_of`.
    """
    if no_such_day(text, language):
        return None
    wish: When | None = None
    for take in takes(text, language):
        found = _read(take, language, now, spoken_of)
        if found:
            wish = wish.merged_with(found) if wish else found
    return wish


def _read(take: str, language: Language, now: datetime, spoken_of: date | None) -> When | None:
    moved = moved_from_to(take, language)
    target = _read_plain(moved[1], language, now, spoken_of) if moved else None
    return target or _read_plain(without_birth_date(figures(take, language), language), language, now, spoken_of)


_DAY = "|".join(sorted(WEEKDAYS["en"], key=len, reverse=True))
_MONTH = "|".join(sorted(MONTHS["en"], key=len, reverse=True))
_ONE = re.compile(
    rf"(\b(?:get|have|make|need|want|give me|take|cancel|move)|\bthe (?:{_DAY})) 1\b(?! ?(?:[ap]m|oclock|\d))"
    rf"|(\b(?:the|my) (?:{_MONTH})) (?:1|appointment|visit|booking)\b(?! ?(?:[ap]m|oclock|\d))"
    r"|(\bthe) 1(?= (?:on|at|in|with|for|of|from|next|this)\b)"
)
# "get one", "the tuesday one", "the december one", "the one on friday"


def _without_pronouns(text: str, language: Language) -> str:
    """The text without each "one" that stands for an appointment and is no hour."""
    return _ONE.sub(_pronoun, text) if language == "en" else text


def _pronoun(found: re.Match[str]) -> str:
    """What stands before the pronoun; a month alone gets the "in" that makes it a time."""
    return found[1] or (f"in {found[2].split()[-1]}" if found[2] else found[3])


def _read_plain(text: str, language: Language, now: datetime, spoken_of: date | None) -> When | None:
    soonest, text = take_soonest(_without_pronouns(text, language), language)
    found_days, marked = read_days(text, language, now.date(), spoken_of)
    found_times = read_times(marked, language)
    if not (soonest or found_days or found_times or says_any(text, language)):
        return None
    return _when(found_days or Days(), found_times or Times(), soonest)

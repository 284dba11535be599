"""A wish for an appointment: which days, which times."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from graphs.clinic.language import clock, days, days_en, days_es, times_en, times_es
from graphs.clinic.language.clock import TimeRule, Times
from graphs.clinic.language.codes import Language
from graphs.clinic.language.corrections import takes
from graphs.clinic.language.days import DayReader, Days
from graphs.clinic.language.figures import figures
from graphs.clinic.language.marks import Marks


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


_SOONEST: dict[Language, str] = {
    "en": (
        r"\b(?:as soon as (?:possible|you can|i can)|asap|a s a p|soonest|the (?:very )?(?:earliest|next|first) (?:\w+ )?(?:available|possible|opening"
        r"|slot|appointment|one|time|thing you have|you have|you can|you've got)|earliest (?:possible|available|you have|appointment|opening|slot)|(?:first|next) (?:available|opening|free)|right away|immediately"
        r"|urgently|as early as (?:possible|you can)|the sooner the better|soon|quickly|whatever's first|what's the (?:soonest|earliest))\b"
    ),
    "es": (
        r"\b(?:lo (?:mas pronto|antes|mas rapido|mas temprano|mas cercano)(?: posible| que (?:pueda|se pueda|tenga|haya))?|cuanto antes|tan pronto"
        r"|la (?:primera|proxima|1th)(?: cita| hora)? (?:disponible|que (?:tenga|haya|este)|libre|posible)|(?:el|lo) (?:primero|1th) (?:disponible|que (?:tenga|haya))"
        r"|de inmediato|inmediatamente|en seguida|enseguida|urgente(?:mente)?|ya mismo|pronto|ahorita|ahora mismo)\b"
    ),
}
_ANY: dict[Language, str] = {
    "en": (
        r"\b(?:any ?(?:time|day|where|when|thing)?|whenever|whatever(?: works| you have)?|i'm (?:flexible|open|easy|free)|doesn't matter|does not matter"
        r"|don't (?:care|mind)|no preference|flexible|you (?:choose|pick|decide)|either|it's all the same|all day)\b"
    ),
    "es": (
        r"\b(?:cualquier(?:a)?|cuando (?:sea|pueda|quiera|haya)|el que sea|la que sea|lo que (?:sea|haya|tenga)|me da (?:igual|lo mismo)|no (?:me )?importa"
        r"|sin preferencia|no tengo preferencia|usted (?:elija|decida|diga)|a la hora que sea|todo el dia)\b"
    ),
}
_MOVED: dict[Language, str] = {
    "en": r"\b(?:move|moved|change|changed|reschedule|rescheduled|switch|shift|push|bump|swap|bring)\b(?P<old>.*?)\b(?:to|for|until|till|onto) (?P<new>(?!see\b|move\b|change\b|cancel\b|reschedule\b|talk\b).*)",
    "es": r"\b(?:mover|mueva|muevame|cambiar(?:me|la|lo)?|cambie|cambieme|cambiemela|pasar(?:la|lo|me)?|pase|paseme|pasemela|reprogramar|correr|adelantar|aplazar|posponer|recorrer)\b(?P<old>.*?)\b(?P<new>(?:al?|para|hasta) .*)",
}
_RULES = {"en": days_en.RULES, "es": days_es.RULES}
_TIMES = {"en": times_en, "es": times_es}


def moved_from_to(text: str, language: Language) -> tuple[str, str] | None:
    """The two halves of a wish to move a visit, each fit for `parse_when`: "from tuesday", "thursday at three"."""
    match = re.search(_MOVED[language], figures(text, language))
    return (match["old"].strip(), match["new"].strip()) if match else None


def parse_when(text: str, language: Language, now: datetime) -> When | None:
    """What the caller wishes for a visit; None when nothing of day or time was said, `When()` for "any time".

    Corrections count ("tuesday at nine, no wait, thursday"); of a wish to move only the new time does.
    """
    wish: When | None = None
    for take in takes(text, language):
        found = _read(take, language, now)
        if found:
            wish = wish.merged_with(found) if wish else found
    return wish


def read_days(marked: Marks[Days], language: Language, today: date) -> Days | None:
    """The days said in the text; their places stay marked in it."""
    reader = DayReader(today, language, marked)
    for pattern, build in _RULES[language]:
        marked.mark(pattern, lambda m, build=build: _safe(build, m, reader))  # type: ignore[misc]
    return days.combine(marked.left())


def _safe(build: Any, match: re.Match[str], reader: DayReader) -> Days | None:
    """A day beyond the calendar is no day."""
    try:
        found: Days | None = build(match, reader)
    except (OverflowError, ValueError):
        return None
    return found


def _read(take: str, language: Language, now: datetime) -> When | None:
    text = figures(take, language)
    moved = re.search(_MOVED[language], text)
    target = _read_plain(moved["new"], language, now) if moved else None
    return target or _read_plain(text, language, now)


def _read_plain(text: str, language: Language, now: datetime) -> When | None:
    soonest = re.search(_SOONEST[language], text) is not None
    text = re.sub(_SOONEST[language], " ", text)
    marked = Marks[Days](" ".join(text.split()), days.SIGN)
    found_days = read_days(marked, language, now.date())
    found_times = _read_times(marked.text, language)
    anything = soonest or found_days or found_times or re.search(_ANY[language], text)
    return _when(found_days or Days(), found_times or Times(), soonest) if anything else None


def _read_times(text: str, language: Language) -> Times | None:
    marks = Marks[Times](text, clock.SIGN)
    rules = _TIMES[language]
    _apply(marks, rules.HOURS)
    _apply(marks, rules.PARTS)
    _apply(marks, rules.BARE_HOURS)
    parts = [t for t in marks.left() if t.part]
    if len(parts) == 1:
        marks.values = [clock.settle(t, parts[0]) for t in marks.values]
    _apply(marks, rules.BOUNDS)
    return clock.combine(marks.left())


def _apply(marks: Marks[Times], rules: list[TimeRule]) -> None:
    for pattern, build in rules:
        marks.mark(pattern, lambda m, build=build: build(m, marks))  # type: ignore[misc]

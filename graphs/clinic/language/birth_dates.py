"""Dates of birth: always past, the year in any of the ways that people say it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from graphs.clinic.language.calendars import MONTHS, day_of
from graphs.clinic.language.codes import Language
from graphs.clinic.language.corrections import takes
from graphs.clinic.language.figures import figures

_OLDEST_YEARS = 120


@dataclass(frozen=True, slots=True)
class _Said:
    """What one take told; None and () where it told nothing."""

    day: int | None = None
    month: int | None = None
    years: tuple[int, ...] = ()
    orders: tuple[tuple[int, int], ...] = ()
    # (month, day) readings of two bare numbers, best first


def parse_birth_date(text: str, language: Language, today: date) -> list[date]:
    """The dates of birth that the words can mean, best first, none in the future; [] when no whole date was said.

    Bare figures ("three four eighty") are month and day in English, day and month in Spanish, then the other way
    round; written in English with signs ("7/4/1962") they have the American order. A year of two figures is the latest
    possible, then a hundred years before. Corrections replace their part.
    """
    said = _Said()
    for take in takes(text, language):
        spoken = _without_pauses(figures(take, language))
        said = _patched(said, _with_month(spoken, language, today) or _figures_only(spoken, language, today))
    pairs = said.orders or (((said.month, said.day),) if said.month and said.day else ())
    found = (day_of(year, month, day) for year, (month, day) in product(said.years, pairs))
    return list(dict.fromkeys(d for d in found if d and d <= today and today.year - d.year <= _OLDEST_YEARS))


def which_birth_date(text: str, language: Language, known: list[date]) -> date | None:
    """Which of these dates an answer names: by its month, else by its day; "the second" is a place in the list."""
    spoken = figures(takes(text, language)[-1], language)
    months = [MONTHS[language][name] for name in re.findall(rf"\b(?:{'|'.join(MONTHS[language])})\b", spoken)]
    days = {int(day) for day in re.findall(r"\b(\d{1,2})(?:th)?\b", spoken)} - {1, 2}
    fitting = [day for day in known if (day.month == months[-1] if months else day.day in days)]
    return fitting[0] if len(fitting) == 1 else None


def is_part_of_date(text: str, language: Language) -> bool:
    """Whether a day with its month, or a year, was said and nothing more: the rest of a date may come later."""
    spoken = figures(text, language)
    month = "|".join(MONTHS[language])
    return re.search(rf"\b(?:{month})\b|\b(?:19|20) ?\d\d\b", spoken) is not None


def without_birth_date(spoken: str, language: Language) -> str:
    """The text (numbers as figures) without its date of birth: a date with a past year, or any behind "born"."""
    said_so = re.search(_BIRTH, spoken) is not None
    year = _YEAR if said_so else _PAST_YEAR
    forms = (*_forms(language, year), rf"(?<![\d/.-]){_GROUP}{_SIGN}{_GROUP}{_SIGN}{year}(?!\d)", _ISO_PAST)
    fluent = _without_pauses(spoken)
    for form in (*forms, *(_partial_forms(language)[:2] if said_so else ())):
        remaining, cuts = re.subn(form, " ", fluent, count=1)
        if cuts:
            return remaining
    return spoken


def _patched(before: _Said, now: _Said) -> _Said:
    """What is known after a later take: its day, month or year in place of the earlier one."""
    if now.orders:
        return _Said(years=now.years or before.years, orders=now.orders)
    month, day = before.orders[0] if before.orders else (before.month, before.day)
    orders = () if now.day or now.month else before.orders
    return _Said(now.day or day, now.month or month, now.years or before.years, orders)


_PAUSES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b([2-9])0 , ([1-9])(?! ?,? ?\d)\b"), r"\1\2"),
    (re.compile(r"\b(19|20)00 , (\d\d)\b"), r"\1\2"),
    (re.compile(r"\b2000 , (\d)\b"), r"200\1"),
    (re.compile(r"\b(19|20) , (\d\d?)(?! ?,? ?\d)\b"), r"\1 \2"),
)


def _without_pauses(spoken: str) -> str:
    """Years as one piece where recognition wrote a comma for each pause: "october , 20 , 19 , 90" ends in "19 90"."""
    for pause, fluent in _PAUSES:
        spoken = pause.sub(fluent, spoken)
    return spoken


_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?P<year>[12] [09] \d \d|(?:19|20) 0 \d|(?:19|20) \d\d|(?:18|19|20)\d\d|2000 \d{1,2}|[0-9] \d|\d\d)"
_PAST_YEAR = r"(?P<year>19 0 \d|19 \d\d|(?:18|19)\d\d|20 0 \d|20 1\d|20[01]\d|2000 \d{1,2}|[6-9]\d)"
# cannot be the year of a visit, nor its minutes
_BIRTH = r"\b(?:born|birth|birthday|dob|nac\w+)\b"
_BETWEEN = r"(?: ?,| of| de| del| ano| in| the| year| el| dia| day| mes)*"


def _forms(language: Language, year: str = _YEAR) -> tuple[str, ...]:
    """Dates around the name of a month: "third of march 19 80", "march third of 80", "19 80 march 3"."""
    month = rf"(?P<month>{'|'.join(sorted(MONTHS[language], key=len, reverse=True))})"
    return (
        rf"\b{_DAY}(?:th)?{_BETWEEN} {month}\b{_BETWEEN} {year}(?!\d)",
        rf"\b{month}\b{_BETWEEN} (?P<year>(?:19|20) \d\d|(?:19|20)\d\d)\b.*?\b{_DAY}th\b",
        rf"\b{month}\b{_BETWEEN} {_DAY}(?:th)?{_BETWEEN} {year}(?!\d)",
        rf"\b{year}{_BETWEEN} {month}\b{_BETWEEN} {_DAY}(?:th)?\b",
        rf"\b{year}{_BETWEEN} {_DAY}(?:th)?{_BETWEEN} {month}\b",
    )


def _partial_forms(language: Language) -> tuple[str, ...]:
    month = rf"(?P<month>{'|'.join(sorted(MONTHS[language], key=len, reverse=True))})"
    return (
        rf"\b{_DAY}(?:th)?{_BETWEEN} {month}\b",
        rf"\b{month}\b{_BETWEEN} {_DAY}(?:th)?\b",
        rf"\b{month}\b{_BETWEEN} {_YEAR}(?!\d)",
        rf"^(?:in |en |it's |es )?{month}$",
    )


def _with_month(spoken: str, language: Language, today: date) -> _Said | None:
    forms = (*_forms(language), *_partial_forms(language))
    match = next((m for form in forms if (m := re.search(form, spoken))), None)
    if match is None:
        return None
    found = match.groupdict()
    day = int(found["day"]) if found.get("day") else None
    return _Said(day, MONTHS[language][found["month"]], _years(found.get("year"), today))


def _years(said: str | None, today: date) -> tuple[int, ...]:
    """ "1980", "19 80", "19 0 5", "2000 4", "0 4", "80" as years not in the future, likeliest first."""
    if not said:
        return ()
    first, *more = said.split()
    if len(first) == 4:
        return _past(int(first) + int(more[0] if more else 0), today)
    if len(more) == 3:
        return _past(int("".join((first, *more))), today)
    if first in ("19", "20") and more:
        return _past(int(first) * 100 + int("".join(more)), today)
    two = int("".join((first, *more)))
    return (*_past(2000 + two, today), 1900 + two)


def _past(year: int, today: date) -> tuple[int, ...]:
    return (year,) if year <= today.year else ()


_SIGN = r"(?: ?[/.-] ?| (?:slash|dash|hyphen|stroke|barra|guion|diagonal|de|del|of|the|el|a|,) (?:the |el )?| )"
_GROUP = r"(?:0 )?(\d{1,2})(th)?"
_ROW = re.compile(rf"(?<![\d/.-]){_GROUP}{_SIGN}{_GROUP}{_SIGN}{_YEAR}(?!\d)")
_WRITTEN = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-]((?:18|19|20)?\d\d)(?![\d/.-])")
_ISO = re.compile(r"\b((?:18|19|20)\d\d)[/.-](\d{1,2})[/.-](\d{1,2})\b")
_ISO_PAST = r"\b(?:19\d\d|20[01]\d)[/.-]\d{1,2}[/.-]\d{1,2}\b"
_JOINED = re.compile(r"(?<!\d)(\d\d)(\d\d)((?:18|19|20)?\d\d)(?!\d)")
_ALONE = re.compile(r"(?:\D*)(?:(?P<day>\d{1,2})th\D*?)?(?P<year>(?:19|20) 0 \d|(?:19|20) \d\d|\d{4}|[4-9]\d)?\D*")


def _figures_only(spoken: str, language: Language, today: date) -> _Said:
    if iso := _ISO.search(spoken):
        return _Said(years=_past(int(iso[1]), today), orders=((int(iso[2]), int(iso[3])),))
    if alone := _ALONE.fullmatch(spoken):
        return _Said(day=int(alone["day"]) if alone["day"] else None, years=_years(alone["year"], today))
    if written := _WRITTEN.search(spoken) if language == "en" else None:
        said = _ordered(int(written[1]), int(written[2]), _years(written[3], today), day_first=False)
        return replace(said, orders=said.orders[:1])
    if row := _ROW.search(spoken):
        first_is_day = language == "es" or (row[2] is not None and (row[4] is None or " of " in row[0]))
        return _ordered(int(row[1]), int(row[3]), _years(row["year"], today), day_first=first_is_day)
    if joined := _JOINED.search(spoken):
        return _ordered(int(joined[1]), int(joined[2]), _years(joined[3], today), day_first=language == "es")
    return _Said()


def _ordered(a: int, b: int, years: tuple[int, ...], *, day_first: bool) -> _Said:
    pairs = ((b, a), (a, b)) if day_first else ((a, b), (b, a))
    possible = tuple(dict.fromkeys(p for p in pairs if 1 <= p[0] <= 12 and 1 <= p[1] <= 31))
    return _Said(years=years, orders=possible)

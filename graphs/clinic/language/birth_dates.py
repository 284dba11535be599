"""Dates of birth: always past, the year in any of the ways that people say it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import product

from graphs.clinic.language.calendars import MONTHS, day_of
from graphs.clinic.language.codes import Language
from graphs.clinic.language.corrections import takes
from graphs.clinic.language.figures import figures

_OLDEST_YEARS = 120


@dataclass(frozen=True, slots=True)
class _Said:
    """What one take told; None where it told nothing."""

    day: int | None = None
    month: int | None = None
    years: tuple[int, ...] = ()
    orders: tuple[tuple[int, int], ...] = ()
    # (month, day) readings of two bare numbers, best first


def parse_birth_date(text: str, language: Language, today: date) -> list[date]:
    """The dates of birth that the words can mean, best first, none in the future; [] when no whole date was said.

    Bare figures ("three four eighty") are month and day in English, day and month in Spanish, then the other way
    round; a year of two figures is the latest possible, then a hundred years before. Corrections replace their part.
    """
    said = _Said()
    for take in takes(text, language):
        said = _patched(said, _read(take, language, today))
    pairs = said.orders or (((said.month, said.day),) if said.month and said.day else ())
    found = (day_of(year, month, day) for year, (month, day) in product(said.years, pairs))
    return list(dict.fromkeys(d for d in found if d and d <= today and today.year - d.year <= _OLDEST_YEARS))


def _patched(before: _Said, now: _Said) -> _Said:
    if now.orders:
        return _Said(now.day, now.month, now.years or before.years, now.orders)
    orders = before.orders if not (now.day or now.month) else ()
    if before.orders and not orders:
        month, day = before.orders[0]
        return _Said(now.day or day, now.month or month, now.years or before.years)
    return _Said(now.day or before.day, now.month or before.month, now.years or before.years, orders)


def _read(take: str, language: Language, today: date) -> _Said:
    words = figures(take, language).split()
    months = MONTHS[language]
    at = next((i for i, w in enumerate(words) if w in months and _near_figure(words, i)), None)
    if at is not None:
        return _with_month(words, at, months[words[at]], today)
    return _figures_only(words, language, today)


def _near_figure(words: list[str], at: int) -> bool:
    return any(re.match(r"\d", w) for w in words[max(0, at - 4) : at + 4])


def _with_month(words: list[str], at: int, month: int, today: date) -> _Said:
    """The day is the number right before the month ("third of march") or else right behind it."""
    before = [w for w in words[max(0, at - 3) : at] if _day(w)]
    behind = _numbers(words[at + 1 :])
    if before and (before[-1].endswith("th") or not behind or len(behind) < 2 or _years(behind, today)):
        numbers = behind or _numbers(words[: words.index(before[-1])])
        return _Said(_day(before[-1]), month, _years(numbers, today))
    if behind and _day(behind[0]):
        return _Said(_day(behind[0]), month, _years(behind[1:], today) or _years(_numbers(words[:at]), today))
    if behind and (ordinal := [w for w in words[at + 1 :] if w.endswith("th") and _day(w)]):
        return _Said(_day(ordinal[0]), month, _years(behind, today))
    return _Said(None, month, _years(behind, today))


def _numbers(words: list[str]) -> list[str]:
    return [w for w in words if re.fullmatch(r"\d{1,4}(?:th)?", w)]


def _day(word: str) -> int | None:
    match = re.fullmatch(r"(\d{1,2})(?:th)?", word)
    return int(match[1]) if match and 1 <= int(match[1]) <= 31 else None


def _years(numbers: list[str], today: date) -> tuple[int, ...]:
    """ "1980", "19 80", "80", "2000 4", "19 0 5", "0 4", "9 80" (Spanish: mil nueve ochenta) as years, likeliest first."""
    if any(n.endswith("th") for n in numbers) or not numbers:
        return ()
    first, *more = (int(n) for n in numbers[:3])
    if len(numbers[0]) == 4 or (first in (1900, 2000) and not more):
        base = first + more[0] if first in (1900, 2000) and more and more[0] < 100 else first
        return (base,) if 1880 <= base <= today.year else ()
    if first in (19, 20) and len(more) == 2 and more[0] == 0 and more[1] < 10:
        return _past(first * 100 + more[1], today)
    if first in (19, 20) and more and 10 <= more[0] <= 99:
        return _past(first * 100 + more[0], today)
    if first == 0 and more and more[0] < 10:
        return _short(more[0], today)
    if len(numbers) == 2 and first < 10 and more[0] < 10:
        return _short(first * 10 + more[0], today)
    return _short(first, today) if first <= 99 else ()


def _past(year: int, today: date) -> tuple[int, ...]:
    return (year,) if year <= today.year else ()


def _short(two: int, today: date) -> tuple[int, ...]:
    this = 2000 + two
    return (this, 1900 + two) if this <= today.year else (1900 + two,)


_SEPARATED = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})")
_SIGN_WORDS = {
    "slash",
    "dash",
    "hyphen",
    "stroke",
    "barra",
    "guion",
    "diagonal",
    "de",
    "del",
    "of",
    "the",
    "el",
    "a",
    ",",
}


def _figures_only(words: list[str], language: Language, today: date) -> _Said:
    written = next((m for w in words if (m := _SEPARATED.fullmatch(w))), None)
    if written:
        return _ordered(list(written.groups()), language, today)
    numbers = [w for w in words if re.fullmatch(r"\d{1,8}(?:th)?", w)]
    joined = next((w for w in numbers if len(w) in (6, 8) and w.isdecimal()), None)
    if joined:
        return _ordered([joined[:2], joined[2:4], joined[4:]], language, today)
    if not numbers:
        return _Said()
    if len(numbers) == 1:
        alone = numbers[0]
        if alone.endswith("th"):
            return _Said(day=_day(alone))
        return _Said(years=_years(numbers, today)) if len(alone) == 4 or int(alone) > 31 else _Said(day=_day(alone))
    if len(numbers) == 2 and numbers[0] in ("19", "20"):
        return _Said(years=_years(numbers, today))
    if numbers[0].endswith("th") and numbers[1] in ("19", "20") and len(numbers) == 3:
        return _Said(day=_day(numbers[0]), years=_years(numbers[1:], today))
    if len(numbers) < 3:
        return _Said()
    return _ordered(_grouped(numbers), language, today)


def _grouped(numbers: list[str]) -> list[str]:
    """Two groups and the year of a row: a nought joins the figure behind it."""
    groups: list[str] = []
    at = 0
    while len(groups) < 2 and at < len(numbers):
        nought = numbers[at] == "0" and at + 1 < len(numbers) and len(numbers[at + 1]) == 1
        groups.append(numbers[at + 1] if nought else numbers[at])
        at += 1 + nought
    return [*groups, *numbers[at:]]


def _ordered(groups: list[str], language: Language, today: date) -> _Said:
    if len(groups) < 3:
        return _Said()
    if len(groups[0]) == 4 and groups[0].isdecimal():
        pair = (int(groups[1].removesuffix("th")), int(groups[2].removesuffix("th")))
        return _Said(years=_years(groups[:1], today), orders=(pair,))
    first, second = (int(g.removesuffix("th")) for g in groups[:2])
    pairs = ((first, second), (second, first)) if language == "en" else ((second, first), (first, second))
    pairs = ((second, first), (first, second)) if groups[0].endswith("th") and not groups[1].endswith("th") else pairs
    possible = tuple(dict.fromkeys(p for p in pairs if 1 <= p[0] <= 12 and 1 <= p[1] <= 31))
    return _Said(years=_years(groups[2:], today), orders=possible)

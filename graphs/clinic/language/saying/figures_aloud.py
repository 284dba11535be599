"""Figures within a text as the words that people say for them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from decimal import Decimal

from graphs.clinic.language.calendars import MONTH_NAMES, day_of
from graphs.clinic.language.codes import Language
from graphs.clinic.language.saying.amounts import say_amount
from graphs.clinic.language.saying.dates import say_date, say_time
from graphs.clinic.language.saying.numbers import say_figures, say_number, say_ordinal, say_year
from graphs.clinic.language.saying.spelling import say_phone

_LEAP_YEAR = 2024
_MOST_FIGURES = 6
# a longer number is said figure by figure

Step = tuple[str, Callable[[re.Match[str], Language], str]]


def figures_aloud(text: str, language: Language) -> str:
    """The text without any figure: dates, telephone numbers, sums, times, percentages, ranges, then plain numbers."""
    for pattern, say in (*_STEPS_BEFORE, *_STEPS[language], *_STEPS_AFTER):
        text = re.sub(pattern, lambda m, say=say: f" {say(m, language)} ", text)  # type: ignore[misc]
    return re.sub(r"[ \t]+", " ", text)


def _year_date(m: re.Match[str], year: str, month: int, day: int, language: Language) -> str:
    full = int(year) + (2000 if len(year) == 2 else 0)
    found = day_of(full, month, day)
    return say_date(found, language, with_year=True) if found else _row(m, language)


def _iso(m: re.Match[str], language: Language) -> str:
    return _year_date(m, m[1], int(m[2]), int(m[3]), language)


def _slashed(m: re.Match[str], language: Language) -> str:
    a, b = int(m[1]), int(m[2])
    month, day = (a, b) if (language == "en" and a <= 12) or b > 12 else (b, a)
    if m[3]:
        return _year_date(m, m[3], month, day, language)
    found = day_of(_LEAP_YEAR, month, day)
    return _day(found.month, found.day, language) if found else _row(m, language)


def _day(month: int, day: int, language: Language) -> str:
    name = MONTH_NAMES[language][month - 1]
    if language == "en":
        return f"{name} {say_ordinal(day, language)}"
    return f"{'primero' if day == 1 else say_number(day, language)} de {name}"


def _row(m: re.Match[str], language: Language) -> str:
    return ", ".join(_number(group, language) for group in re.findall(r"\d+", m[0]))


def _month_first(m: re.Match[str], language: Language) -> str:
    """ "March 3, 2026" and "March 3rd"."""
    year = f", {say_year(int(m[3]), language)}" if m[3] else ""
    return f"{m[1]} {say_ordinal(int(m[2]), language)}{year}"


def _day_first(m: re.Match[str], language: Language) -> str:
    year = f", {say_year(int(m[3]), language)}" if m[3] else ""
    return f"{m[2]} {say_ordinal(int(m[1]), language)}{year}"


def _phone(m: re.Match[str], language: Language) -> str:
    return say_phone(m[0], language)


def _digits(m: re.Match[str], language: Language) -> str:
    return say_figures(m[0], language)


def _amount(m: re.Match[str], language: Language) -> str:
    whole = re.sub(r"[.,]", "", m[1])
    return (
        say_amount(Decimal(whole) + Decimal(m[2] or 0) / 100, language)
        if len(whole) < 10
        else say_figures(whole, language)
    )


def _time(m: re.Match[str], language: Language) -> str:
    hour, minute, half = int(m[1]), int(m[2] or 0), (m[3] or "").lower()
    if hour > 24 or minute > 59 or (half and not 1 <= hour <= 12):
        return _row(m, language) + f" {half}m" * bool(half)
    if half:
        return say_time(time(hour % 12 + 12 * (half == "p"), minute), language)
    if hour > 12 or hour == 0 or (hour == 12 and minute == 0):
        return say_time(time(hour % 24, minute), language)
    said = re.sub(r" (?:in|at|del?) (?:\w+ )?\w+$", "", say_time(time(hour % 12, minute or 1), language))
    said = said.removesuffix(" oh one").removesuffix(" y uno") if minute == 0 else said
    return f"{said} o'clock" if minute == 0 and language == "en" else said


def _to(m: re.Match[str], language: Language) -> str:
    return f"{m[1]} {'to' if language == 'en' else 'a'} "


def _ordinal(m: re.Match[str], language: Language) -> str:
    n = int(m[1])
    feminine = language == "es" and m[2] in ("a", "ra", "era", "ª")
    said = say_ordinal(n, language) if n < 1000 else _number(m[1], language)
    return said[:-1] + "a" if feminine and said.endswith("o") and n <= 10 else said


def _percent(m: re.Match[str], language: Language) -> str:
    return f"{_decimal_words(m[1], language)} {'percent' if language == 'en' else 'por ciento'}"


def _decimal(m: re.Match[str], language: Language) -> str:
    return _decimal_words(m[0], language)


def _decimal_words(written: str, language: Language) -> str:
    grouping, point = (",", ".") if language == "en" else (".", ",")
    if language == "es" and re.search(r"\.(?!\d{3}(?!\d))", written):
        grouping, point = ",", "."
    whole, _, part = written.replace(grouping, "").partition(point)
    if not part:
        return _number(whole, language)
    sign = "point" if language == "en" else "coma" if point == "," else "punto"
    return f"{_number(whole, language)} {sign} {say_figures(part, language)}"


def _code(m: re.Match[str], language: Language) -> str:
    """ "A12", "CONF-4821": the letters, then each figure."""
    return f"{m[1]} {say_figures(m[2], language)}"


def _year(m: re.Match[str], language: Language) -> str:
    return say_year(int(m[0]), language)


def _plain(m: re.Match[str], language: Language) -> str:
    return _number(m[0], language)


def _number(figures: str, language: Language) -> str:
    if len(figures) > _MOST_FIGURES or (len(figures) > 1 and figures.startswith("0")):
        return say_figures(figures, language)
    return say_number(int(figures), language)


_MONTHS_EN = "|".join(MONTH_NAMES["en"])
_M = r"\s?(?i:([ap])\.?\s?m\b\.?)"

_STEPS_BEFORE: list[Step] = [
    (r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?:(?=T\d)|(?!\d))", _iso),
    (r"(?<=\s)T(?=\d{1,2}:)", lambda m, _: ","),
    (r"(?<=\d)Z\b", lambda m, _: ""),
    (r"(?<![\d/])24/7(?![\d/])", lambda m, lang: "twenty-four seven" if lang == "en" else "las veinticuatro horas"),
    (r"(?<![\d/.])(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![\d/])", _slashed),
    (r"(?<![\d.-])(\d{1,2})[.-](\d{1,2})[.-](\d{4})(?![\d-])", _slashed),
    (r"(?<![\d$.,])\+?(?:1[\s.-]?)?\(?\d{3}\)?[\s.-]{0,2}\d{3}[\s.-]?\d{4}(?!\d)", _phone),
    (r"\+\d{8,15}(?!\d)|(?<![\d-])\d{3}-\d{4}(?![\d-])", _phone),
    (r"(?<![\d$.,:-])(?:911|988|112|411|311)(?![\d:.,-]\d|\d)", _digits),
    (r"(?:US)?\$\s?(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{2})(?!\d))?(?: (?:dollars?|d[oó]lares|USD)\b)?", _amount),
    (
        r"(?<![\d.,])(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{2})) (?:dollars?|d[oó]lares|USD)\b",
        _amount,
    ),
    (r"((?<!\d)\d{1,2}(?::\d{2})?(?:\s?[apAP]\.?\s?[mM]\b\.?)?)\s?[-–—]\s?(?=\d{1,2}(?!\d))", _to),
]

_STEPS: dict[Language, list[Step]] = {
    "en": [
        (rf"(?<!\d)(\d{{1,2}}):(\d{{2}})(?::\d{{2}})?(?:{_M}|(?!\d)()?)", _time),
        (rf"(?<![\d.,])(\d{{1,2}})()(?::\d{{2}})?{_M}", _time),
        (rf"\b({_MONTHS_EN}) (\d{{1,2}})(?:st|nd|rd|th)?(?:,? ((?:19|20)\d\d))?(?!\d)", _month_first),
        (rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTHS_EN})(?:,? ((?:19|20)\d\d))?(?!\d)", _day_first),
        (r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]\d|\d)(?!\s?(?:dollars|patients|steps|people))", _year),
        (r"(?<!\d)(\d{1,6})(st|nd|rd|th)\b", _ordinal),
    ],
    "es": [
        (rf"(?:\b[Ll]as? )?(?<!\d)(\d{{1,2}})[:h](\d{{2}})(?::\d{{2}})?(?: horas)?(?:{_M}|(?!\d)()?)", _time),
        (rf"(?:\b[Ll]as? )?(?<![\d.,])(\d{{1,2}})(){_M}", _time),
        (
            r"(?<!\d)1(?:o)? de (?=enero|febrero|marzo|abril|mayo|junio|julio|agosto|sept|octubre|nov|dic)",
            lambda m, _: "primero de",
        ),
        (r"(?<!\d)(\d{1,3})\.?(ro|do|to|mo|vo|no|er|ra|da|era|o|a)\b", _ordinal),
    ],
}

_STEPS_AFTER: list[Step] = [
    (r"(?<![\d.,])(\d+(?:[.,]\d+)?)\s?%", _percent),
    (r"\b([A-Za-z]+)-?(\d+)", _code),
    (r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|(?<![\d.,])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)", _decimal),
    (r"\d+[.,]\d+(?![.,]?\d)", _decimal),
    (r"\d+", _plain),
]

"""Days and times of day as people say them."""

from __future__ import annotations

from datetime import date, time

from graphs.clinic.language.calendars import MONTH_NAMES, WEEKDAY_NAMES
from graphs.clinic.language.codes import Language
from graphs.clinic.language.saying.numbers import say_number, say_ordinal, say_year

_NEAR: dict[Language, dict[int, str]] = {
    "en": {0: "today", 1: "tomorrow"},
    "es": {0: "hoy", 1: "mañana", 2: "pasado mañana"},
}


def say_date(d: date, language: Language, *, with_year: bool = False, today: date | None = None) -> str:
    """ "Tuesday, March third"; with the year but no weekday for dates of birth; "tomorrow, ..." when today is given."""
    said = _with_year(d, language) if with_year else _with_weekday(d, language)
    near = _NEAR[language].get((d - today).days) if today else None
    return f"{near}, {said}" if near else said


def _with_weekday(d: date, language: Language) -> str:
    weekday, day = WEEKDAY_NAMES[language][d.weekday()], _day(d, language)
    return f"{weekday}, {day}" if language == "en" else f"{weekday} {day}"


def _with_year(d: date, language: Language) -> str:
    year = say_year(d.year, language)
    return f"{_day(d, language)}, {year}" if language == "en" else f"{_day(d, language)} de {year}"


def _day(d: date, language: Language) -> str:
    month = MONTH_NAMES[language][d.month - 1]
    if language == "en":
        return f"{month} {say_ordinal(d.day, language)}"
    return f"{'primero' if d.day == 1 else say_number(d.day, language)} de {month}"


def say_time(t: time, language: Language) -> str:
    """ "ten thirty in the morning", "noon"; "las diez y media de la mañana"; seconds are dropped."""
    return _time_en(t) if language == "en" else _time_es(t)


def _time_en(t: time) -> str:
    if t.hour in (0, 12) and t.minute == 0:
        return "noon" if t.hour else "midnight"
    minute = f" {'oh ' if t.minute < 10 else ''}{say_number(t.minute, 'en')}" if t.minute else ""
    part = "in the morning" if t.hour < 12 else "in the afternoon" if t.hour < 18 else "in the evening"
    part = "at night" if t.hour >= 21 or t.hour < 1 else part
    return f"{say_number(t.hour % 12 or 12, 'en')}{minute} {part}"


def _time_es(t: time) -> str:
    hour = t.hour % 12 or 12
    said = "la una" if hour == 1 else f"las {say_number(hour, 'es')}"
    if t.minute:
        minute = {15: "cuarto", 30: "media"}.get(t.minute) or say_number(t.minute, "es")
        said = f"{said} y {minute}"
    return f"{said} {_part_es(t)}"


def _part_es(t: time) -> str:
    if t.hour == 12 and t.minute == 0:
        return "del mediodía"
    if 1 <= t.hour < 6:
        return "de la madrugada"
    if 6 <= t.hour < 12:
        return "de la mañana"
    return "de la tarde" if 12 <= t.hour < 20 else "de la noche"

"""Names of days and months, and the arithmetic of calendars."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from graphs.clinic.language.codes import Language

WEEKDAY_NAMES: dict[Language, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
MONTH_NAMES: dict[Language, tuple[str, ...]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}
_FOLDED_DAYS_ES = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")

WEEKDAYS: dict[Language, dict[str, int]] = {
    "en": {name.lower(): n for n, name in enumerate(WEEKDAY_NAMES["en"])}
    | {name.lower() + "s": n for n, name in enumerate(WEEKDAY_NAMES["en"])}
    | {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4},
    "es": {name: n for n, name in enumerate(_FOLDED_DAYS_ES)} | {"sabados": 5, "domingos": 6},
}
MONTHS: dict[Language, dict[str, int]] = {
    "en": {name.lower(): n for n, name in enumerate(MONTH_NAMES["en"], 1)}
    | {name.lower()[:3]: n for n, name in enumerate(MONTH_NAMES["en"], 1)}
    | {"sept": 9},
    "es": {name: n for n, name in enumerate(MONTH_NAMES["es"], 1)},
}
HOLIDAYS: dict[Language, dict[str, tuple[int, int]]] = {
    "en": {
        "christmas eve": (12, 24),
        "christmas": (12, 25),
        "new years eve": (12, 31),
        "new year's eve": (12, 31),
        "new year's": (1, 1),
        "new years": (1, 1),
        "halloween": (10, 31),
        "valentine's": (2, 14),
    },
    "es": {"nochebuena": (12, 24), "navidad": (12, 25), "nochevieja": (12, 31), "ano nuevo": (1, 1)},
}


def day_of(year: int, month: int, day: int) -> date | None:
    """That date, None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def next_date(month: int, day: int, today: date) -> date | None:
    """The next such day from today on (29 February: within eight years)."""
    candidates = (day_of(today.year + n, month, day) for n in range(9))
    return next((d for d in candidates if d and d >= today), None)


def next_day_of_month(day: int, today: date, weekday: int | None = None) -> date | None:
    """The next day with that number from today on, of the given weekday if one is told and comes within a year."""
    months = ((today.year + (today.month - 1 + n) // 12, (today.month - 1 + n) % 12 + 1) for n in range(13))
    days = [d for year, month in months if (d := day_of(year, month, day)) and d >= today]
    return next((d for d in days if d.weekday() == weekday), days[0] if days else None)


def next_weekday(weekday: int, today: date, *, skip_today: bool = False) -> date:
    ahead = (weekday - today.weekday()) % 7
    return today + timedelta(days=ahead or 7 * skip_today)


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of its week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month_after(day: date, months: int) -> tuple[date, date]:
    """First and last day of the month that comes `months` after the one of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1), date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def nth_weekday(first: date, weekday: int, nth: int) -> date | None:
    """The nth such weekday of the month that begins with `first`; -1 is the last one; None when there is no fifth."""
    days = [d for d in (first + timedelta(days=n) for n in range(31)) if d.month == first.month]
    matching = [d for d in days if d.weekday() == weekday]
    return matching[nth - 1 if nth > 0 else nth] if -1 <= nth <= len(matching) and nth else None

"""How the tables of this folder write a wish for an appointment."""

from __future__ import annotations

from datetime import date, datetime

from graphs.clinic.language import When

NOW = datetime(2026, 11, 21, 9, 0)  # noqa: DTZ001 - the clinic's local time
# a Saturday
TODAY = date(2026, 11, 21)

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def shown(when: When | None) -> str:
    """ "2026-11-23..2026-11-29 tue|thu -fri 12:00-17:59 soonest", parts that are not set left out; "any", "none"."""
    if when is None:
        return "none"
    parts = [
        _days(when),
        "|".join(_DAYS[n] for n in sorted(when.weekdays)),
        *(f"-{_DAYS[n]}" for n in sorted(when.not_weekdays)),
        when.exact.isoformat("minutes") if when.exact else _bounds(when),
        "soonest" if when.soonest else "",
    ]
    return " ".join(p for p in parts if p) or "any"


def _days(when: When) -> str:
    if when.first and when.first == when.last:
        return when.first.isoformat()
    first, last = (d.isoformat() if d else "" for d in (when.first, when.last))
    return f"{first}..{last}" if first or last else ""


def _bounds(when: When) -> str:
    earliest, latest = (t.isoformat("minutes") if t else "" for t in (when.earliest, when.latest))
    return f"{earliest}-{latest}" if earliest or latest else ""

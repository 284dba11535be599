"""Wishes for a time at which the clinic is closed: the day, the hour, or the lunch break."""

from __future__ import annotations

from datetime import timedelta

from graphs.clinic.desk import Desk
from graphs.clinic.language import When


async def closed(desk: Desk, when: When) -> str:
    """The phrase that says so; "" when the clinic is open then."""
    clinic = await desk.store.clinic()
    days = _days(when)
    if days and not days & clinic.hours.keys():
        return "closed.day"
    if when.exact and clinic.lunch[0] <= when.exact < clinic.lunch[1]:
        return "closed.lunch"
    opens = min(hours[0] for hours in clinic.hours.values())
    closes = max(hours[1] for hours in clinic.hours.values())
    starts, ends = when.exact or when.earliest, when.exact or when.latest
    return "closed.hour" if (starts and starts >= closes) or (ends and ends < opens) else ""


def _days(when: When) -> set[int]:
    """The weekdays that are wished for; none when any would do."""
    if when.weekdays:
        return set(when.weekdays)
    if not (when.first and when.last):
        return set()
    return {(when.first + timedelta(days=n)).weekday() for n in range(min((when.last - when.first).days, 6) + 1)}

"""How far ahead the calendar is open."""

from __future__ import annotations

from datetime import date, timedelta

from graphs.clinic.desk import Desk
from graphs.clinic.language import When
from graphs.clinic.store.calendar import AHEAD


def last_day(desk: Desk) -> date:
    """The last working day that can be booked."""
    day = (desk.now + AHEAD).date() - timedelta(days=1)
    return day - timedelta(days=max(0, day.weekday() - 4))


def is_beyond(when: When, desk: Desk) -> bool:
    """Whether the wish begins only after the calendar's last day."""
    return when.first is not None and when.first > last_day(desk)

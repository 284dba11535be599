"""The doctors' working times as slots, kept six weeks ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from graphs.clinic.store import doctors
from graphs.clinic.store.errors import NotFound
from graphs.clinic.store.records import Clinic
from graphs.clinic.store.schema import doctors as doctor_table
from graphs.clinic.store.schema import slots

AHEAD = timedelta(weeks=6)


async def extend(connection: AsyncConnection, today: date) -> None:
    """Add each doctor's slots from the day after the last one (or from today) to six weeks from today.

    Days that have slots already are left as they are, so a time that the clinic took out stays out.
    """
    try:
        house = await doctors.clinic(connection)
    except NotFound:
        return
    rows = [
        row for doctor, first in await _first_missing(connection, today) for row in _rows(house, doctor, first, today)
    ]
    if rows:
        await connection.execute(insert(slots), rows)


def starts(house: Clinic, day: date) -> Iterator[datetime]:
    """When appointments begin on a day, by opening hours and lunch; none on a closed day."""
    if day.weekday() not in house.hours:
        return
    opens, closes = (datetime.combine(day, hour) for hour in house.hours[day.weekday()])
    lunch_begins, lunch_ends = (datetime.combine(day, hour) for hour in house.lunch)
    length = timedelta(minutes=house.slot_minutes)
    start = opens
    while start + length <= closes:
        if start + length <= lunch_begins or start >= lunch_ends:
            yield start
        start += length


async def _first_missing(connection: AsyncConnection, today: date) -> list[tuple[int, date]]:
    newest = func.max(slots.c.starts_at)
    wanted = select(doctor_table.c.id, newest.label("newest")).outerjoin(slots).group_by(doctor_table.c.id)
    rows = await connection.execute(wanted.order_by(doctor_table.c.id))
    return [(row.id, _day_after(row.newest, today)) for row in rows]


def _day_after(newest: datetime | None, today: date) -> date:
    return today if newest is None else max(today, newest.date() + timedelta(days=1))


def _rows(house: Clinic, doctor: int, first: date, today: date) -> Iterator[dict[str, Any]]:
    length = timedelta(minutes=house.slot_minutes)
    for number in range((today + AHEAD - first).days):
        for start in starts(house, first + timedelta(days=number)):
            yield {"doctor_id": doctor, "starts_at": start, "ends_at": start + length}

"""Free times: which there are, and which few of them to offer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from graphs.clinic.store import doctors
from graphs.clinic.store.records import Slot
from graphs.clinic.store.schema import appointments, slots
from graphs.clinic.store.schema import doctors as doctor_table
from graphs.clinic.store.words import row_id

APART = (timedelta(hours=2), timedelta(minutes=1), timedelta(0))
# how far offered times should lie apart; the next, smaller one only when that leaves too few


async def free(
    connection: AsyncConnection,
    *,
    doctor_id: str | None,
    specialty: str | None,
    matches: Callable[[datetime], bool] | None,
    after: datetime,
    until: datetime | None,
    limit: int,
    spread: bool,
) -> list[Slot]:
    """At most `limit` free slots that start from `after` on and before `until`, soonest first."""
    rows = (await connection.execute(_wanted(doctor_id, specialty, after, until))).all()
    fitting = [row for row in rows if matches is None or matches(row.starts_at)]
    chosen = spread_out(fitting, limit) if spread else fitting[: max(0, limit)]
    known = await doctors.by_row_id(connection) if chosen else {}
    return [Slot(str(row.id), known[row.doctor_id], row.starts_at, row.ends_at) for row in chosen]


def spread_out(fitting: Sequence[Any], limit: int) -> list[Any]:
    """The earliest rows that lie well apart, filled up with closer ones, in order of time."""
    chosen: list[Any] = []
    for apart in APART:
        for row in fitting:
            if len(chosen) >= limit:
                break
            if row not in chosen and all(abs(row.starts_at - other.starts_at) >= apart for other in chosen):
                chosen.append(row)
    return sorted(chosen, key=lambda row: (row.starts_at, row.id))


def _wanted(doctor_id: str | None, specialty: str | None, after: datetime, until: datetime | None) -> Select[Any]:
    taken = exists().where(
        appointments.c.doctor_id == slots.c.doctor_id,
        appointments.c.status != "cancelled",
        appointments.c.starts_at < slots.c.ends_at,
        appointments.c.ends_at > slots.c.starts_at,
    )
    wanted = select(slots.c.id, slots.c.doctor_id, slots.c.starts_at, slots.c.ends_at)
    wanted = wanted.where(slots.c.starts_at >= after, ~taken).order_by(slots.c.starts_at, slots.c.doctor_id)
    if until is not None:
        wanted = wanted.where(slots.c.starts_at < until)
    if doctor_id is not None:
        wanted = wanted.where(slots.c.doctor_id == row_id(doctor_id, "doctor"))
    if specialty is not None:
        of_specialty = select(doctor_table.c.id).where(doctor_table.c.specialty == specialty)
        wanted = wanted.where(slots.c.doctor_id.in_(of_specialty))
    return wanted

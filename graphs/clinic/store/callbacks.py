"""Calls that a person of the clinic has to make: the handover of a call."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from graphs.clinic.store.errors import NotFound
from graphs.clinic.store.patients import patient
from graphs.clinic.store.records import Callback
from graphs.clinic.store.schema import callbacks
from graphs.clinic.store.words import clean, phone_number, row_id
from graphs.errors import BadInput

LONGEST_SUMMARY = 8000
LONGEST_PHONE = 40


async def request(
    connection: AsyncConnection, patient_id: str | None, phone: str | None, summary: str, urgent: bool, now: datetime
) -> Callback:
    """A new open callback. A phone number is kept as given when it is no E.164: a person may still make sense of it."""
    who = None if patient_id is None else int((await patient(connection, patient_id)).id)
    values = {
        "patient_id": who,
        "phone": None if phone is None else _reachable(phone),
        "summary": clean(summary, LONGEST_SUMMARY),
        "urgent": urgent,
        "status": "open",
        "created_at": now,
    }
    return _record((await connection.execute(insert(callbacks).values(values).returning(callbacks))).one())


async def listed(connection: AsyncConnection, only_open: bool) -> list[Callback]:
    """Callbacks, urgent ones first, then the oldest."""
    wanted = select(callbacks).order_by(callbacks.c.urgent.desc(), callbacks.c.created_at, callbacks.c.id)
    if only_open:
        wanted = wanted.where(callbacks.c.status == "open")
    return [_record(row) for row in await connection.execute(wanted)]


async def close(connection: AsyncConnection, callback_id: str) -> Callback:
    """The callback, now done; NotFound."""
    done = update(callbacks).where(callbacks.c.id == row_id(callback_id, "callback")).values(status="done")
    row = (await connection.execute(done.returning(callbacks))).one_or_none()
    if row is None:
        raise NotFound("There is no such callback.")
    return _record(row)


def _reachable(phone: str) -> str:
    try:
        return phone_number(phone)
    except BadInput:
        return clean(phone, LONGEST_PHONE)


def _record(row: Row[Any]) -> Callback:
    return Callback(
        id=str(row.id),
        patient_id=None if row.patient_id is None else str(row.patient_id),
        phone=row.phone,
        summary=row.summary,
        urgent=row.urgent,
        status=row.status,
        created_at=row.created_at,
    )

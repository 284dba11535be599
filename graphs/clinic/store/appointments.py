"""Booking, moving, cancelling. What may not be is refused by the database's constraints; here it only gets a name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from graphs.clinic.store import doctors
from graphs.clinic.store.errors import AppointmentClosed, NotFound, PatientBusy, SlotTaken
from graphs.clinic.store.records import Appointment, Doctor
from graphs.clinic.store.schema import appointments, patients, slots
from graphs.clinic.store.schema import doctors as doctor_table
from graphs.clinic.store.words import clean, row_id

LONGEST_REASON = 500
TAKEN = ("one_appointment_per_slot", "appointments.slot_id", "doctor_booked_once")
BUSY = ("patient_booked_once",)
# the constraints of migration 0002 as the databases name them


async def of_patient(
    connection: AsyncConnection, patient_id: str, after: datetime, cancelled: bool
) -> list[Appointment]:
    """The patient's appointments that start from `after` on, soonest first."""
    wanted = select(appointments).where(
        appointments.c.patient_id == row_id(patient_id, "patient"), appointments.c.starts_at >= after
    )
    if not cancelled:
        wanted = wanted.where(appointments.c.status != "cancelled")
    return await _records(connection, wanted.order_by(appointments.c.starts_at, appointments.c.id))


async def book(connection: AsyncConnection, patient_id: str, slot_id: str, reason: str) -> Appointment:
    """A new appointment; SlotTaken, PatientBusy, NotFound."""
    patient = row_id(patient_id, "patient")
    slot = await _slot(connection, slot_id)
    await _lock(connection, patient, slot.doctor_id)
    values = {"patient_id": patient, "reason": clean(reason, LONGEST_REASON), "status": "booked", **_times(slot)}
    with _refusals():
        made = await connection.execute(insert(appointments).values(values).returning(appointments.c.id))
    return await _one(connection, made.scalar_one())


async def move(connection: AsyncConnection, appointment_id: str, slot_id: str) -> Appointment:
    """The same appointment at another time, or unchanged with SlotTaken, PatientBusy, AppointmentClosed, NotFound."""
    slot = await _slot(connection, slot_id)
    old = await _booked(connection, appointment_id)
    await _lock(connection, old.patient_id, slot.doctor_id)
    with _refusals():
        await _change(connection, old.id, **_times(slot))
    return await _one(connection, old.id)


async def cancel(connection: AsyncConnection, appointment_id: str) -> Appointment:
    """The appointment, now cancelled and its slot free; AppointmentClosed, NotFound."""
    old = await _booked(connection, appointment_id)
    await _lock(connection, old.patient_id, old.doctor_id)
    await _change(connection, old.id, status="cancelled")
    return await _one(connection, old.id)


async def _change(connection: AsyncConnection, id: int, **values: Any) -> None:
    """Change an appointment that is still booked, which another transaction may have ended in between."""
    still = update(appointments).where(appointments.c.id == id, appointments.c.status == "booked")
    if (await connection.execute(still.values(values))).rowcount == 0:
        raise AppointmentClosed("That appointment is over or cancelled.")


async def _slot(connection: AsyncConnection, slot_id: str) -> Row[Any]:
    wanted = select(slots).where(slots.c.id == row_id(slot_id, "time"))
    row = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound("There is no such time.")
    return row


async def _booked(connection: AsyncConnection, appointment_id: str) -> Row[Any]:
    wanted = select(appointments).where(appointments.c.id == row_id(appointment_id, "appointment"))
    row = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound("There is no such appointment.")
    if row.status != "booked":
        raise AppointmentClosed("That appointment is over or cancelled.")
    return row


async def _lock(connection: AsyncConnection, patient: int, doctor: int) -> None:
    """Hold patient and doctor, in this order: on PostgreSQL two writers that meet in the constraints could deadlock.

    SQLite ignores it; its writers already stand in line.
    """
    for table, id in ((patients, patient), (doctor_table, doctor)):
        row = await connection.execute(select(table.c.id).where(table.c.id == id).with_for_update(key_share=True))
        if row.one_or_none() is None:
            raise NotFound("There is no such patient.")


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        words = str(error.orig)
        if any(name in words for name in BUSY):
            raise PatientBusy("The patient has another appointment at that time.") from error
        if any(name in words for name in TAKEN):
            raise SlotTaken("That time was just taken.") from error
        raise


def _times(slot: Row[Any]) -> dict[str, Any]:
    return {"slot_id": slot.id, "doctor_id": slot.doctor_id, "starts_at": slot.starts_at, "ends_at": slot.ends_at}


async def _one(connection: AsyncConnection, id: int) -> Appointment:
    return (await _records(connection, select(appointments).where(appointments.c.id == id)))[0]


async def _records(connection: AsyncConnection, wanted: Select[Any]) -> list[Appointment]:
    rows = (await connection.execute(wanted)).all()
    known = await doctors.by_row_id(connection) if rows else {}
    return [_record(row, known) for row in rows]


def _record(row: Row[Any], known: dict[int, Doctor]) -> Appointment:
    return Appointment(
        id=str(row.id),
        patient_id=str(row.patient_id),
        doctor=known[row.doctor_id],
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        reason=row.reason,
        status=row.status,
    )

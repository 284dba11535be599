"""Two callers never get the same time: the database itself refuses."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from graphs.clinic.store import Appointment, ClinicStore, PatientBusy, Slot, SlotTaken
from graphs.clinic.store.database import Database, connect
from graphs.clinic.store.schema import appointments, slots

CALLERS = 20
NOW = datetime.fromisoformat("2026-11-21 09:00")


@pytest.fixture
async def database(store: ClinicStore, url: str) -> AsyncIterator[Database]:
    """The store's database by a way of its own, for rows that the store would not write."""
    opened = connect(url)
    yield opened
    await opened.aclose()


async def first_slot(store: ClinicStore, doctor_id: str = "1") -> Slot:
    return (await store.free_slots(doctor_id=doctor_id, after=NOW))[0]


async def active_in(database: Database, slot: Slot) -> int:
    wanted = select(func.count()).where(appointments.c.slot_id == int(slot.id), appointments.c.status != "cancelled")
    async with database.reading() as connection:
        return (await connection.execute(wanted)).scalar_one()


def row(slot: Slot, patient: int) -> dict[str, Any]:
    times = {"starts_at": slot.starts_at, "ends_at": slot.ends_at}
    return {"slot_id": int(slot.id), "doctor_id": int(slot.doctor.id), "patient_id": patient, "reason": "", **times}


async def overlapping_slot(database: Database, store: ClinicStore, slot: Slot) -> Slot:
    """A slot of the same doctor that begins before the given one is over."""
    start, end = slot.starts_at + timedelta(minutes=10), slot.ends_at + timedelta(minutes=10)
    values = {"doctor_id": int(slot.doctor.id), "starts_at": start, "ends_at": end}
    async with database.writing() as connection:
        made = await connection.execute(insert(slots).values(values).returning(slots.c.id))
    return Slot(str(made.scalar_one()), slot.doctor, start, end)


async def test_of_twenty_callers_at_once_one_gets_the_slot(store: ClinicStore, url: str, database: Database) -> None:
    slot = await first_slot(store)
    callers = [await ClinicStore.open(url, seed=False, today=NOW.date()) for _ in range(CALLERS)]
    booked = await asyncio.gather(
        *(
            caller.book(patient_id=str(number), slot_id=slot.id, reason="checkup", key=f"caller {number}")
            for number, caller in enumerate(callers, start=1)
        ),
        return_exceptions=True,
    )
    await asyncio.gather(*(caller.aclose() for caller in callers))
    assert Counter(type(result) for result in booked) == {Appointment: 1, SlotTaken: CALLERS - 1}
    assert await active_in(database, slot) == 1


async def test_twenty_writers_who_ask_nothing_first_are_refused_but_one(
    store: ClinicStore, url: str, database: Database
) -> None:
    slot = await first_slot(store)

    async def write(patient: int) -> None:
        async with database.writing() as connection:
            await connection.execute(insert(appointments).values(row(slot, patient)))

    results = await asyncio.gather(*(write(number + 1) for number in range(CALLERS)), return_exceptions=True)
    assert sum(result is None for result in results) == 1
    assert sum(isinstance(result, IntegrityError) for result in results) == CALLERS - 1
    assert await active_in(database, slot) == 1


async def test_a_doctor_is_not_in_two_overlapping_slots(store: ClinicStore, database: Database) -> None:
    slot = await first_slot(store)
    later = await overlapping_slot(database, store, slot)
    await store.book(patient_id="1", slot_id=slot.id, reason="", key="a")
    with pytest.raises(SlotTaken):
        await store.book(patient_id="5", slot_id=later.id, reason="", key="b")


async def test_overlapping_slots_booked_at_once_give_one_appointment(store: ClinicStore, database: Database) -> None:
    slot = await first_slot(store)
    later = await overlapping_slot(database, store, slot)
    booked = await asyncio.gather(
        *(
            store.book(patient_id=str(number), slot_id=(slot, later)[number % 2].id, reason="", key=str(number))
            for number in range(1, 9)
        ),
        return_exceptions=True,
    )
    assert Counter(type(result) for result in booked) == {Appointment: 1, SlotTaken: 7}


async def test_a_free_slot_that_overlaps_an_appointment_is_not_offered(store: ClinicStore, database: Database) -> None:
    slot = await first_slot(store)
    later = await overlapping_slot(database, store, slot)
    await store.book(patient_id="1", slot_id=slot.id, reason="", key="a")
    offered = await store.free_slots(doctor_id="1", after=NOW, limit=1000)
    assert {slot.id, later.id}.isdisjoint(free.id for free in offered)


async def test_a_patient_is_not_with_two_doctors_at_once(store: ClinicStore) -> None:
    one, other = await first_slot(store, "1"), await first_slot(store, "2")
    assert one.starts_at == other.starts_at
    await store.book(patient_id="1", slot_id=one.id, reason="", key="a")
    with pytest.raises(PatientBusy):
        await store.book(patient_id="1", slot_id=other.id, reason="", key="b")


async def test_one_patient_books_eight_doctors_at_once_and_gets_one(store: ClinicStore) -> None:
    doctors = [await first_slot(store, str(number)) for number in range(1, 9)]
    booked = await asyncio.gather(
        *(store.book(patient_id="1", slot_id=slot.id, reason="", key=slot.id) for slot in doctors),
        return_exceptions=True,
    )
    assert Counter(type(result) for result in booked) == {Appointment: 1, PatientBusy: 7}


async def test_a_row_with_other_times_than_its_slot_is_refused(store: ClinicStore, database: Database) -> None:
    slot = await first_slot(store)
    shifted = {**row(slot, 1), "starts_at": slot.starts_at + timedelta(minutes=5)}
    with pytest.raises(IntegrityError):
        async with database.writing() as connection:
            await connection.execute(insert(appointments).values(shifted))


async def test_an_update_into_a_taken_time_is_refused_as_well(store: ClinicStore, database: Database) -> None:
    slot = await first_slot(store)
    await store.book(patient_id="1", slot_id=slot.id, reason="", key="a")
    cancelled = {**row(slot, 5), "status": "cancelled"}
    async with database.writing() as connection:
        await connection.execute(insert(appointments).values(cancelled))
    with pytest.raises(IntegrityError):
        await revive(database)


async def revive(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(
            update(appointments).where(appointments.c.status == "cancelled").values(status="booked")
        )


async def test_a_cancelled_time_can_be_booked_again(store: ClinicStore) -> None:
    slot = await first_slot(store)
    first = await store.book(patient_id="1", slot_id=slot.id, reason="", key="a")
    await store.cancel(appointment_id=first.id, key="b")
    second = await store.book(patient_id="5", slot_id=slot.id, reason="", key="c")
    assert second.starts_at == first.starts_at

"""Moving and cancelling: one step, or nothing."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from graphs.clinic.store import (
    Appointment,
    AppointmentClosed,
    ClinicStore,
    NotFound,
    PatientBusy,
    Slot,
    SlotTaken,
)

NOW = datetime.fromisoformat("2026-11-21 09:00")


async def booked(store: ClinicStore, patient_id: str, slot: Slot) -> Appointment:
    return await store.book(patient_id=patient_id, slot_id=slot.id, reason="checkup", key=f"{patient_id} {slot.id}")


async def test_a_move_keeps_the_appointment_and_frees_the_old_time(store: ClinicStore) -> None:
    old, new = await store.free_slots(doctor_id="1", after=NOW, limit=2)
    before = await booked(store, "1", old)
    after = await store.move(appointment_id=before.id, slot_id=new.id, key="m")
    assert (after.id, after.reason, after.starts_at) == (before.id, before.reason, new.starts_at)
    assert (await store.free_slots(doctor_id="1", after=NOW, limit=1))[0] == old


async def test_a_move_to_another_doctor_takes_that_doctor(store: ClinicStore) -> None:
    old = (await store.free_slots(doctor_id="1", after=NOW))[0]
    new = (await store.free_slots(doctor_id="2", after=NOW))[0]
    before = await booked(store, "1", old)
    after = await store.move(appointment_id=before.id, slot_id=new.id, key="m")
    assert after.doctor.id == "2"


async def test_a_move_into_a_taken_time_keeps_the_old_one(store: ClinicStore) -> None:
    old, taken = await store.free_slots(doctor_id="1", after=NOW, limit=2)
    before = await booked(store, "1", old)
    await booked(store, "5", taken)
    with pytest.raises(SlotTaken):
        await store.move(appointment_id=before.id, slot_id=taken.id, key="m")
    assert await store.appointments("1", after=NOW) == [before]


async def test_a_move_onto_another_appointment_of_the_patient_keeps_both(store: ClinicStore) -> None:
    one, two = await store.free_slots(doctor_id="1", after=NOW, limit=2)
    same_time = (await store.free_slots(doctor_id="2", after=two.starts_at))[0]
    assert same_time.starts_at == two.starts_at
    first, second = await booked(store, "1", one), await booked(store, "1", two)
    with pytest.raises(PatientBusy):
        await store.move(appointment_id=first.id, slot_id=same_time.id, key="m")
    assert await store.appointments("1", after=NOW) == [first, second]


async def test_of_two_patients_who_move_to_one_time_one_keeps_the_old_time(store: ClinicStore) -> None:
    one, two, wanted = await store.free_slots(doctor_id="1", after=NOW)
    both = [await booked(store, "1", one), await booked(store, "5", two)]
    results = await asyncio.gather(
        *(store.move(appointment_id=old.id, slot_id=wanted.id, key=f"m{old.id}") for old in both),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["Appointment", "SlotTaken"]
    times = [(await store.appointments(id, after=NOW))[0].starts_at for id in ("1", "5")]
    assert sorted(times) in ([one.starts_at, wanted.starts_at], [two.starts_at, wanted.starts_at])


async def test_a_move_to_the_same_time_changes_nothing(store: ClinicStore) -> None:
    slot = (await store.free_slots(doctor_id="1", after=NOW))[0]
    before = await booked(store, "1", slot)
    assert await store.move(appointment_id=before.id, slot_id=slot.id, key="m") == before


async def test_a_cancelled_appointment_is_neither_moved_nor_cancelled_again(store: ClinicStore) -> None:
    old, new = await store.free_slots(doctor_id="1", after=NOW, limit=2)
    before = await booked(store, "1", old)
    await store.cancel(appointment_id=before.id, key="c")
    with pytest.raises(AppointmentClosed):
        await store.move(appointment_id=before.id, slot_id=new.id, key="m")
    with pytest.raises(AppointmentClosed):
        await store.cancel(appointment_id=before.id, key="c2")


async def test_a_past_appointment_is_not_cancelled(store: ClinicStore) -> None:
    past = (await store.appointments("1", after=datetime.fromisoformat("2020-01-01")))[0]
    assert past.status == "completed"
    with pytest.raises(AppointmentClosed):
        await store.cancel(appointment_id=past.id, key="c")


async def test_cancelled_appointments_are_listed_only_when_asked_for(store: ClinicStore) -> None:
    slot = (await store.free_slots(doctor_id="1", after=NOW))[0]
    gone = await store.cancel(appointment_id=(await booked(store, "1", slot)).id, key="c")
    assert await store.appointments("1", after=NOW) == []
    assert await store.appointments("1", after=NOW, cancelled=True) == [gone]


async def test_an_id_that_no_row_has_is_not_found(store: ClinicStore) -> None:
    for id in ("999999", "0", "", "abc", "-1", "1; DROP TABLE slots", "９", "9" * 30):
        with pytest.raises(NotFound):
            await store.book(patient_id=id, slot_id="1", reason="", key="1")
        with pytest.raises(NotFound):
            await store.book(patient_id="1", slot_id=id, reason="", key="2")
        with pytest.raises(NotFound):
            await store.cancel(appointment_id=id, key="3")
        with pytest.raises(NotFound):
            await store.patient(id)
        with pytest.raises(NotFound):
            await store.balance(id)

"""An effect happens once per key, however often and from wherever it is asked for."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from decimal import Decimal

import pytest

from graphs.clinic.store import ClinicStore, EffectKeyReused, PromiseRefused, Slot, SlotTaken

NOW = datetime.fromisoformat("2026-11-21 09:00")


async def two_slots(store: ClinicStore) -> tuple[Slot, Slot]:
    one, other = await store.free_slots(doctor_id="1", after=NOW, limit=2)
    return one, other


async def test_the_same_key_ten_times_at_once_books_once(store: ClinicStore, url: str) -> None:
    slot, _ = await two_slots(store)
    stores = [store, await ClinicStore.open(url, today=NOW.date())]
    results = await asyncio.gather(
        *(
            stores[number % 2].book(patient_id="1", slot_id=slot.id, reason="checkup", key="turn 7, call 1")
            for number in range(10)
        )
    )
    await stores[1].aclose()
    assert len(set(results)) == 1
    assert await store.appointments("1", after=NOW) == [results[0]]


async def test_a_repeated_key_answers_what_the_first_run_answered_even_when_the_world_has_moved_on(
    store: ClinicStore,
) -> None:
    slot, _ = await two_slots(store)
    first = await store.book(patient_id="1", slot_id=slot.id, reason="checkup", key="a")
    await store.cancel(appointment_id=first.id, key="b")
    assert await store.book(patient_id="1", slot_id=slot.id, reason="checkup", key="a") == first
    assert await store.appointments("1", after=NOW) == []


async def test_every_write_is_done_once(store: ClinicStore) -> None:
    slot, other = await two_slots(store)
    for _ in range(2):
        booked = await store.book(patient_id="1", slot_id=slot.id, reason="checkup", key="book")
        moved = await store.move(appointment_id=booked.id, slot_id=other.id, key="move")
        gone = await store.cancel(appointment_id=booked.id, key="cancel")
        made = await store.create_patient(
            full_name="Zoe Quill", birth_date=date(1999, 9, 9), phone="2105550199", key="create"
        )
        await store.promise_payment(patient_id="1", amount=Decimal("20.00"), due=date(2026, 12, 1), key="promise")
        called = await store.request_callback(patient_id="1", phone=None, summary="asks", urgent=False, key="callback")
        await store.close_callback(callback_id=called.id, key="close")
    assert (moved.starts_at, gone.status) == (other.starts_at, "cancelled")
    assert [match.patient for match in await store.find_patients(birth_date=date(1999, 9, 9))] == [made]
    assert (await store.balance("1")).promised == Decimal("20.00")
    assert len(await store.callbacks(only_open=False)) == 1


async def test_a_refused_effect_leaves_its_key_free(store: ClinicStore) -> None:
    slot, other = await two_slots(store)
    await store.book(patient_id="5", slot_id=slot.id, reason="", key="somebody else")
    with pytest.raises(SlotTaken):
        await store.book(patient_id="1", slot_id=slot.id, reason="", key="a")
    assert (await store.book(patient_id="1", slot_id=other.id, reason="", key="a")).starts_at == other.starts_at


async def test_one_key_for_two_kinds_of_effect_is_a_fault(store: ClinicStore) -> None:
    await store.request_callback(patient_id=None, phone="2105550150", summary="", urgent=True, key="a")
    with pytest.raises(EffectKeyReused):
        await store.promise_payment(patient_id="1", amount=Decimal(1), due=date(2026, 12, 1), key="a")


async def test_a_key_of_any_length_and_script_works(store: ClinicStore) -> None:
    for key in ("k" * 5000, "sesión 漢字 🙂", "x"):
        first = await store.request_callback(patient_id=None, phone=None, summary=key[:9], urgent=False, key=key)
        assert await store.request_callback(patient_id=None, phone=None, summary="", urgent=False, key=key) == first


async def test_promises_at_once_never_exceed_what_is_owed(store: ClinicStore) -> None:
    results = await asyncio.gather(
        *(
            store.promise_payment(patient_id="1", amount=Decimal("30.00"), due=date(2026, 12, 1), key=str(number))
            for number in range(8)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(result, PromiseRefused) for result in results) == 6
    assert (await store.balance("1")).promised == Decimal("60.00")


async def test_a_write_that_was_cancelled_at_any_moment_and_is_repeated_happens_once(store: ClinicStore) -> None:
    slot, _ = await two_slots(store)
    loop = asyncio.get_running_loop()
    for step in range(60):
        task = asyncio.create_task(store.book(patient_id="1", slot_id=slot.id, reason="", key=f"try {step}"))
        loop.call_later(step / 5000, task.cancel)
        await asyncio.gather(task, return_exceptions=True)
        booked = await store.book(patient_id="1", slot_id=slot.id, reason="", key=f"try {step}")
        assert await store.appointments("1", after=NOW) == [booked]
        await store.cancel(appointment_id=booked.id, key=f"undo {step}")


async def test_closing_waits_for_what_a_cancelled_call_began(url: str) -> None:
    store = await ClinicStore.open(url, today=NOW.date())
    slot, _ = await two_slots(store)
    task = asyncio.create_task(store.book(patient_id="1", slot_id=slot.id, reason="", key="a"))
    await asyncio.sleep(0)
    task.cancel()
    await store.aclose()
    again = await ClinicStore.open(url, today=NOW.date())
    assert len(await again.appointments("1", after=NOW)) == 1
    await again.aclose()

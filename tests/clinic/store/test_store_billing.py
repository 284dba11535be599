"""What is owed, what is promised, who is to be called."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from graphs.clinic.store import ClinicStore, NotFound, PromiseRefused
from graphs.errors import BadInput

DUE = date(2026, 12, 15)
CLOCK = datetime.combine(date(2026, 11, 21), time(9, 30))


async def test_a_promise_is_noted_and_lowers_nothing(store: ClinicStore) -> None:
    made = await store.promise_payment(patient_id="1", amount=Decimal("40.50"), due=DUE, key="a")
    after = await store.balance("1")
    assert (after.total, after.promises, after.promised) == (Decimal("85.50"), (made,), Decimal("40.50"))
    assert (made.amount, made.due) == (Decimal("40.50"), DUE)


async def test_no_more_is_promised_than_is_owed(store: ClinicStore) -> None:
    for amount in ("85.51", "0", "-5"):
        with pytest.raises(PromiseRefused):
            await store.promise_payment(patient_id="1", amount=Decimal(amount), due=DUE, key=amount)
    await store.promise_payment(patient_id="1", amount=Decimal("85.50"), due=DUE, key="all")
    with pytest.raises(PromiseRefused):
        await store.promise_payment(patient_id="1", amount=Decimal("0.01"), due=DUE, key="more")


@pytest.mark.parametrize("amount", ["1.005", "NaN", "Infinity"])
async def test_an_amount_is_whole_cents(sqlite_store: ClinicStore, amount: str) -> None:
    with pytest.raises(BadInput):
        await sqlite_store.promise_payment(patient_id="1", amount=Decimal(amount), due=DUE, key="a")


async def test_callbacks_come_urgent_first_and_leave_the_list_when_done(url: str) -> None:
    store = await ClinicStore.open(url, today=CLOCK.date(), clock=lambda: CLOCK)
    calm = await store.request_callback(patient_id="1", phone=None, summary="a refill", urgent=False, key="a")
    urgent = await store.request_callback(
        patient_id=None, phone="210-555-0150", summary="chest pain", urgent=True, key="b"
    )
    assert await store.callbacks() == [urgent, calm]
    assert (urgent.phone, urgent.created_at, urgent.status) == ("+12105550150", CLOCK, "open")
    done = await store.close_callback(callback_id=urgent.id, key="c")
    assert await store.callbacks() == [calm]
    assert await store.callbacks(only_open=False) == [done, calm]
    await store.aclose()


async def test_a_phone_number_that_is_none_is_kept_for_a_person_to_read(store: ClinicStore) -> None:
    called = await store.request_callback(patient_id=None, phone="at my sister's", summary="", urgent=True, key="a")
    assert called.phone == "at my sister's"


async def test_a_callback_for_an_unknown_patient_is_refused(store: ClinicStore) -> None:
    with pytest.raises(NotFound):
        await store.request_callback(patient_id="4711", phone=None, summary="", urgent=False, key="a")
    with pytest.raises(NotFound):
        await store.close_callback(callback_id="4711", key="b")

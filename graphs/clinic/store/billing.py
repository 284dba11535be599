"""What a patient owes and has promised to pay."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from graphs.clinic.store.errors import NotFound, PromiseRefused
from graphs.clinic.store.records import Balance, Charge, Promise
from graphs.clinic.store.schema import charges, patients, promises
from graphs.clinic.store.words import from_cents, row_id, to_cents


async def balance(connection: AsyncConnection, patient_id: str) -> Balance:
    """Unpaid charges, their sum and the promises; NotFound."""
    patient = row_id(patient_id, "patient")
    await _hold(connection, patient, lock=False)
    return await _balance(connection, patient)


async def promise(connection: AsyncConnection, patient_id: str, amount: Decimal, due: date) -> Promise:
    """A promise to pay; PromiseRefused unless 0 < amount <= what is owed and not promised yet."""
    patient, cents = row_id(patient_id, "patient"), to_cents(amount)
    await _hold(connection, patient, lock=True)
    owed = await _balance(connection, patient)
    if not 0 < amount <= owed.total - owed.promised:
        raise PromiseRefused("The amount is not above zero or is more than what is owed and not promised yet.")
    values = {"patient_id": patient, "amount_cents": cents, "due": due}
    row = (await connection.execute(insert(promises).values(values).returning(promises))).one()
    return _promise(row)


async def _hold(connection: AsyncConnection, patient: int, *, lock: bool) -> None:
    wanted = select(patients.c.id).where(patients.c.id == patient)
    found = await connection.execute(wanted.with_for_update(key_share=True) if lock else wanted)
    if found.one_or_none() is None:
        raise NotFound("There is no such patient.")


async def _balance(connection: AsyncConnection, patient: int) -> Balance:
    unpaid = select(charges).where(charges.c.patient_id == patient, charges.c.paid.is_(False))
    items = await connection.execute(unpaid.order_by(charges.c.date, charges.c.id))
    promised = select(promises).where(promises.c.patient_id == patient)
    made = await connection.execute(promised.order_by(promises.c.due, promises.c.id))
    owed = tuple(_charge(row) for row in items)
    total = sum((item.amount for item in owed), from_cents(0))
    return Balance(total, owed, tuple(_promise(row) for row in made))


def _charge(row: Row[Any]) -> Charge:
    return Charge(
        id=str(row.id),
        description_en=row.description_en,
        description_es=row.description_es,
        amount=from_cents(row.amount_cents),
        date=row.date,
        explanation_en=row.explanation_en,
        explanation_es=row.explanation_es,
    )


def _promise(row: Row[Any]) -> Promise:
    return Promise(str(row.id), str(row.patient_id), from_cents(row.amount_cents), row.due)

"""Writes the demonstration clinic into an empty database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from graphs.clinic.store import calendar, doctors, schema
from graphs.clinic.store.seed.data import load
from graphs.clinic.store.seed.plan import Plan, planned

Rows = list[dict[str, Any]]


async def is_empty(connection: AsyncConnection) -> bool:
    """Whether the database holds no clinic yet."""
    return (await connection.execute(select(schema.clinic.c.id))).first() is None


async def fill(connection: AsyncConnection, today: date) -> None:
    """Write clinic, doctors, slots, patients, appointments, charges and topics, relative to `today`."""
    data = await asyncio.to_thread(load, "clinic.toml")
    await connection.execute(insert(schema.clinic).values(id=1, **data["clinic"]))
    await connection.execute(insert(schema.specialties), _numbered(data["specialties"]))
    await _ids(connection, schema.doctors, data["doctors"])
    await connection.execute(insert(schema.topics), _topics((await asyncio.to_thread(load, "topics.toml"))["topics"]))
    await calendar.extend(connection, today)
    plan = planned(await doctors.clinic(connection), await doctors.doctors(connection, None, None), today)
    await _write(connection, plan, {charge.pop("code"): charge for charge in data["charges"]})


async def _write(connection: AsyncConnection, plan: Plan, prices: dict[str, dict[str, Any]]) -> None:
    ids = await _ids(connection, schema.patients, [_patient(patient) for patient in plan.patients])
    speakers = [
        {"patient_id": id, "name": speaker.name, "relation": speaker.relation, "phone": speaker.phone}
        for id, patient in zip(ids, plan.patients, strict=True)
        for speaker in patient.representatives
    ]
    await connection.execute(insert(schema.representatives), speakers)
    await connection.execute(insert(schema.appointments), await _appointments(connection, plan, ids))
    bills = [
        {"patient_id": ids[bill.patient], "date": bill.date, "paid": bill.paid, **prices[bill.code]}
        for bill in plan.bills
    ]
    await connection.execute(insert(schema.charges), bills)


async def _appointments(connection: AsyncConnection, plan: Plan, ids: Sequence[int]) -> Rows:
    """Rows of the planned visits; past ones get the slots that they once had."""
    length = timedelta(minutes=plan.house.slot_minutes)
    past = [
        {"doctor_id": int(visit.doctor.id), "starts_at": visit.starts_at, "ends_at": visit.starts_at + length}
        for visit in plan.visits
        if visit.starts_at.date() < plan.today
    ]
    await connection.execute(insert(schema.slots), past)
    known = {(row.doctor_id, row.starts_at): row for row in await connection.execute(select(schema.slots))}
    rows = []
    for visit in plan.visits:
        slot = known[int(visit.doctor.id), visit.starts_at]
        times = {"slot_id": slot.id, "doctor_id": slot.doctor_id, "starts_at": slot.starts_at, "ends_at": slot.ends_at}
        rows.append({"patient_id": ids[visit.patient], "reason": visit.reason, "status": visit.status, **times})
    return rows


async def _ids(connection: AsyncConnection, table: Table, rows: Rows) -> Sequence[int]:
    """Insert the rows in their order; their new ids."""
    inserted = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return [int(id) for id in (await connection.execute(inserted, rows)).scalars()]


def _patient(patient: Any) -> dict[str, Any]:
    return {name: getattr(patient, name) for name in ("name", "birth_date", "phone", "language")}


def _topics(entries: Rows) -> Rows:
    return [
        {"code": entry["code"], "language": language, "position": position, **entry[language]}
        for position, entry in enumerate(entries)
        for language in ("en", "es")
    ]


def _numbered(rows: Rows) -> Rows:
    return [{"position": position, **row} for position, row in enumerate(rows)]

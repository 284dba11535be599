"""The house and its doctors: clinic, specialties, who works there."""

from __future__ import annotations

from datetime import time
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from graphs.clinic.store import names, schema
from graphs.clinic.store.errors import NotFound
from graphs.clinic.store.records import Clinic, Doctor, Specialty

CLOSE_NAME = 0.78
# a doctor's name is read back before anything is booked, so it may be heard less clearly than a patient's
TIE = 0.05
# doctors this close to the best match are all possible


async def clinic(connection: AsyncConnection) -> Clinic:
    """The clinic; NotFound in a database that was never seeded."""
    row = (await connection.execute(select(schema.clinic))).one_or_none()
    if row is None:
        raise NotFound("The clinic's database is empty.")
    fields = row._asdict()
    del fields["id"]
    hours = {int(day): _span(span) for day, span in row.hours.items()}
    return Clinic(**{**fields, "hours": hours, "lunch": _span(row.lunch)})


async def specialties(connection: AsyncConnection) -> list[Specialty]:
    """All specialties in the clinic's order."""
    rows = await connection.execute(select(schema.specialties).order_by(schema.specialties.c.position))
    return [Specialty(row.code, row.names, {k: tuple(v) for k, v in row.synonyms.items()}) for row in rows]


async def doctors(connection: AsyncConnection, specialty: str | None, name: str | None) -> list[Doctor]:
    """Doctors of a specialty, or whose name sounds like `name`, best first; all when neither is given."""
    table = schema.doctors
    wanted = select(table).order_by(table.c.id)
    if specialty is not None:
        wanted = wanted.where(table.c.specialty == specialty)
    found = [doctor(row) for row in await connection.execute(wanted)]
    return found if name is None else _named(found, name)


async def by_row_id(connection: AsyncConnection) -> dict[int, Doctor]:
    """Every doctor under the number that other tables refer to."""
    return {row.id: doctor(row) for row in await connection.execute(select(schema.doctors))}


def doctor(row: Row[Any]) -> Doctor:
    """The record of a row of `doctors`."""
    return Doctor(
        id=str(row.id),
        name=row.name,
        surname=row.surname,
        specialty=row.specialty,
        languages=tuple(row.languages),
        gender=row.gender,
    )


def _named(found: list[Doctor], name: str) -> list[Doctor]:
    scored = sorted(((_score(doctor, name), doctor) for doctor in found), key=lambda pair: -pair[0])
    best = scored[0][0] if scored else 0.0
    return [doctor for score, doctor in scored if score >= max(CLOSE_NAME, best - TIE)]


def _score(doctor: Doctor, name: str) -> float:
    given = doctor.name.removesuffix(doctor.surname)
    return max(
        names.similarity(name, doctor.name),
        names.similarity(name, doctor.surname),
        names.similarity(name, given) - TIE,
    )


def _span(times: list[str]) -> tuple[time, time]:
    return time.fromisoformat(times[0]), time.fromisoformat(times[1])

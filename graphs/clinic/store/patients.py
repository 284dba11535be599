"""Who is on file: finding by birth date and name, adding."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from graphs.clinic.store import names
from graphs.clinic.store.errors import NotFound
from graphs.clinic.store.records import Patient, PatientMatch, Representative
from graphs.clinic.store.schema import patients, representatives
from graphs.clinic.store.words import clean, phone_number, row_id
from graphs.errors import BadInput

LONGEST_NAME = 200


async def born_on(connection: AsyncConnection, birth_date: date, name: str | None) -> list[PatientMatch]:
    """Patients born that day; with a name only those it could be, best first."""
    wanted = select(patients).where(patients.c.birth_date == birth_date).order_by(patients.c.id)
    found = await _patients(connection, wanted)
    if name is None:
        return [PatientMatch(patient, 0.0) for patient in found]
    matches = [PatientMatch(patient, names.similarity(name, patient.name)) for patient in found]
    possible = [match for match in matches if match.score >= names.POSSIBLE_NAME]
    return sorted(possible, key=lambda match: -match.score)


async def patient(connection: AsyncConnection, patient_id: str) -> Patient:
    """The patient with that id; NotFound."""
    wanted = select(patients).where(patients.c.id == row_id(patient_id, "patient"))
    found = await _patients(connection, wanted)
    if not found:
        raise NotFound("There is no such patient.")
    return found[0]


async def create(connection: AsyncConnection, full_name: str, birth_date: date, phone: str) -> Patient:
    """A new patient, or the one on file with the same name, birth date and phone number; BadInput."""
    name, number = clean(full_name, LONGEST_NAME), phone_number(phone)
    if not names.words(name):
        raise BadInput("A patient needs a name.")
    for match in await born_on(connection, birth_date, name):
        if names.fold(match.patient.name) == names.fold(name) and match.patient.phone == number:
            return match.patient
    values = {"name": name, "birth_date": birth_date, "phone": number}
    row = (await connection.execute(insert(patients).values(values).returning(patients.c.id))).one()
    return Patient(id=str(row.id), name=name, birth_date=birth_date, phone=number, language=None)


async def _patients(connection: AsyncConnection, wanted: Select[Any]) -> list[Patient]:
    rows = (await connection.execute(wanted)).all()
    speakers = await _representatives(connection, [row.id for row in rows])
    return [_record(row, speakers.get(row.id, ())) for row in rows]


async def _representatives(connection: AsyncConnection, ids: Iterable[int]) -> dict[int, tuple[Representative, ...]]:
    wanted = select(representatives).where(representatives.c.patient_id.in_(ids)).order_by(representatives.c.id)
    found: dict[int, tuple[Representative, ...]] = {}
    for row in await connection.execute(wanted):
        speaker = Representative(row.name, row.relation, row.phone)
        found[row.patient_id] = (*found.get(row.patient_id, ()), speaker)
    return found


def _record(row: Row[Any], speakers: tuple[Representative, ...]) -> Patient:
    return Patient(str(row.id), row.name, row.birth_date, row.phone, row.language, speakers)

"""The schema grows with the program and keeps what is there."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from graphs.clinic.store import ClinicStore, migrate
from graphs.clinic.store.database import Database, connect
from graphs.clinic.store.migrate import config, newest
from graphs.clinic.store.schema import appointments, clinic, doctors, metadata, patients, slots, specialties
from graphs.errors import StoreUnavailable

NINE = datetime.combine(date(2026, 11, 23), time(9))
HALF_PAST = datetime.combine(date(2026, 11, 23), time(9, 30))
HOUSE: dict[str, Any] = {
    "name": "Old Clinic",
    "address": "",
    "phone": "+12105550100",
    "emergency_number": "911",
    "crisis_number": "988",
    "hours": {"0": ["09:00", "17:00"]},
    "lunch": ["12:00", "13:00"],
    "slot_minutes": 30,
    "currency": "USD",
    "payment_promise_days": 30,
}
ROWS: list[tuple[Any, dict[str, Any]]] = [
    (clinic, {"id": 1, **HOUSE}),
    (specialties, {"code": "cardiology", "position": 0, "names": {}, "synonyms": {}}),
    (doctors, {"name": "Ann Lee", "surname": "Lee", "specialty": "cardiology", "languages": [], "gender": "female"}),
    (patients, {"name": "Old Patient", "birth_date": date(1950, 1, 1), "phone": "+12105550101"}),
    (slots, {"doctor_id": 1, "starts_at": NINE, "ends_at": HALF_PAST}),
]
VISIT = {"patient_id": 1, "slot_id": 1, "doctor_id": 1, "starts_at": NINE, "ends_at": HALF_PAST, "reason": "old"}


async def write(url: str, *rows: tuple[Any, dict[str, Any]]) -> None:
    database = connect(url)
    try:
        async with database.writing() as connection:
            for table, values in rows:
                await connection.execute(insert(table).values(values))
    finally:
        await database.aclose()


async def test_an_old_database_is_brought_up_and_keeps_its_rows(url: str) -> None:
    await migrate(url, revision="0001")
    await write(url, *ROWS, (appointments, VISIT))
    store = await ClinicStore.open(url, today=NINE.date())
    kept = await store.appointments("1", after=NINE)
    house = await store.clinic()
    await store.aclose()
    assert [visit.reason for visit in kept] == ["old"]
    assert house.name == "Old Clinic"


async def test_an_old_database_refuses_double_booking_from_then_on(url: str) -> None:
    await migrate(url, revision="0001")
    await write(url, *ROWS, (appointments, VISIT), (appointments, {**VISIT, "status": "cancelled"}))
    await migrate(url)
    with pytest.raises(IntegrityError):
        await write(url, (appointments, VISIT))


async def test_migrating_twice_changes_nothing(url: str) -> None:
    await migrate(url)
    await migrate(url)


async def test_migrations_and_tables_in_the_code_agree(url: str) -> None:
    await migrate(url)
    database = connect(url)
    async with database.reading() as connection:
        differences = await connection.run_sync(_differences)
    await database.aclose()
    assert differences == []


def _differences(connection: Connection) -> list[Any]:
    options = {"version_table": "threadline_clinic_version", "compare_type": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


async def test_every_step_can_be_taken_back(url: str) -> None:
    await migrate(url)
    database = connect(url)
    async with database.writing() as connection:
        await connection.run_sync(lambda plain: command.downgrade(config(plain), "base"))
    await database.aclose()
    store = await ClinicStore.open(url, today=NINE.date())
    assert len(await store.doctors()) == 8
    await store.aclose()


async def test_a_database_of_a_newer_program_is_left_alone(url: str) -> None:
    await migrate(url)
    database = connect(url)
    await _set_revision(database, "9999")
    with pytest.raises(StoreUnavailable, match="newer Threadline"):
        await ClinicStore.open(url)
    async with database.reading() as connection:
        assert (await connection.execute(select(clinic))).first() is None
    await database.aclose()


async def _set_revision(database: Database, revision: str) -> None:
    async with database.writing() as connection:
        await connection.execute(text("UPDATE threadline_clinic_version SET version_num = :r"), {"r": revision})


async def test_tables_of_another_program_are_left_alone(url: str) -> None:
    database = connect(url)
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE doctors (tardis INTEGER)"))
    with pytest.raises(StoreUnavailable, match="another program"):
        await ClinicStore.open(url)
    await database.aclose()


async def test_a_doctor_who_got_no_slots_for_a_day_gets_none_back(url: str) -> None:
    await (await ClinicStore.open(url, today=NINE.date())).aclose()
    database = connect(url)
    async with database.writing() as connection:
        holiday = datetime.combine(date(2026, 12, 1), time())
        taken_out = slots.c.starts_at.between(holiday, holiday.replace(hour=23)) & (slots.c.doctor_id == 7)
        await connection.execute(update(appointments).where(appointments.c.doctor_id == 7).values(status="cancelled"))
        await connection.execute(appointments.delete().where(appointments.c.doctor_id == 7))
        await connection.execute(slots.delete().where(taken_out))
    await database.aclose()
    store = await ClinicStore.open(url, today=NINE.date())
    free = await store.free_slots(doctor_id="7", after=holiday, until=holiday.replace(hour=23))
    await store.aclose()
    assert free == []


def test_the_newest_revision_by_name_is_the_one_that_alembic_ends_at() -> None:
    with create_engine("sqlite://").connect() as connection:
        assert ScriptDirectory.from_config(config(connection)).get_current_head() == newest()

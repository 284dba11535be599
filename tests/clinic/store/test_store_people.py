"""Doctors and patients: found as callers name them."""

from __future__ import annotations

from datetime import date

import pytest

from graphs.clinic.store import ClinicStore
from graphs.errors import BadInput

JOHN = date(1980, 3, 3)


async def surnames(store: ClinicStore, said: str) -> list[str]:
    return [doctor.surname for doctor in await store.doctors(name=said)]


@pytest.mark.parametrize(
    ("said", "surname"),
    [
        ("Doctor Lee", "Lee"),
        ("dr leigh", "Lee"),
        ("susan lee", "Lee"),
        ("doctora Torres", "Torres"),
        ("torrez", "Torres"),
        ("el doctor ramires", "Ramírez"),
        ("Ramirez", "Ramírez"),
        ("fernandes", "Fernández"),
        ("doctor cone", "Cohen"),
        ("coen", "Cohen"),
        ("dr kin", "Kim"),
        ("patell", "Patel"),
        ("miguel", "Fernández"),
        ("tom walker", "Walker"),
    ],
)
async def test_a_doctor_is_found_by_how_the_name_sounds(sqlite_store: ClinicStore, said: str, surname: str) -> None:
    assert await surnames(sqlite_store, said) == [surname]


async def test_a_doctor_who_does_not_work_here_is_not_found(sqlite_store: ClinicStore) -> None:
    for said in ("House", "doctor Strange", "Dr. Schwarzenegger", "doctor", "", "Rodríguez"):
        assert await surnames(sqlite_store, said) == []


async def test_a_name_and_a_specialty_must_both_fit(sqlite_store: ClinicStore) -> None:
    assert await sqlite_store.doctors(name="Lee", specialty="cardiology") == []
    assert len(await sqlite_store.doctors(specialty="cardiology")) == 2
    assert await sqlite_store.doctors(specialty="astrology") == []


async def test_of_two_born_on_one_day_the_name_decides(store: ClinicStore) -> None:
    assert {match.patient.name for match in await store.find_patients(birth_date=JOHN)} == {"John Smith", "Linda Park"}
    (match,) = await store.find_patients(birth_date=JOHN, name="jon smyth")
    assert match.patient.name == "John Smith"


async def test_nobody_is_found_with_another_birth_date(store: ClinicStore) -> None:
    assert await store.find_patients(birth_date=date(1980, 3, 4), name="John Smith") == []


async def test_a_parent_is_on_the_file_of_a_minor(store: ClinicStore) -> None:
    (match,) = await store.find_patients(birth_date=date(2016, 6, 5), name="Emily Davis")
    assert [(who.name, who.relation) for who in match.patient.representatives] == [("Karen Davis", "mother")]


async def test_a_new_patient_is_found_again(store: ClinicStore) -> None:
    made = await store.create_patient(
        full_name="Íñigo O'Neill", birth_date=date(2000, 2, 29), phone="(210) 555-0177", key="a"
    )
    (match,) = await store.find_patients(birth_date=date(2000, 2, 29), name="inigo o neill")
    assert (match.patient, made.phone) == (made, "+12105550177")
    assert await store.patient(made.id) == made


async def test_the_same_person_is_put_on_file_once(store: ClinicStore) -> None:
    again = await store.create_patient(full_name="JOHN SMITH", birth_date=JOHN, phone="12105550101", key="a")
    assert again.id == "1"
    namesake = await store.create_patient(full_name="John Smith", birth_date=JOHN, phone="2105550188", key="b")
    assert namesake.id != "1"


@pytest.mark.parametrize(
    ("name", "phone"), [("", "2105550101"), (" 12 ", "2105550101"), ("Ann Lee", "555"), ("Ann Lee", "")]
)
async def test_a_patient_needs_a_name_and_a_phone_number(sqlite_store: ClinicStore, name: str, phone: str) -> None:
    with pytest.raises(BadInput):
        await sqlite_store.create_patient(full_name=name, birth_date=JOHN, phone=phone, key="a")


async def test_text_that_a_database_cannot_hold_is_cleaned(store: ClinicStore) -> None:
    made = await store.create_patient(full_name="Ann\x00 Lee\ud800", birth_date=JOHN, phone="2105550177", key="a")
    assert made.name == "Ann Lee?"
    called = await store.request_callback(patient_id=None, phone=None, summary="x" * 9000, urgent=False, key="b")
    assert len(called.summary) == 8000

"""The demonstration clinic: believable, known where it matters, the same every time."""

from __future__ import annotations

import asyncio
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from graphs.clinic.store import DEMO_PATIENTS, ClinicStore, NotFound
from graphs.clinic.store.database import connect
from graphs.clinic.store.schema import metadata

TODAY = date(2026, 11, 21)
NOW = datetime.combine(TODAY, time(9))
LONGEST_ANSWER = 27
# words
LATEST_YEAR = [date(2026, 12, 24) + timedelta(days=number) for number in range(0, 370, 37)]


async def row_counts(url: str) -> dict[str, int]:
    database = connect(url)
    async with database.reading() as connection:
        counts = {
            name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for name, table in metadata.tables.items()
        }
    await database.aclose()
    return counts


async def test_it_has_eight_doctors_five_specialties_sixty_patients(store: ClinicStore, url: str) -> None:
    counts = await row_counts(url)
    assert (counts["doctors"], counts["specialties"], counts["patients"]) == (8, 5, 60)
    assert {doctor.specialty for doctor in await store.doctors()} == {each.code for each in await store.specialties()}


async def test_a_second_start_adds_nothing(store: ClinicStore, url: str) -> None:
    before = await row_counts(url)
    await (await ClinicStore.open(url, today=TODAY)).aclose()
    assert await row_counts(url) == before


async def test_four_starts_at_once_seed_once(url: str) -> None:
    opened = await asyncio.gather(*(ClinicStore.open(url, today=TODAY) for _ in range(4)))
    await asyncio.gather(*(store.aclose() for store in opened))
    counts = await row_counts(url)
    assert (counts["clinic"], counts["patients"]) == (1, 60)
    assert counts["slots"] < 8 * 14 * 30 + 200


async def test_the_same_day_gives_the_same_clinic(tmp_path: object) -> None:
    contents = []
    for name in ("a", "b"):
        store = await ClinicStore.open(f"sqlite:///{tmp_path}/{name}.db", today=TODAY)
        numbers = [str(number) for number in range(1, 61)]
        contents.append([(await store.patient(id), await store.appointments(id, after=NOW)) for id in numbers])
        await store.aclose()
    assert contents[0] == contents[1]


async def test_demo_patients_come_first_and_are_as_described(store: ClinicStore) -> None:
    for number, demo in enumerate(DEMO_PATIENTS, start=1):
        patient = await store.patient(str(number))
        assert (patient.name, patient.birth_date, patient.language) == (demo.name, demo.birth_date, demo.language)
        upcoming = await store.appointments(patient.id, after=NOW)
        assert [visit.reason for visit in upcoming] == [visit.reason for visit in demo.upcoming]
        assert len((await store.balance(patient.id)).items) == len(demo.owes)


async def test_the_balances_that_the_documentation_names_are_right(store: ClinicStore) -> None:
    john, maria, robert = [await store.balance(id) for id in ("1", "2", "3")]
    assert (john.total, [item.amount for item in john.items]) == (
        Decimal("85.50"),
        [Decimal("25.00"), Decimal("60.50")],
    )
    assert (maria.total, robert.total) == (Decimal("40.00"), Decimal("0.00"))
    assert str(john.total) == "85.50"


@pytest.mark.parametrize("today", LATEST_YEAR)
async def test_it_can_be_seeded_on_any_day(today: date) -> None:
    store = await ClinicStore.open("sqlite://", today=today)
    for number in range(1, len(DEMO_PATIENTS) + 1):
        for visit in await store.appointments(str(number), after=datetime.combine(today, time())):
            assert visit.starts_at.date() > today
            assert visit.starts_at.weekday() < 5
    await store.aclose()


async def test_without_seed_a_database_stays_empty(url: str) -> None:
    store = await ClinicStore.open(url, today=TODAY, seed=False)
    assert await store.doctors() == []
    assert await store.free_slots(after=NOW) == []
    with pytest.raises(NotFound):
        await store.clinic()
    await store.aclose()


async def test_answers_are_fit_to_be_spoken_and_the_same_in_both_languages(sqlite_store: ClinicStore) -> None:
    english, spanish = await sqlite_store.topics("en"), await sqlite_store.topics("es")
    assert [topic.code for topic in english] == [topic.code for topic in spanish]
    assert len(english) >= 20
    for topic in english + spanish:
        assert not re.search(r"[0-9*#_`$%&/()\[\]@]", topic.text + topic.title), topic.code
        assert len(topic.text.split()) <= LONGEST_ANSWER, topic.code
        assert list(topic.keywords) == [word.lower() for word in topic.keywords]
    assert await sqlite_store.topics("fr") == []


async def test_charges_are_fit_to_be_spoken(sqlite_store: ClinicStore) -> None:
    for number in range(1, 61):
        for item in (await sqlite_store.balance(str(number))).items:
            for text in (item.description_en, item.description_es, item.explanation_en, item.explanation_es):
                assert not re.search(r"[0-9*#_`$%&/()]", text)
            assert item.amount > 0
            assert item.date <= TODAY


async def test_the_house_tells_its_hours_and_numbers(store: ClinicStore) -> None:
    house = await store.clinic()
    assert house.hours == {day: (time(9), time(17)) for day in range(5)}
    assert (house.emergency_number, house.crisis_number, house.payment_promise_days) == ("911", "988", 30)

"""Which times are offered, and that they never run out."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from graphs.clinic.store import ClinicStore, Slot

TODAY = date(2026, 11, 21)
NOW = datetime.combine(TODAY, time(9))


async def every_slot(store: ClinicStore, after: datetime = NOW, doctor_id: str | None = None) -> list[Slot]:
    return await store.free_slots(doctor_id=doctor_id, after=after, limit=100_000, spread=False)


async def test_slots_lie_on_weekdays_within_opening_hours_and_outside_of_lunch(store: ClinicStore) -> None:
    for slot in await every_slot(store):
        assert slot.starts_at.weekday() < 5
        assert time(9) <= slot.starts_at.time() < slot.ends_at.time() <= time(17)
        assert slot.ends_at.time() <= time(12) or slot.starts_at.time() >= time(13)


async def test_slots_reach_six_weeks_ahead_for_every_doctor(store: ClinicStore) -> None:
    last = TODAY + timedelta(weeks=6) - timedelta(days=1)
    for doctor in await store.doctors():
        slots = await every_slot(store, doctor_id=doctor.id)
        assert timedelta(0) <= last - slots[-1].starts_at.date() <= timedelta(days=2)


async def test_an_old_database_has_new_slots_next_month_and_each_once(url: str) -> None:
    await (await ClinicStore.open(url, today=TODAY)).aclose()
    later = TODAY + timedelta(days=33)
    for _ in range(2):
        store = await ClinicStore.open(url, today=later)
        slots = await every_slot(store, doctor_id="1")
        await store.aclose()
        assert slots[-1].starts_at.date() > later + timedelta(days=38)
        assert len({slot.starts_at for slot in slots}) == len(slots)


async def test_a_database_that_slept_for_a_year_has_slots_from_today_on(sqlite_url: str) -> None:
    await (await ClinicStore.open(sqlite_url, today=TODAY)).aclose()
    later = date(2027, 12, 1)
    store = await ClinicStore.open(sqlite_url, today=later)
    slots = await every_slot(store, after=datetime.combine(later, time()), doctor_id="1")
    await store.aclose()
    assert slots[0].starts_at == datetime.combine(later, time(9))


async def test_a_program_that_runs_for_weeks_can_fill_up_without_a_restart(sqlite_store: ClinicStore) -> None:
    before = await every_slot(sqlite_store, doctor_id="1")
    await sqlite_store.fill(TODAY + timedelta(weeks=1))
    after = await every_slot(sqlite_store, doctor_id="1")
    assert len(after) == len(before) + 5 * 14


async def test_offers_lie_well_apart(store: ClinicStore) -> None:
    offered = [slot.starts_at for slot in await store.free_slots(specialty="cardiology", after=NOW)]
    assert len(offered) == 3
    assert all(later - earlier >= timedelta(hours=2) for earlier, later in pairwise(offered))


async def test_offers_lie_closer_when_there_are_no_others(store: ClinicStore) -> None:
    nine, ten = (datetime.combine(date(2026, 11, 23), time(hour)) for hour in (9, 10))
    offered = await store.free_slots(doctor_id="1", after=nine, until=ten)
    assert [slot.starts_at.time() for slot in offered] == [time(9), time(9, 30)]


async def test_a_wish_is_kept_to(store: ClinicStore) -> None:
    offered = await store.free_slots(
        doctor_id="7", matches=lambda start: start.weekday() == 1 and start.hour >= 13, after=NOW, limit=5
    )
    assert len(offered) == 5
    assert all(slot.doctor.id == "7" for slot in offered)
    assert all(slot.starts_at.weekday() == 1 and slot.starts_at.hour >= 13 for slot in offered)
    assert offered == sorted(offered, key=lambda slot: slot.starts_at)


async def test_no_time_that_fits_is_an_empty_offer(store: ClinicStore) -> None:
    assert await store.free_slots(specialty="astrology", after=NOW) == []
    assert await store.free_slots(matches=lambda start: start.weekday() == 6, after=NOW) == []
    assert await store.free_slots(after=NOW, limit=0) == []

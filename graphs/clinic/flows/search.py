"""Free times that fit a wish, or come nearest to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

from graphs.clinic.desk import Desk
from graphs.clinic.flows.horizon import last_day
from graphs.clinic.language import When
from graphs.clinic.store import Slot

MOST = 3
# options at once
LATE = time(15, 30)
WEEK = timedelta(days=7)


async def free(
    desk: Desk,
    *,
    after: datetime,
    limit: int,
    matches: Callable[[datetime], bool] | None = None,
    until: datetime | None = None,
) -> list[Slot]:
    """Free times of the wished doctor, else of the specialty, without a doctor who was declined."""
    doctor, specialty = desk.slots.get("doctor_id"), desk.slots.get("specialty")
    wanted = await _colleagues(desk) if desk.slots.get("not_doctor_id") and not doctor else [doctor]
    found = [
        slot
        for one in wanted
        for slot in await desk.store.free_slots(
            doctor_id=one,
            specialty=None if one else specialty,
            matches=matches,
            after=after,
            until=until,
            limit=limit,
        )
    ]
    return sorted(found, key=lambda slot: slot.starts_at)[:limit]


async def _colleagues(desk: Desk) -> list[str]:
    """The doctors of the specialty but the one who was declined."""
    known = await desk.store.doctors(specialty=desk.slots.get("specialty"))
    return [doctor.id for doctor in known if doctor.id != desk.slots["not_doctor_id"]]


async def find(desk: Desk, when: When) -> list[Slot]:
    """Free times that fit; a weekday alone means the next one, later ones only when that is full."""
    after = max(desk.now, datetime.fromisoformat(desk.slots["after"])) if desk.slots.get("after") else desk.now
    limit = 2 if when == When(soonest=True) else MOST
    if when.weekdays and not when.first:
        coming = await free(desk, matches=when.matches, after=after, until=desk.now + WEEK, limit=limit)
        if coming or when.exact:
            return _short(coming)
    return _short(await free(desk, matches=when.matches, after=after, limit=limit))


async def nearest(desk: Desk, when: When) -> list[Slot]:
    """Free times near a wish that cannot be met: the same days at other times, else the next days."""
    any_time = replace(when, exact=None, earliest=_late(when), latest=None)
    desk.slots["when"] = any_time.as_dict()
    if any_time != When():
        until = None if when.first else desk.now + WEEK
        same_days = await free(desk, matches=any_time.matches, after=desk.now, until=until, limit=2)
        if same_days:
            return same_days
    after = max(desk.now, datetime.combine(when.first, desk.now.min.time())) if when.first else desk.now
    return await free(desk, after=after, limit=2) or await free(desk, after=desk.now, limit=2)


def _late(when: When) -> time | None:
    """After closing hours ("after work") the last hour of the day is the nearest."""
    return LATE if when.earliest and when.earliest >= LATE else None


async def earlier(desk: Desk, before: datetime) -> list[Slot]:
    """Free times before the ones that were offered: of the same day, else the soonest."""
    morning = max(desk.now, datetime.combine(before.date(), time()))
    same_day = await free(desk, after=morning, until=before, limit=MOST)
    return _short(same_day or await free(desk, after=desk.now, until=before, limit=2))


async def latest(desk: Desk, when: When) -> list[Slot]:
    """Free times of the calendar's last day, else of its last week."""
    day = datetime.combine(last_day(desk), time())
    return await free(desk, matches=when.matches, after=day, limit=2) or await free(desk, after=day - WEEK, limit=2)


def _short(found: list[Slot]) -> list[Slot]:
    """Three times of one day and one doctor are short enough to be heard; else two."""
    together = len({(slot.starts_at.date(), slot.doctor.id) for slot in found}) == 1
    return found if together else found[: MOST - 1]

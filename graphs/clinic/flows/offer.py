"""Free times: found by doctor, specialty and wish, offered at most three at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import groupby

from graphs.clinic.desk import Desk, doctor_title
from graphs.clinic.language import When, say_list, say_time
from graphs.clinic.said import Said
from graphs.clinic.store import Slot

MOST = 3
# options at once
LATE = time(15, 30)
WEEK = timedelta(days=7)


async def offer(desk: Desk) -> Said | None:
    """Offer times that fit the wish, or the nearest ones; None when exactly one fits an exact wish: it is chosen."""
    when = When.from_dict(desk.slots["when"])
    found = await _find(desk, when)
    if found and (_is_one_time(found, when) or (len(found) == 1 and when.exact)):
        choose(desk, option_of(found[0], desk))
        return None
    if found:
        return _ask(desk, found)
    nearest = await _nearest(desk, when)
    if not nearest:
        desk.slots.pop("when")
        return desk.ask("when", desk.phrase("none_free_at_all"))
    return _ask(desk, nearest, desk.phrase("none_free"))


async def offer_soonest(desk: Desk) -> Said:
    """The two next free times, whatever the caller wished."""
    found = await _free(desk, after=desk.now, limit=2)
    return _ask(desk, found) if found else desk.ask("when", desk.phrase("none_free_at_all"))


def choose(desk: Desk, option: dict[str, str]) -> None:
    """Take an offered time for the open wish."""
    desk.slots.update(slot_id=option["id"], starts_at=option["starts_at"], with_doctor=option["doctor"])
    desk.succeeded("when", "option")


def option_of(slot: Slot, desk: Desk) -> dict[str, str]:
    """A free time as the state keeps it."""
    return {
        "id": slot.id,
        "starts_at": slot.starts_at.isoformat(),
        "doctor": doctor_title(slot.doctor, desk.language, article=True),
        "doctor_id": slot.doctor.id,
    }


async def _free(
    desk: Desk,
    *,
    after: datetime,
    limit: int,
    matches: Callable[[datetime], bool] | None = None,
    until: datetime | None = None,
) -> list[Slot]:
    """Free times of the wished doctor, else of the specialty, without a doctor who was declined."""
    doctor, unwanted = desk.slots.get("doctor_id"), desk.slots.get("not_doctor_id")
    found = await desk.store.free_slots(
        doctor_id=doctor,
        specialty=None if doctor else desk.slots.get("specialty"),
        matches=matches,
        after=after,
        until=until,
        limit=limit * 3 if unwanted else limit,
    )
    return [slot for slot in found if slot.doctor.id != unwanted][:limit]


async def _find(desk: Desk, when: When) -> list[Slot]:
    """Free times that fit; a weekday alone means the next one, later ones only when that is full."""
    after = max(desk.now, datetime.fromisoformat(desk.slots["after"])) if desk.slots.get("after") else desk.now
    limit = 2 if when == When(soonest=True) else MOST
    if when.weekdays and not when.first:
        coming = await _free(desk, matches=when.matches, after=after, until=desk.now + WEEK, limit=limit)
        if coming or when.exact:
            return _short(coming)
    return _short(await _free(desk, matches=when.matches, after=after, limit=limit))


async def _nearest(desk: Desk, when: When) -> list[Slot]:
    """Free times near a wish that cannot be met: the same days at other times, else the next days."""
    any_time = replace(when, exact=None, earliest=_late(when), latest=None)
    desk.slots["when"] = any_time.as_dict()
    if any_time != When():
        until = None if when.first else desk.now + WEEK
        same_days = await _free(desk, matches=any_time.matches, after=desk.now, until=until, limit=2)
        if same_days:
            return same_days
    after = max(desk.now, datetime.combine(when.first, desk.now.min.time())) if when.first else desk.now
    return await _free(desk, after=after, limit=2) or await _free(desk, after=desk.now, limit=2)


def _late(when: When) -> time | None:
    """After closing hours ("after work") the last hour of the day is the nearest."""
    return LATE if when.earliest and when.earliest >= LATE else None


def _is_one_time(found: list[Slot], when: When) -> bool:
    """Several doctors are free at the one time that was asked for: any of them will do."""
    return bool(when.exact) and len({slot.starts_at for slot in found}) == 1


def _short(found: list[Slot]) -> list[Slot]:
    """Three times of one day and one doctor are short enough to be heard; else two."""
    together = len({(slot.starts_at.date(), slot.doctor.id) for slot in found}) == 1
    return found if together else found[: MOST - 1]


def _ask(desk: Desk, found: list[Slot], tell: str = "") -> Said:
    if desk.wish:
        desk.wish["options"] = [option_of(slot, desk) for slot in found]
    spoken = _briefly(desk, found) if desk.returning else _spoken(desk, found)
    said = desk.ask("only_option" if len(found) == 1 else "option", tell, options=spoken)
    desk.data["asked"] = "option"
    return said


def _spoken(desk: Desk, found: list[Slot]) -> str:
    """Doctor, day and times, each said once where they are shared."""
    doctors = {slot.doctor.id for slot in found}
    if len(doctors) > 1:
        return say_list([_with_doctor(desk, [slot]) for slot in found], desk.language, "or")
    return _with_doctor(desk, found)


def _briefly(desk: Desk, found: list[Slot]) -> str:
    """As a reminder of what was offered before: the bare times, when they are of one day."""
    if len({slot.starts_at.date() for slot in found}) > 1:
        return _days(desk, found)
    separator = " de la " if desk.language == "es" else " in the "
    times = [say_time(slot.starts_at.time(), desk.language).partition(separator)[0] for slot in found]
    return desk.part("at", times=say_list(times, desk.language, "or"))


def _with_doctor(desk: Desk, found: list[Slot]) -> str:
    doctor = doctor_title(found[0].doctor, desk.language, article=True)
    return desk.part("free", doctor=doctor, times=_days(desk, found))


def _days(desk: Desk, found: list[Slot]) -> str:
    days = []
    for day, slots in groupby(found, key=lambda slot: slot.starts_at.date()):
        times = say_list(_times(desk, [slot.starts_at for slot in slots]), desk.language, "or")
        days.append(desk.part("when", date=desk.say_date(day), time=times))
    return say_list(days, desk.language, "or")


def _times(desk: Desk, times: list[datetime]) -> list[str]:
    """Times of one day; the part of the day is said once for those that share it: "nine or ten in the morning"."""
    separator = " de la " if desk.language == "es" else " in the "
    spoken = [say_time(at.time(), desk.language).partition(separator) for at in times]
    grouped = [(part, [time for time, _, _ in group]) for part, group in groupby(spoken, key=lambda found: found[2])]
    return [
        f"{say_list(together, desk.language, 'or')}{separator}{part}"
        if part
        else say_list(together, desk.language, "or")
        for part, together in grouped
    ]

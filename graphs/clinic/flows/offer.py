"""Free times offered: found by doctor, specialty and wish, at most three at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from graphs.clinic.desk import Desk, doctor_title
from graphs.clinic.flows.closed import closed
from graphs.clinic.flows.horizon import is_beyond, last_day
from graphs.clinic.flows.search import earlier, find, free, latest, nearest
from graphs.clinic.flows.spoken_times import briefly, spoken
from graphs.clinic.language import When
from graphs.clinic.said import Said
from graphs.clinic.store import Slot


async def offer(desk: Desk) -> Said | None:
    """Offer times that fit the wish, or the nearest ones; None when exactly one fits an exact wish: it is chosen."""
    before = desk.slots.pop("before", None)
    if before:
        return await _offer_earlier(desk, datetime.fromisoformat(before))
    return await _offer(desk, "")


async def _offer(desk: Desk, tell: str) -> Said | None:
    when = When.from_dict(desk.slots["when"])
    found = await find(desk, when)
    if found and (_is_one_time(found, when) or (len(found) == 1 and when.exact)):
        choose(desk, option_of(found[0], desk))
        return None
    if found:
        return _ask(desk, found, tell)
    if is_beyond(when, desk):
        return await _offer_last(desk, when)
    why = await closed(desk, when) or "none_free"
    near = await nearest(desk, when)
    if not near:
        desk.slots.pop("when")
        return desk.ask("when", desk.phrase("none_free_at_all"))
    return _ask(desk, near, desk.phrase(why))


async def offer_soonest(desk: Desk) -> Said:
    """The two next free times, whatever the caller wished."""
    found = await free(desk, after=desk.now, limit=2)
    return _ask(desk, found) if found else desk.ask("when", desk.phrase("none_free_at_all"))


async def _offer_earlier(desk: Desk, before: datetime) -> Said | None:
    found = await earlier(desk, before)
    if not found:
        return await _offer(desk, desk.phrase("none_earlier"))
    when = When.from_dict(desk.slots["when"])
    desk.slots["when"] = replace(when, exact=None, earliest=None, latest=None).as_dict()
    return _ask(desk, found)


async def _offer_last(desk: Desk, when: When) -> Said:
    """The wish lies behind the calendar's end: say how far it goes, and offer times of its last days."""
    tell = desk.phrase("calendar_end", day=desk.say_date(last_day(desk)))
    open_days = replace(when, first=None, last=None, weekdays=frozenset(), exact=None)
    desk.slots["when"] = open_days.as_dict()
    found = await latest(desk, open_days)
    return _ask(desk, found, tell) if found else desk.ask("when", tell)


def choose(desk: Desk, option: dict[str, str]) -> None:
    """Take an offered time for the open wish."""
    desk.slots.update(slot_id=option["id"], starts_at=option["starts_at"], with_doctor=option["doctor"])
    desk.slots["spoken_of"] = option["starts_at"][:10]
    desk.succeeded("when", "option")


def option_of(slot: Slot, desk: Desk) -> dict[str, str]:
    """A free time as the state keeps it."""
    return {
        "id": slot.id,
        "starts_at": slot.starts_at.isoformat(),
        "doctor": doctor_title(slot.doctor, desk.language, article=True),
        "doctor_id": slot.doctor.id,
    }


def _is_one_time(found: list[Slot], when: When) -> bool:
    """Several doctors are free at the one time that was asked for: any of them will do."""
    return bool(when.exact) and len({slot.starts_at for slot in found}) == 1


def _ask(desk: Desk, found: list[Slot], tell: str = "") -> Said:
    if desk.wish:
        desk.wish["options"] = [option_of(slot, desk) for slot in found]
        desk.slots["spoken_of"] = found[0].starts_at.date().isoformat()
    words = briefly(desk, found) if desk.returning else spoken(desk, found)
    said = desk.ask("only_option" if len(found) == 1 else "option", tell, options=words)
    desk.data["asked"] = "option"
    return said

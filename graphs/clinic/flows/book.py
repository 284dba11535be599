"""A new appointment: what for or with whom, when, a free time, who, read back."""

from __future__ import annotations

from datetime import date, datetime

from graphs.clinic.desk import Desk
from graphs.clinic.flows.identity import identify
from graphs.clinic.flows.offer import offer
from graphs.clinic.said import Said


async def book(desk: Desk) -> Said:
    """The next step of a booking."""
    slots = desk.slots
    if not (slots.get("doctor_id") or slots.get("specialty")):
        return desk.ask("what_for")
    if not slots.get("slot_id"):
        said = desk.ask("when") if "when" not in slots else await offer(desk)
        if said:
            return said
    return await identify(desk) or _read_back(desk)


def _read_back(desk: Desk) -> Said:
    slots, caller = desk.slots, desk.caller
    known = {
        "name": caller["name"],
        "when": desk.say_when(datetime.fromisoformat(slots["starts_at"])),
        "doctor": slots["with_doctor"],
    }
    if caller.get("greeted"):
        return desk.read_back("book", "confirm.book", **known)
    caller["greeted"] = True
    birth = desk.say_birth(date.fromisoformat(caller["birth_dates"][0]))
    return desk.read_back("book", "confirm.book_for", birth=birth, **known)

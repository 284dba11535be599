"""Giving an appointment up: who, which, read back. No reason is asked."""

from __future__ import annotations

from graphs.clinic.desk import Desk
from graphs.clinic.flows.identity import identify
from graphs.clinic.flows.which import lead, spoken, upcoming, which
from graphs.clinic.language import say_number
from graphs.clinic.said import Said


async def cancel(desk: Desk) -> Said:
    """The next step of a cancellation; "all" says how many."""
    said = await identify(desk)
    if said:
        return said
    coming = await upcoming(desk)
    if desk.slots.get("all") and len(coming) > 1:
        desk.slots["appointment_ids"] = [a.id for a in coming]
        count = say_number(len(coming), desk.language)
        return desk.read_back("cancel", "confirm.cancel_all", lead(desk), count=count)
    found = await which(desk)
    if isinstance(found, Said):
        return found
    desk.slots["appointment_ids"] = [found.id]
    return desk.read_back("cancel", "confirm.cancel", lead(desk), appointment=spoken(found, desk))

"""Which appointments a patient has."""

from __future__ import annotations

from graphs.clinic.desk import Desk
from graphs.clinic.flows.identity import echo, identify_for_private
from graphs.clinic.flows.which import spoken, upcoming
from graphs.clinic.language import say_list
from graphs.clinic.said import Said

MOST = 2
# appointments told at once


async def listing(desk: Desk) -> Said:
    """Tell the next appointments."""
    said = await identify_for_private(desk)
    if said:
        return said
    coming = await upcoming(desk)
    desk.data["wish"] = None
    if not coming:
        return Said(desk.phrase("no_appointments")).after(echo(desk))
    told = say_list([spoken(a, desk) for a in coming[:MOST]], desk.language)
    return Said(desk.phrase("appointments", appointments=told), facts={"how_many": len(coming)}).after(echo(desk))

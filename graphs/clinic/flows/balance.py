"""What a patient owes."""

from __future__ import annotations

from graphs.clinic.desk import Desk
from graphs.clinic.flows.identity import echo, identify_for_private
from graphs.clinic.language import say_amount, say_number
from graphs.clinic.said import Said


async def balance(desk: Desk) -> Said:
    """Tell the sum and how many items it has."""
    said = await identify_for_private(desk)
    if said:
        return said
    owed = await desk.store.balance(desk.caller["patient_id"])
    desk.data["wish"] = None
    if not owed.total:
        return Said(desk.phrase("balance.none")).after(echo(desk))
    amount = say_amount(owed.total, desk.language)
    if len(owed.items) == 1:
        item = owed.items[0]
        name = item.description_es if desk.language == "es" else item.description_en
        return Said(desk.phrase("balance.one", amount=amount, item=name)).after(echo(desk))
    count = say_number(len(owed.items), desk.language)
    return Said(desk.phrase("balance.many", amount=amount, count=count)).after(echo(desk))

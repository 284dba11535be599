"""What a patient owes."""

from __future__ import annotations

from graphs.clinic.desk import Desk
from graphs.clinic.flows.identity import echo, identify_for_private
from graphs.clinic.language import say_amount, say_number
from graphs.clinic.said import Said, join
from graphs.clinic.store import Balance


async def balance(desk: Desk) -> Said:
    """Tell the sum, how many items it has, and what of it is promised."""
    said = await identify_for_private(desk)
    if said:
        return said
    owed = await desk.store.balance(desk.caller["patient_id"])
    desk.data["wish"] = None
    if not owed.total:
        return Said(desk.phrase("balance.none")).after(echo(desk))
    return Said(join(_owed(owed, desk), _promised(owed, desk))).after(echo(desk))


def _owed(owed: Balance, desk: Desk) -> str:
    amount = say_amount(owed.total, desk.language)
    if len(owed.items) == 1:
        item = owed.items[0]
        name = item.description_es if desk.language == "es" else item.description_en
        return desk.phrase("balance.one", amount=amount, item=name)
    count = say_number(len(owed.items), desk.language)
    return desk.phrase("balance.many", amount=amount, count=count)


def _promised(owed: Balance, desk: Desk) -> str:
    """What of it is promised already; "" when nothing is."""
    if not owed.promised:
        return ""
    left = owed.total - owed.promised
    if left <= 0:
        return desk.phrase("balance.all_promised")
    promised = say_amount(owed.promised, desk.language)
    return desk.phrase("balance.promised", promised=promised, left=say_amount(left, desk.language))

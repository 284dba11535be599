"""A promise to pay: how much, by when, read back. Nothing is charged, no card is taken."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from graphs.clinic.desk import Desk
from graphs.clinic.flows.identity import echo, identify_for_private
from graphs.clinic.language import say_amount, say_number
from graphs.clinic.said import Said


async def promise(desk: Desk) -> Said:
    """The next step of a payment promise."""
    said = await identify_for_private(desk)
    if said:
        return said
    owed = await desk.store.balance(desk.caller["patient_id"])
    left = owed.total - owed.promised
    if left <= 0:
        desk.data["wish"] = None
        return Said(desk.phrase("balance.none" if not owed.total else "promise.all_promised")).after(echo(desk))
    return _amount(desk, left, owed.promised) or await _due(desk) or _read_back(desk)


def _amount(desk: Desk, left: Decimal, promised: Decimal) -> Said | None:
    share = {"all": left, "half": (left / 2).quantize(Decimal("0.01"))}.get(desk.slots.get("share", ""))
    if share:
        desk.slots["amount"] = str(share)
    amount = Decimal(desk.slots.get("amount", 0))
    owed = say_amount(left, desk.language)
    if 0 < amount <= left:
        desk.succeeded("amount")
        return None
    if amount > left:
        desk.slots.pop("amount")
        desk.failed("amount")
        before = desk.phrase("promise.before", promised=say_amount(promised, desk.language)) if promised else ""
        return desk.ask("amount", before or desk.phrase("promise.too_much", owed=owed), owed=owed)
    return desk.ask("amount", echo(desk), owed=owed)


async def _due(desk: Desk) -> Said | None:
    days = (await desk.store.clinic()).payment_promise_days
    today = desk.now.date()
    due = desk.slots.get("due")
    if due and today <= date.fromisoformat(due) <= today + timedelta(days=days):
        desk.succeeded("due")
        return None
    if due:
        desk.slots.pop("due")
        desk.failed("due")
        return desk.ask("due", desk.phrase("promise.too_late", days=say_number(days, desk.language)))
    return desk.ask("due", echo(desk))


def _read_back(desk: Desk) -> Said:
    amount = say_amount(Decimal(desk.slots["amount"]), desk.language)
    due = desk.say_date(date.fromisoformat(desk.slots["due"]))
    return desk.read_back("promise", "confirm.promise", echo(desk), amount=amount, due=due)

"""What billing can do. It takes no card number and charges nothing."""

from __future__ import annotations

from pydantic import Field

from graphs.clinic.desk import Desk
from graphs.clinic.flows import advance, missed
from graphs.clinic.language import no_such_day
from graphs.clinic.said import Said
from graphs.clinic.tools.reading import read_amount, read_due
from graphs.clinic.tools.tool import Arguments, Tool


class TellBalance(Arguments):
    """Tell what the caller owes."""


async def tell_balance(desk: Desk, given: TellBalance) -> Said:
    desk.begin("balance")
    return await advance(desk)


class ExplainItem(Arguments):
    """Explain what a charge on the bill is for."""

    item: str = Field("", description="Which charge, in the caller's words; empty when they did not say")


async def explain_item(desk: Desk, given: ExplainItem) -> Said:
    was_asked = desk.data.get("asked") == "item"
    desk.begin("explain")
    if given.item:
        desk.slots["item"] = given.item
    said = await advance(desk)
    if was_asked and desk.data.get("asked") == "item":
        desk.slots.pop("item", None)
        return await missed(desk)
    return said


class PromisePayment(Arguments):
    """Note that the caller promises to pay. Give what they have said; what is missing will be asked and read back."""

    amount: str = Field("", description="In the caller's words; all or half when they said so")
    due: str = Field("", description="The day they will pay, in the caller's words, or as YYYY-MM-DD")


async def promise_payment(desk: Desk, given: PromisePayment) -> Said:
    wish = desk.begin("promise")
    wish["pending"] = None
    share = given.amount.strip().casefold()
    amount = None if share in {"all", "half"} else read_amount(given.amount, desk)
    due = read_due(given.due, desk) if given.due else None
    impossible = no_such_day(given.due, desk.language)
    if (given.amount and amount is None and share not in {"all", "half"}) or (
        given.due and due is None and not impossible
    ):
        return await missed(desk)
    if amount is not None or share in {"all", "half"}:
        desk.slots.pop("share", None)
        desk.slots.update({"share": share} if amount is None else {"amount": str(amount)})
    if due is not None:
        desk.slots["due"] = due.isoformat()
    said = await advance(desk)
    return said.after(desk.phrase("no_such_day")) if impossible else said


BILLING_TOOLS = (
    Tool("tell_balance", TellBalance, tell_balance),
    Tool("explain_item", ExplainItem, explain_item),
    Tool("promise_payment", PromisePayment, promise_payment),
)

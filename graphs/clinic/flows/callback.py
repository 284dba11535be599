"""A person of the clinic calls back: announced, with a number, never transferred into nothing."""

from __future__ import annotations

from graphs.clinic.desk import Desk
from graphs.clinic.flows.identity import echo
from graphs.clinic.language import say_phone
from graphs.clinic.said import Said


async def call_back(desk: Desk) -> Said:
    """Register the callback once it is known where to call; without a number when the caller gives none."""
    caller = desk.caller
    if not (caller.get("patient_id") or caller.get("phone") or desk.slots.get("no_phone")):
        tell = "" if desk.slots.get("announced") else desk.phrase("person.announced")
        desk.slots["announced"] = True
        return desk.ask("callback_phone", tell)
    await register_callback(desk, urgent=False)
    desk.data["wish"] = None
    desk.succeeded("callback_phone")
    return Said(_told(desk))


async def register_callback(desk: Desk, *, urgent: bool, words: str = "") -> None:
    """Write the callback to the store, with all that a person needs to know."""
    caller = desk.caller
    await desk.store.request_callback(
        patient_id=caller.get("patient_id"),
        phone=caller.get("phone"),
        summary=summary(desk, words),
        urgent=urgent,
        key=await desk.effect("callback"),
    )
    desk.data["callback_asked"] = True


def summary(desk: Desk, words: str = "") -> str:
    """Who, verified or not, what they wish, in their own words."""
    caller = desk.caller
    who = caller.get("name") or "unknown caller"
    verified = "verified" if caller.get("patient_id") else "not verified"
    about = desk.slots.get("about") or (desk.wish["kind"] if desk.wish else "")
    own = words or desk.slots.get("reason") or (desk.wish["words"] if desk.wish else "")
    return f'{who} ({verified}), language {desk.language}; wish: {about or "a person"}; own words: "{own}"'


def _told(desk: Desk) -> str:
    caller = desk.caller
    if caller.get("phone"):
        return desk.phrase("person.number", phone=say_phone(caller["phone"], desk.language))
    if caller.get("patient_id"):
        return " ".join(part for part in (echo(desk), desk.phrase("person.on_file")) if part)
    return desk.phrase("person.no_number")

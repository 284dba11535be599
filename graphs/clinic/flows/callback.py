"""A person of the clinic calls back: announced, with a number, never transferred into nothing."""

from __future__ import annotations

from graphs.clinic.desk import Desk
from graphs.clinic.flows.identity import echo
from graphs.clinic.language import say_phone
from graphs.clinic.said import Said
from graphs.clinic.state import Asked


async def call_back(desk: Desk) -> Said:
    """Register the callback once it is known where to call; without a number when the caller gives none.

    One that was registered before, and of which nothing new is known, is not registered again.
    """
    caller = desk.caller
    if not (caller.get("patient_id") or caller.get("phone") or desk.slots.get("no_phone")):
        tell = "" if desk.slots.get("announced") else desk.phrase("person.announced")
        desk.slots["announced"] = True
        return desk.ask("callback_phone", tell)
    desk.succeeded("callback_phone")
    asked = Asked(about=desk.slots.get("about") or "", reach=caller.get("phone") or caller.get("patient_id") or "")
    if _is_known(desk, asked):
        desk.data["wish"] = None
        return Said(desk.phrase("person.already"))
    await register_callback(desk, urgent=False)
    desk.data.setdefault("callbacks", []).append(asked)
    desk.data["wish"] = None
    return Said(_told(desk))


def _is_known(desk: Desk, asked: Asked) -> bool:
    """A person was asked for before, with the same number and about the same, or now about nothing in particular."""
    return any(
        known["reach"] == asked["reach"] and asked["about"] in ("", known["about"])
        for known in desk.data.get("callbacks", [])
    )


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

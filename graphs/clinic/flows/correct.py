"""What was just done is corrected: another time for the visit, the visit back, more of the payment."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from graphs.clinic.desk import Desk
from graphs.clinic.flows import advance, to_person
from graphs.clinic.language import When, say_amount
from graphs.clinic.said import Said
from graphs.clinic.state import Done, Wish
from graphs.clinic.store import Appointment
from graphs.clinic.wishes import new_wish


def remember(
    desk: Desk, action: Literal["book", "move", "cancel", "promise"], told: str, slots: dict[str, Any]
) -> None:
    """Keep what was done, so that the caller may correct it or hear it again."""
    desk.data["done"] = Done(action=action, said=told, slots=slots)


def visit(appointment: Appointment) -> dict[str, Any]:
    """What has to be known of a visit to move it or to book it again."""
    return {
        "appointment_id": appointment.id,
        "starts_at": appointment.starts_at.isoformat(),
        "doctor_id": appointment.doctor.id,
        "specialty": appointment.doctor.specialty,
        "reason": appointment.reason,
    }


async def tell_again(desk: Desk, done: Done) -> Said:
    """Say once more what was done."""
    return desk.ask("anything_else", done["said"])


async def another_time(desk: Desk, done: Done, words: str, doctor_id: str | None) -> Said:
    """The visit that was just booked or moved goes to another time or doctor."""
    wish = desk.begin("move", words)
    wish["slots"].update(appointment_id=done["slots"]["appointment_id"], to=words)
    if doctor_id:
        wish["slots"]["doctor_id"] = doctor_id
        wish["slots"].setdefault("when", _same_time(done["slots"]["starts_at"]))
    return await advance(desk)


async def undo(desk: Desk, done: Done, words: str) -> Said:
    """Take it back, after a read-back of its own; a promise only a person takes back."""
    match done["action"]:
        case "book":
            desk.begin("cancel", words)["slots"]["appointment_id"] = done["slots"]["appointment_id"]
            return await advance(desk)
        case "move":
            return await _move_back(desk, done["slots"], words)
        case "cancel":
            return await _book_again(desk, done["slots"]["visits"], words)
    desk.data["wish"] = new_wish("promise", words)
    return await to_person(desk, "promise.by_person")


async def other_promise(desk: Desk, done: Done, words: str, amount: Decimal | None, due: date | None) -> Said:
    """More than was promised, for the same day; a smaller amount or another day only a person notes."""
    noted = Decimal(done["slots"]["amount"])
    if due and due.isoformat() != done["slots"]["due"]:
        return await undo(desk, done, words)
    if amount is not None and amount <= noted:
        return await undo(desk, done, words)
    wish = desk.begin("promise", words)
    more = {"share": "all"} if amount is None else {"amount": str(amount - noted)}
    wish["slots"].update(more, due=done["slots"]["due"])
    return (await advance(desk)).after(desk.phrase("promise.beside", amount=say_amount(noted, desk.language)))


async def _move_back(desk: Desk, slots: dict[str, Any], words: str) -> Said:
    wish = desk.begin("move", words)
    wish["slots"]["appointment_id"] = slots["appointment_id"]
    if slots.get("old_starts_at"):
        wish["slots"]["when"] = _same_time(slots["old_starts_at"])
    if slots.get("old_doctor_id"):
        wish["slots"]["doctor_id"] = slots["old_doctor_id"]
    return await advance(desk)


async def _book_again(desk: Desk, visits: list[dict[str, Any]], words: str) -> Said:
    """Each visit that was cancelled is offered again, one after the other."""
    first, *others = [_wish_for(visit, words) for visit in visits]
    desk.begin("book", words)
    desk.data["wish"] = first
    desk.data.setdefault("queue", []).extend(others)
    return (await advance(desk)).after(desk.phrase("again.book"))


def _wish_for(visit: dict[str, Any], words: str) -> Wish:
    slots = {key: visit[key] for key in ("doctor_id", "specialty", "reason")}
    return Wish(kind="book", words=words, begun=True, slots={**slots, "when": _same_time(visit["starts_at"])})


def _same_time(starts_at: str) -> dict[str, Any]:
    at = datetime.fromisoformat(starts_at)
    return When(first=at.date(), last=at.date(), exact=at.time()).as_dict()

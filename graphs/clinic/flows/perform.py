"""Doing what was read back and confirmed. The only module that books, moves, cancels and promises."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from graphs.clinic.desk import Desk
from graphs.clinic.flows import advance, drop
from graphs.clinic.flows.correct import remember, visit
from graphs.clinic.flows.which import spoken
from graphs.clinic.language import say_amount, say_list
from graphs.clinic.said import Said
from graphs.clinic.state import Pending
from graphs.clinic.store import AppointmentClosed, PatientBusy, PromiseRefused, SlotTaken


async def perform(desk: Desk, pending: Pending) -> Said:
    """Carry the confirmed action out and say so; a time that is gone meanwhile is offered anew."""
    if desk.wish:
        desk.wish["pending"] = None
    desk.succeeded("confirm")
    try:
        tell = await _ACTIONS[pending["action"]](desk)
    except SlotTaken:
        return await _other_time(desk, "slot_taken")
    except PatientBusy:
        return await _other_time(desk, "patient_busy")
    except AppointmentClosed:
        return await drop(desk, "appointment_closed")
    except PromiseRefused:
        return await drop(desk, "promise.refused")
    return (await advance(desk)).after(tell)


async def decline(desk: Desk, pending: Pending) -> Said:
    """The caller said no: nothing is done; ask what to change, or let it be."""
    if desk.wish:
        desk.wish["pending"] = None
    match pending["action"]:
        case "book" | "move":
            return desk.ask("change", desk.phrase("declined"))
        case "register":
            for key in ("name", "birth_dates", "phone"):
                desk.caller.pop(key, None)  # type: ignore[misc]
            desk.caller["greeted"] = False
            return (await advance(desk)).after(desk.phrase("declined"))
        case "promise":
            desk.slots.clear()
            return (await advance(desk)).after(desk.phrase("declined"))
        case "cancel":
            return await drop(desk, "kept")


async def _other_time(desk: Desk, key: str) -> Said:
    for slot in ("slot_id", "starts_at", "with_doctor"):
        desk.slots.pop(slot, None)
    when = desk.slots.get("when") or {}
    if when.get("exact"):
        desk.slots["when"] = {**when, "exact": None}
    return (await advance(desk)).after(desk.phrase(key))


async def _book(desk: Desk) -> str:
    slots = desk.slots
    booked = await desk.store.book(
        patient_id=desk.caller["patient_id"],
        slot_id=slots["slot_id"],
        reason=slots.get("reason") or slots.get("specialty") or "visit",
        key=await desk.effect("book"),
    )
    desk.data["wish"] = None
    told = desk.phrase("booked", when=desk.say_when(booked.starts_at), doctor=slots["with_doctor"])
    remember(desk, "book", told, visit(booked))
    return told


async def _move(desk: Desk) -> str:
    slots = desk.slots
    before = {"old_starts_at": slots.get("old_starts_at"), "old_doctor_id": slots.get("old_doctor_id")}
    moved = await desk.store.move(
        appointment_id=slots["appointment_id"], slot_id=slots["slot_id"], key=await desk.effect("move")
    )
    desk.data["wish"] = None
    told = desk.phrase("moved", when=desk.say_when(moved.starts_at), doctor=slots["with_doctor"])
    remember(desk, "move", told, visit(moved) | before)
    return told


async def _cancel(desk: Desk) -> str:
    ids = desk.slots["appointment_ids"]
    cancelled = [
        await desk.store.cancel(appointment_id=appointment_id, key=await desk.effect(f"cancel{number}"))
        for number, appointment_id in enumerate(ids)
    ]
    desk.data["wish"] = None
    named = say_list([spoken(one, desk) for one in cancelled], desk.language)
    remember(desk, "cancel", desk.phrase("cancelled.which", appointment=named), {"visits": [*map(visit, cancelled)]})
    return desk.phrase("cancelled" if len(ids) == 1 else "cancelled_all")


async def _promise(desk: Desk) -> str:
    noted = await desk.store.promise_payment(
        patient_id=desk.caller["patient_id"],
        amount=Decimal(desk.slots["amount"]),
        due=date.fromisoformat(desk.slots["due"]),
        key=await desk.effect("promise"),
    )
    desk.data["wish"] = None
    told = desk.phrase("promised", amount=say_amount(noted.amount, desk.language), due=desk.say_date(noted.due))
    remember(desk, "promise", told, {"amount": str(noted.amount), "due": noted.due.isoformat()})
    return told


async def _register(desk: Desk) -> str:
    caller = desk.caller
    patient = await desk.store.create_patient(
        full_name=caller["name"],
        birth_date=date.fromisoformat(caller["birth_dates"][0]),
        phone=caller["phone"],
        key=await desk.effect("register"),
    )
    caller["patient_id"] = patient.id
    return desk.phrase("registered")


_ACTIONS = {"book": _book, "move": _move, "cancel": _cancel, "promise": _promise, "register": _register}

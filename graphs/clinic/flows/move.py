"""An appointment to another time: who, which, when, a free time, old and new read back."""

from __future__ import annotations

from datetime import datetime

from graphs.clinic.desk import Desk
from graphs.clinic.flows.from_there import on_its_day, wish_from_there
from graphs.clinic.flows.identity import identify
from graphs.clinic.flows.offer import offer
from graphs.clinic.flows.which import lead, which
from graphs.clinic.said import Said
from graphs.clinic.store import Appointment

TIME = ("slot_id", "starts_at", "with_doctor")
# slots of a time that was chosen


async def move(desk: Desk) -> Said:
    """The next step of moving an appointment; the doctor stays unless another one was named."""
    said = await identify(desk)
    if said:
        return said
    found = await which(desk)
    if isinstance(found, Said):
        return found
    _is_moved(desk, found)
    desk.slots.setdefault("specialty", found.doctor.specialty)
    if not desk.slots.get("not_doctor_id"):
        desk.slots.setdefault("doctor_id", found.doctor.id)
    _count_from(desk, found)
    if not desk.slots.get("slot_id"):
        said = _ask_when(desk, found) if "when" not in desk.slots else await offer(desk)
        if said:
            return said.after(lead(desk))
    return _read_back(desk, found)


def _count_from(desk: Desk, found: Appointment) -> None:
    """ "To the week after" counts from the appointment that is moved."""
    desk.slots.setdefault("spoken_of", found.starts_at.date().isoformat())
    when = wish_from_there(desk.slots.pop("to", ""), desk)
    if when and not when.is_vague:
        desk.slots["when"] = on_its_day(when, found.starts_at).as_dict()


def _is_moved(desk: Desk, found: Appointment) -> None:
    """Note which one is moved; what was known of another one before is not true of it."""
    slots = desk.slots
    if slots.get("moved_id", found.id) != found.id:
        for slot in (*TIME, "doctor_id", "specialty", "not_doctor_id", "spoken_of", "after", "before"):
            slots.pop(slot, None)
    slots.update(moved_id=found.id, old_starts_at=found.starts_at.isoformat(), old_doctor_id=found.doctor.id)


def _ask_when(desk: Desk, found: Appointment) -> Said:
    return desk.ask("new_when", old=desk.say_when(found.starts_at))


def _read_back(desk: Desk, found: Appointment) -> Said:
    slots = desk.slots
    return desk.read_back(
        "move",
        "confirm.move",
        lead(desk),
        old=desk.say_when(found.starts_at),
        new=desk.say_when(datetime.fromisoformat(slots["starts_at"])),
        doctor=slots["with_doctor"],
    )

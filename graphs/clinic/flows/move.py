"""An appointment to another time: who, which, when, a free time, old and new read back."""

from __future__ import annotations

from datetime import datetime

from graphs.clinic.desk import Desk
from graphs.clinic.flows.identity import echo, identify
from graphs.clinic.flows.offer import offer
from graphs.clinic.flows.which import which
from graphs.clinic.language import parse_when
from graphs.clinic.said import Said
from graphs.clinic.store import Appointment


async def move(desk: Desk) -> Said:
    """The next step of moving an appointment; the doctor stays unless another one was named."""
    said = await identify(desk)
    if said:
        return said
    found = await which(desk)
    if isinstance(found, Said):
        return found
    desk.slots.setdefault("specialty", found.doctor.specialty)
    if not desk.slots.get("not_doctor_id"):
        desk.slots.setdefault("doctor_id", found.doctor.id)
    _count_from(desk, found)
    if not desk.slots.get("slot_id"):
        said = _ask_when(desk, found) if "when" not in desk.slots else await offer(desk)
        if said:
            return said.after(echo(desk))
    return _read_back(desk, found)


def _count_from(desk: Desk, found: Appointment) -> None:
    """ "To the week after" counts from the appointment that is moved."""
    day = found.starts_at.date()
    desk.slots.setdefault("spoken_of", day.isoformat())
    when = parse_when(desk.slots.pop("to", ""), desk.language, desk.now, day)
    if when:
        desk.slots["when"] = when.as_dict()


def _ask_when(desk: Desk, found: Appointment) -> Said:
    return desk.ask("new_when", old=desk.say_when(found.starts_at))


def _read_back(desk: Desk, found: Appointment) -> Said:
    slots = desk.slots
    return desk.read_back(
        "move",
        "confirm.move",
        echo(desk),
        old=desk.say_when(found.starts_at),
        new=desk.say_when(datetime.fromisoformat(slots["starts_at"])),
        doctor=slots["with_doctor"],
    )

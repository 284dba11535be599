"""What scheduling can do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from graphs.clinic.desk import Desk
from graphs.clinic.flows import advance, missed
from graphs.clinic.flows.offer import choose
from graphs.clinic.flows.symptoms import specialty_for
from graphs.clinic.language import When, no_such_day, say_list
from graphs.clinic.said import Said
from graphs.clinic.state import WishKind
from graphs.clinic.store import Doctor
from graphs.clinic.tools.reading import read_when
from graphs.clinic.tools.tool import Arguments, Tool


class FindSlots(Arguments):
    """Find free times for a new appointment or for the one that is being moved. Give all that the caller has said,
    also when they change their mind; what is missing will be asked."""

    doctor: str = Field("", description="The doctor's name as the caller said it")
    specialty: str = Field("", description="Field of medicine or kind of doctor, in the caller's words")
    when: str = Field("", description="Day and time in the caller's words, such as next Tuesday morning, or ISO")
    reason: str = Field("", description="What the visit is for, in the caller's words")
    change: Literal["", "day", "time", "earlier", "doctor"] = Field(
        "", description="What does not suit of what was offered, when the caller has not said what they want instead"
    )


async def find_slots(desk: Desk, given: FindSlots) -> Said:
    wish = desk.wish if desk.wish and desk.wish["kind"] in {"book", "move"} else desk.begin("book")
    desk.data["wish"] = {**wish, "begun": True, "pending": None}
    unknown = await _note_doctor(desk, given)
    if given.reason:
        desk.slots["reason"] = given.reason
    await _note_specialty(desk, given)
    impossible = no_such_day(given.when, desk.language)
    understood = _note_when(desk, given) or impossible
    unknown = await _change(desk, given.change) or unknown
    if impossible:
        desk.slots.pop("when", None)
        return (await advance(desk)).after(desk.phrase("no_such_day"))
    if unknown:
        return (await advance(desk)).after(unknown)
    if not understood:
        return await missed(desk)
    return await advance(desk)


async def _note_doctor(desk: Desk, given: FindSlots) -> str:
    """Note the doctor; what to say when there is none of that name."""
    if not given.doctor:
        return ""
    found = await desk.store.doctors(name=given.doctor) or await _heard_with_on(desk, given.doctor)
    if not found:
        return desk.phrase("no_such_doctor")
    if len(found) > 1 and not _one_surname(found, given.doctor):
        names = say_list([desk.say_doctor(doctor) for doctor in found[:3]], desk.language, "or")
        return desk.phrase("which_doctor", doctors=names)
    doctor = _one_surname(found, given.doctor) or found[0]
    if desk.slots.get("doctor_id") != doctor.id:
        _forget_time(desk)
    desk.slots.update(doctor_id=doctor.id, specialty=doctor.specialty)
    desk.succeeded("what_for")
    return ""


async def _heard_with_on(desk: Desk, name: str) -> list[Doctor]:
    """ "Lee on Tuesday" is often recognised as "Leon Tuesday": the name without what belongs to the day."""
    start = name.removesuffix("on")
    if start == name or len(start) < 2:
        return []
    return await desk.store.doctors(name=start) or await desk.store.doctors(name=start + start[-1])


def _one_surname(found: list[Doctor], name: str) -> Doctor | None:
    return next((d for d in found if d.surname.casefold() in name.casefold()), None)


async def _note_specialty(desk: Desk, given: FindSlots) -> None:
    words = given.specialty or given.reason
    if not words or (desk.slots.get("doctor_id") and not given.specialty):
        return
    specialty = await specialty_for(desk, words)
    if desk.slots.get("specialty") != specialty:
        desk.slots.pop("doctor_id", None)
        _forget_time(desk)
    desk.slots["specialty"] = specialty
    desk.succeeded("what_for")


def _note_when(desk: Desk, given: FindSlots) -> bool:
    """Note the wish for a time; False when there was one and nothing of it was understood."""
    if not given.when:
        return True
    when = read_when(given.when, desk)
    if when is None:
        return False
    known = desk.slots.get("when")
    merged = when if known is None else When.from_dict(known).merged_with(when)
    _forget_time(desk)
    desk.slots.pop("after", None)
    desk.slots.pop("before", None)
    desk.slots["when"] = merged.as_dict()
    desk.succeeded("when", "new_when", "change", "option")
    return True


def _forget_time(desk: Desk) -> None:
    for slot in ("slot_id", "starts_at", "with_doctor"):
        desk.slots.pop(slot, None)


async def _change(desk: Desk, what: str) -> str:
    """Take back what does not suit: later or earlier times than those offered, another day, another doctor.

    Gives what to say when there is no other doctor.
    """
    if what:
        _forget_time(desk)
    if what == "day":
        desk.slots.pop("when", None)
    if what == "doctor":
        return await _other_doctor(desk)
    starts = sorted(option["starts_at"] for option in desk.options if "starts_at" in option)
    if what == "time" and starts:
        desk.slots["after"] = (datetime.fromisoformat(starts[-1]) + timedelta(minutes=1)).isoformat()
    if what == "earlier" and starts:
        desk.slots.pop("after", None)
        desk.slots["before"] = starts[0]
    return ""


async def _other_doctor(desk: Desk) -> str:
    offered = {option.get("doctor_id") for option in desk.options}
    unwanted = desk.slots.get("doctor_id") or (offered.pop() if len(offered) == 1 else None)
    colleagues = await desk.store.doctors(specialty=desk.slots.get("specialty"))
    if all(doctor.id == unwanted for doctor in colleagues):
        return desk.phrase("only_doctor")
    desk.slots.pop("doctor_id", None)
    desk.slots["not_doctor_id"] = unwanted
    return ""


class ChooseOption(Arguments):
    """The caller has chosen one of the options that were offered: a free time, an appointment, an item of the bill."""

    option: int = Field(0, description="Its place in the list, from 1")


async def choose_option(desk: Desk, given: ChooseOption) -> Said:
    options = desk.options
    if not desk.wish or not 1 <= given.option <= len(options):
        return await missed(desk)
    option = options[given.option - 1]
    asked = desk.data.get("asked")
    if asked == "which":
        desk.slots["appointment_id"] = option["id"]
        desk.succeeded("which")
    elif asked == "item":
        desk.slots["item_id"] = option["id"]
        desk.succeeded("item")
    else:
        choose(desk, option)
    return await advance(desk)


class MyAppointments(Arguments):
    """Tell the caller's coming appointments."""


async def my_appointments(desk: Desk, given: MyAppointments) -> Said:
    desk.begin("list")
    return await advance(desk)


class MoveAppointment(Arguments):
    """Move an appointment to another time."""

    which: str = Field("", description="Which appointment: its day or doctor, in the caller's words")
    to: str = Field("", description="The new day and time, in the caller's words")


async def move_appointment(desk: Desk, given: MoveAppointment) -> Said:
    if not given.which:
        _turn_into(desk, "move")
    desk.begin("move")
    await _note_which(desk, given.which)
    when = read_when(given.to, desk) if given.to else None
    if when:
        _forget_time(desk)
        desk.slots.update(when=when.as_dict(), to=given.to)
    said = await advance(desk)
    return said.after(desk.phrase("no_such_day")) if no_such_day(given.to, desk.language) else said


class CancelAppointment(Arguments):
    """Cancel an appointment, or all of them."""

    which: str = Field("", description="Which appointment: its day or doctor, in the caller's words")
    all_of_them: str = Field("", description="yes, when all appointments are meant")


async def cancel_appointment(desk: Desk, given: CancelAppointment) -> Said:
    if not given.which:
        _turn_into(desk, "cancel")
    desk.begin("cancel")
    await _note_which(desk, given.which)
    if given.all_of_them:
        desk.slots["all"] = True
    return await advance(desk)


def _turn_into(desk: Desk, kind: WishKind) -> None:
    """ "No, move it instead": the same appointment, another wish."""
    wish = desk.wish
    if not wish or {wish["kind"], kind} != {"cancel", "move"} or not desk.slots.get("appointment_id"):
        return
    kept = {"appointment_id": wish["slots"]["appointment_id"]}
    desk.data["wish"] = {**wish, "kind": kind, "slots": kept, "options": [], "pending": None}


async def _note_which(desk: Desk, words: str) -> None:
    if not words:
        return
    when = read_when(words, desk)
    if when == When(soonest=True):  # "the first one" is a place in the list
        when = None
    if when:
        desk.slots["which"] = when.as_dict()
    doctor = _one_surname(await desk.store.doctors(), words)
    if doctor:
        desk.slots["which_doctor_id"] = doctor.id
    if not (when or doctor):
        desk.slots["which_words"] = words
    if doctor and not when:
        desk.slots.pop("which", None)
    if when and not doctor:
        desk.slots.pop("which_doctor_id", None)
    desk.slots.pop("appointment_id", None)


FIND_SLOTS = Tool("find_slots", FindSlots, find_slots)
CHOOSE_OPTION = Tool("choose_option", ChooseOption, choose_option)
SCHEDULING_TOOLS = (
    FIND_SLOTS,
    CHOOSE_OPTION,
    Tool("my_appointments", MyAppointments, my_appointments),
    Tool("move_appointment", MoveAppointment, move_appointment),
    Tool("cancel_appointment", CancelAppointment, cancel_appointment),
)

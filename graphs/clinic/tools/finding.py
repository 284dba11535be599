"""Free times: what the caller wishes is noted, what does not suit is taken back, then times are offered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from graphs.clinic.desk import Desk
from graphs.clinic.flows import advance, missed
from graphs.clinic.flows.symptoms import specialty_for
from graphs.clinic.language import When, no_such_day, say_list
from graphs.clinic.language.past_days import says_past_day
from graphs.clinic.said import Said
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
    past = says_past_day(given.when, desk.language)
    impossible = past or no_such_day(given.when, desk.language)
    understood = impossible or _note_when(desk, given)
    unknown = await _change(desk, given.change) or unknown
    if impossible:
        desk.slots.pop("when", None)
        return (await advance(desk)).after(desk.phrase("past_day" if past else "no_such_day"))
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
        return "" if given.specialty else desk.phrase("no_such_doctor")
    if len(found) > 1 and not one_surname(found, given.doctor):
        names = say_list([desk.say_doctor(doctor) for doctor in found[:3]], desk.language, "or")
        return desk.phrase("which_doctor", doctors=names)
    doctor = one_surname(found, given.doctor) or found[0]
    if desk.slots.get("doctor_id") != doctor.id:
        forget_time(desk)
    desk.slots.update(doctor_id=doctor.id, specialty=doctor.specialty)
    desk.succeeded("what_for")
    return ""


async def _heard_with_on(desk: Desk, name: str) -> list[Doctor]:
    """ "Lee on Tuesday" is often recognised as "Leon Tuesday": the name without what belongs to the day."""
    start = name.removesuffix("on")
    if start == name or len(start) < 2:
        return []
    return await desk.store.doctors(name=start) or await desk.store.doctors(name=start + start[-1])


def one_surname(found: list[Doctor], name: str) -> Doctor | None:
    return next((d for d in found if d.surname.casefold() in name.casefold()), None)


async def _note_specialty(desk: Desk, given: FindSlots) -> None:
    words = given.specialty or given.reason
    named = desk.slots.get("doctor_id") and (given.doctor or not given.specialty)
    if not words or named:
        return
    specialty = await specialty_for(desk, words)
    if desk.slots.get("specialty") != specialty:
        desk.slots.pop("doctor_id", None)
        forget_time(desk)
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
    forget_time(desk)
    desk.slots.pop("after", None)
    desk.slots.pop("before", None)
    desk.slots["when"] = merged.as_dict()
    desk.succeeded("when", "new_when", "change", "option")
    return True


def forget_time(desk: Desk) -> None:
    for slot in ("slot_id", "starts_at", "with_doctor"):
        desk.slots.pop(slot, None)


async def _change(desk: Desk, what: str) -> str:
    """Take back what does not suit: later or earlier times than those offered, another day, another doctor.

    Gives what to say when there is no other doctor.
    """
    if what:
        forget_time(desk)
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


FIND_SLOTS = Tool("find_slots", FindSlots, find_slots)

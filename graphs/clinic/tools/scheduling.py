"""What scheduling can do."""

from __future__ import annotations

from pydantic import Field

from graphs.clinic.desk import Desk
from graphs.clinic.flows import advance, missed
from graphs.clinic.flows.offer import choose
from graphs.clinic.language import When, no_such_day
from graphs.clinic.said import Said
from graphs.clinic.state import WishKind
from graphs.clinic.tools.finding import FIND_SLOTS, forget_time, one_surname
from graphs.clinic.tools.reading import read_when
from graphs.clinic.tools.tool import Arguments, Tool


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
    if given.to:
        desk.slots["to"] = given.to
    if when:
        forget_time(desk)
        desk.slots["when"] = when.as_dict()
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
    doctor = one_surname(await desk.store.doctors(), words)
    if doctor:
        desk.slots["which_doctor_id"] = doctor.id
    desk.slots["which_words"] = words
    for slot, said in (("which", when), ("which_doctor_id", doctor)):
        if not said:
            desk.slots.pop(slot, None)
    desk.slots.pop("appointment_id", None)


CHOOSE_OPTION = Tool("choose_option", ChooseOption, choose_option)
SCHEDULING_TOOLS = (
    FIND_SLOTS,
    CHOOSE_OPTION,
    Tool("my_appointments", MyAppointments, my_appointments),
    Tool("move_appointment", MoveAppointment, move_appointment),
    Tool("cancel_appointment", CancelAppointment, cancel_appointment),
)

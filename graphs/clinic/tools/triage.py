"""What triage can do. It gives no diagnosis, no dose and no reassurance."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from graphs.clinic.desk import Desk
from graphs.clinic.flows import advance, missed, to_person
from graphs.clinic.flows.symptoms import specialty_for, wants_visit
from graphs.clinic.language.since import since_when
from graphs.clinic.said import Said
from graphs.clinic.tools.reading import read_when
from graphs.clinic.tools.tool import Arguments, Tool


class NoteSymptoms(Arguments):
    """Note what the caller feels. Give what they have said; what is missing will be asked."""

    symptom: str = Field("", description="What is wrong, in the caller's words")
    since: str = Field("", description="Since when, in the caller's words")
    wants: Literal["", "appointment"] = Field("", description="appointment, when they have asked for one already")
    when: str = Field("", description="Day and time for that appointment, in their words")
    danger_signs: Literal["", "yes", "no"] = Field(
        "", description="The answer to the question for chest pain, trouble breathing or fainting"
    )


async def note_symptoms(desk: Desk, given: NoteSymptoms) -> Said:
    desk.begin("symptoms")
    slots = desk.slots
    if given.symptom:
        slots["symptom"] = "; ".join(filter(None, (slots.get("symptom"), given.symptom)))
    since = given.since or since_when(given.symptom, desk.language)
    if since:
        slots["since"] = since
    if given.wants:
        slots.update(wants=given.wants, wants_when=given.when)
    if given.danger_signs:
        slots["danger"] = given.danger_signs
    desk.succeeded(*(name for name, value in given.model_dump().items() if value), "danger")
    if slots.get("danger") == "no" and slots.get("symptom") and wants_visit(desk):
        return await _book(desk, slots.get("wants_when", ""))
    return await advance(desk)


class AdviseNextStep(Arguments):
    """Take the next step that the caller has chosen: an appointment with the right doctor, or a nurse who calls back.
    A nurse also whenever they ask for medical advice, a dose or results."""

    step: Literal["", "appointment", "nurse"] = Field("", description="appointment or nurse")
    when: str = Field("", description="Day and time for the appointment, when they said so, in their words")


async def advise_next_step(desk: Desk, given: AdviseNextStep) -> Said:
    if given.step == "nurse":
        return await to_person(desk, "triage.nurse")
    if given.step != "appointment":
        return await missed(desk)
    return await _book(desk, given.when)


async def _book(desk: Desk, when_said: str) -> Said:
    """The visit for what was complained of."""
    words = desk.slots.get("symptom") or desk.text
    queued = next((wish["words"] for wish in desk.data.get("queue", []) if wish["kind"] == "book"), "")
    desk.data["wish"] = None
    desk.begin("book", words)
    desk.slots.update(reason=words, specialty=await specialty_for(desk, words))
    when = read_when(when_said or queued, desk)
    if when:
        desk.slots["when"] = when.as_dict()
    return await advance(desk)


TRIAGE_TOOLS = (
    Tool("note_symptoms", NoteSymptoms, note_symptoms),
    Tool("advise_next_step", AdviseNextStep, advise_next_step),
)

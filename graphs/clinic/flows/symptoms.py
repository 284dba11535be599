"""Symptoms that are no emergency: what, since when, danger signs, then a visit or a nurse. No diagnosis, no dose."""

from __future__ import annotations

from graphs.clinic.desk import Desk
from graphs.clinic.said import Said
from graphs.clinic.state import Alarm
from graphs.clinic.understanding import specialty_wish

GENERAL = "family medicine"


async def symptoms(desk: Desk) -> Said:
    """The next step of triage; a danger sign raises the alarm."""
    slots = desk.slots
    if not slots.get("symptom"):
        return desk.ask("symptom")
    if slots.get("danger") == "yes":
        desk.data["alarm"] = Alarm(kind="danger", words=slots["symptom"], times=0)
        desk.data["wish"] = None
        return Said()
    tell = "" if slots.get("noted") else desk.phrase("triage.noted")
    slots["noted"] = True
    if not (slots.get("since") or wants_visit(desk)):
        return desk.ask("since", tell)
    if not slots.get("danger"):
        return desk.ask("danger", tell)
    specialty = await specialty_for(desk, slots["symptom"])
    return desk.ask("next_step", specialty=await specialty_name(desk, specialty))


def wants_visit(desk: Desk) -> bool:
    """A visit for it was asked for already: how long it has been so is the doctor's question."""
    return bool(desk.slots.get("wants")) or any(wish["kind"] == "book" for wish in desk.data.get("queue", []))


async def specialty_for(desk: Desk, words: str) -> str:
    """Which specialty the words point to; children and everything unclear go to family medicine."""
    return specialty_wish(words, desk.language) or GENERAL


async def specialty_name(desk: Desk, code: str) -> str:
    """A specialty's name as spoken."""
    known = {s.code: s.names[desk.language] for s in await desk.store.specialties()}
    return known.get(code, code)

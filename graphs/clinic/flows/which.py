"""Which of the patient's appointments is meant."""

from __future__ import annotations

import re

from graphs.clinic.desk import Desk, doctor_title
from graphs.clinic.flows.identity import echo
from graphs.clinic.language import When, fold, parse_choice, say_list
from graphs.clinic.language.past_days import says_past_day
from graphs.clinic.said import Said, join
from graphs.clinic.store import Appointment
from graphs.clinic.understanding import specialty_wish

SHORT = 3
# letters of a word that says nothing of a reason
VISIT_ON = re.compile(
    r"\b(?:appointment|visit|booking|one) (?:\w+ )?(?:on|for|of|at|in)\b|\bthe .{2,20} (?:one|appointment)\b"
    r"|\b(?:citas?|consulta|turno|la) (?:\w+ )?(?:del?|para|en)\b",
    re.IGNORECASE,
)
# the words tell which visit is meant, not its new time


async def which(desk: Desk) -> Appointment | Said:
    """The appointment that is meant, or the question for it. Closes the wish when there is none."""
    coming = await upcoming(desk)
    chosen = next((a for a in coming if a.id == desk.slots.get("appointment_id")), None)
    if chosen:
        return chosen
    words = desk.slots.pop("which_words", "")
    if not coming:
        desk.data["wish"] = None
        return Said(desk.phrase("past_visit" if _is_past(words, desk) else "no_appointments")).after(echo(desk))
    fitting = _meant(coming, words, desk)
    if len(fitting) == 1:
        desk.slots["appointment_id"] = fitting[0].id
        desk.succeeded("which")
        return fitting[0]
    return _ask(desk, fitting[:3])


def _meant(coming: list[Appointment], words: str, desk: Desk) -> list[Appointment]:
    """Those that the words fit; all of them, with a word why, when they fit none."""
    fitting = [a for a in coming if _fits(a, desk)]
    if _is_past(words, desk):
        return _none_of(coming, "past_visit", desk)
    if not fitting and len(coming) == 1 and desk.wish and desk.wish["kind"] == "move" and not VISIT_ON.search(words):
        desk.slots.setdefault("to", words)
        return coming
    if not fitting:
        return _none_of(coming, "no_visit_then", desk)
    fitting = [a for a in fitting if is_about(a, words, desk)] or fitting
    place = parse_choice(words, desk.language, len(fitting)) if words else None
    return [fitting[place - 1]] if place else fitting


def _none_of(coming: list[Appointment], key: str, desk: Desk) -> list[Appointment]:
    for slot in ("which", "which_doctor_id"):
        desk.slots.pop(slot, None)
    desk.slots["which_tell"] = desk.phrase(key)
    return coming


def lead(desk: Desk) -> str:
    """What goes before the next words: who was recognised, and that no visit fits."""
    return join(echo(desk), desk.slots.pop("which_tell", ""))


def _is_past(words: str, desk: Desk) -> bool:
    return not desk.slots.get("which_doctor_id") and says_past_day(words, desk.language)


def is_about(appointment: Appointment, words: str, desk: Desk) -> bool:
    """Whether the words name what the visit is for: "the knee one", "the skin check"."""
    said = {word for word in fold(words).split() if len(word) > SHORT}
    known = {word for word in fold(appointment.reason).split() if len(word) > SHORT}
    return bool(said & known) or specialty_wish(words, desk.language) == appointment.doctor.specialty


async def upcoming(desk: Desk) -> list[Appointment]:
    """What is booked from now on, soonest first."""
    booked = await desk.store.appointments(desk.caller["patient_id"], after=desk.now)
    return sorted((a for a in booked if a.status == "booked"), key=lambda a: a.starts_at)


def spoken(appointment: Appointment, desk: Desk) -> str:
    """Day, time and doctor of an appointment."""
    doctor = doctor_title(appointment.doctor, desk.language, article=True)
    return desk.part("appointment", when=desk.say_when(appointment.starts_at), doctor=doctor)


def _fits(appointment: Appointment, desk: Desk) -> bool:
    when = desk.slots.get("which")
    doctor = desk.slots.get("which_doctor_id")
    return (not when or When.from_dict(when).matches(appointment.starts_at)) and (
        not doctor or appointment.doctor.id == doctor
    )


def _ask(desk: Desk, appointments: list[Appointment]) -> Said:
    if desk.wish:
        desk.wish["options"] = [
            {
                "id": a.id,
                "starts_at": a.starts_at.isoformat(),
                "doctor": doctor_title(a.doctor, desk.language, article=True),
                "doctor_id": a.doctor.id,
                "booked": True,
                "reason": a.reason,
            }
            for a in appointments
        ]
    options = say_list([spoken(a, desk) for a in appointments], desk.language, "or")
    return desk.ask("which", lead(desk), options=options)

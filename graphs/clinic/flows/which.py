"""Which of the patient's appointments is meant."""

from __future__ import annotations

from graphs.clinic.desk import Desk, doctor_title
from graphs.clinic.flows.identity import echo
from graphs.clinic.language import When, parse_choice, say_list
from graphs.clinic.said import Said
from graphs.clinic.store import Appointment


async def which(desk: Desk) -> Appointment | Said:
    """The appointment that is meant, or the question for it. Closes the wish when there is none."""
    coming = await upcoming(desk)
    chosen = next((a for a in coming if a.id == desk.slots.get("appointment_id")), None)
    if chosen:
        return chosen
    if not coming:
        desk.data["wish"] = None
        return Said(desk.phrase("no_appointments")).after(echo(desk))
    fitting = [a for a in coming if _fits(a, desk)] or coming
    place = parse_choice(desk.slots.pop("which_words", ""), desk.language, len(fitting))
    if place:
        fitting = [fitting[place - 1]]
    if len(fitting) == 1:
        desk.slots["appointment_id"] = fitting[0].id
        desk.succeeded("which")
        return fitting[0]
    return _ask(desk, fitting[:3])


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
            }
            for a in appointments
        ]
    options = say_list([spoken(a, desk) for a in appointments], desk.language, "or")
    return desk.ask("which", echo(desk), options=options)

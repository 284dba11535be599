"""Free times in words, short enough to be heard."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from graphs.clinic.desk import Desk, doctor_title
from graphs.clinic.language import say_list, say_time
from graphs.clinic.store import Slot


def spoken(desk: Desk, found: list[Slot]) -> str:
    """Doctor, day and times, each said once where they are shared."""
    doctors = {slot.doctor.id for slot in found}
    days = {slot.starts_at.date() for slot in found}
    if len(doctors) > 1 and len(days) == 1:
        each = [_doctor_at(desk, slot) for slot in found]
        return desk.part("on_day", date=desk.say_date(days.pop()), options=say_list(each, desk.language, "or"))
    if len(doctors) > 1:
        return say_list([_with_doctor(desk, [slot]) for slot in found], desk.language, "or")
    return _with_doctor(desk, found)


def briefly(desk: Desk, found: list[Slot]) -> str:
    """As a reminder of what was offered before: the bare times, when they are of one day."""
    if len({slot.starts_at.date() for slot in found}) > 1:
        return _days(desk, found)
    separator = " de la " if desk.language == "es" else " in the "
    times = [say_time(slot.starts_at.time(), desk.language).partition(separator)[0] for slot in found]
    return desk.part("at", times=say_list(times, desk.language, "or"))


def _doctor_at(desk: Desk, slot: Slot) -> str:
    doctor = doctor_title(slot.doctor, desk.language, article=True)
    return desk.part("doctor_at", doctor=doctor, time=say_time(slot.starts_at.time(), desk.language))


def _with_doctor(desk: Desk, found: list[Slot]) -> str:
    doctor = doctor_title(found[0].doctor, desk.language, article=True)
    return desk.part("free", doctor=doctor, times=_days(desk, found))


def _days(desk: Desk, found: list[Slot]) -> str:
    days = []
    for day, slots in groupby(found, key=lambda slot: slot.starts_at.date()):
        times = say_list(_times(desk, [slot.starts_at for slot in slots]), desk.language, "or")
        days.append(desk.part("when", date=desk.say_date(day), time=times))
    return say_list(days, desk.language, "or")


def _times(desk: Desk, times: list[datetime]) -> list[str]:
    """Times of one day; the part of the day is said once for those that share it: "nine or ten in the morning"."""
    separator = " de la " if desk.language == "es" else " in the "
    spoken = [say_time(at.time(), desk.language).partition(separator) for at in times]
    grouped = [(part, [time for time, _, _ in group]) for part, group in groupby(spoken, key=lambda found: found[2])]
    return [
        f"{say_list(together, desk.language, 'or')}{separator}{part}"
        if part
        else say_list(together, desk.language, "or")
        for part, together in grouped
    ]

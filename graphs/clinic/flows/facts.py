"""What the clinic's records tell beside its written answers: its doctors, its number, how long a visit is."""

from __future__ import annotations

import re

from graphs.clinic.desk import Desk
from graphs.clinic.flows.symptoms import specialty_name
from graphs.clinic.language import fold, say_list, say_number, say_phone
from graphs.clinic.store import Doctor

UNKNOWN = "unknown"
_NUMBER = re.compile(r"\b(?:phone|telephone|number|telefono|numero)\b")
_LENGTH = re.compile(
    r"\bhow long\b.{0,30}\b(?:visit|appointment|checkup)"
    r"|\bcuanto (?:dura|tarda|se tarda)\b.{0,30}\b(?:consulta|cita|visita)"
)
_HOLIDAY = re.compile(
    r"\b(?:thanksgiving|christmas|new year\W?s?|easter|july fourth|fourth of july|holidays?|labor day|memorial day"
    r"|independence day|navidad|ano nuevo|accion de gracias|feriados?|festivos?)\b"
)
_GENDER = re.compile(r"\b(?:man|woman|male|female|lady|guy|hombre|mujer)\b")
_SPEAKS = re.compile(r"\b(?:speaks?|know|habla)\b")
_FIELD = re.compile(r"\b(?:kind|type|sort|especialidad|que es)\b")
_LANGUAGES = {"en": {"en": "English", "es": "Spanish"}, "es": {"en": "inglés", "es": "español"}}


async def fact(desk: Desk, words: str) -> str | None:
    """The answer; UNKNOWN when the question is clear and nothing is known, None when it is no such question."""
    folded = fold(words)
    doctor = next((d for d in await desk.store.doctors() if re.search(rf"\b{fold(d.surname)}\b", folded)), None)
    if doctor:
        return await _of_doctor(desk, doctor, folded)
    clinic = await desk.store.clinic()
    if _NUMBER.search(folded):
        return desk.phrase("fact.phone", phone=say_phone(clinic.phone, desk.language))
    if _LENGTH.search(folded):
        return desk.phrase("fact.length", minutes=say_number(clinic.slot_minutes, desk.language))
    return UNKNOWN if _HOLIDAY.search(folded) else None


async def _of_doctor(desk: Desk, doctor: Doctor, folded: str) -> str:
    name = _with_article(desk, doctor)
    if _GENDER.search(folded):
        return desk.phrase(f"fact.{doctor.gender}", doctor=name)
    if _SPEAKS.search(folded):
        spoken = [_LANGUAGES[desk.language][code] for code in doctor.languages if code in _LANGUAGES[desk.language]]
        return desk.phrase("fact.speaks", doctor=name, languages=say_list(spoken, desk.language))
    if _FIELD.search(folded):
        field = await specialty_name(desk, doctor.specialty)
        return desk.phrase("fact.field", doctor=name, specialty=field)
    return UNKNOWN


def _with_article(desk: Desk, doctor: Doctor) -> str:
    the = "" if desk.language == "en" else "la " if doctor.gender == "female" else "el "
    return the + desk.say_doctor(doctor)

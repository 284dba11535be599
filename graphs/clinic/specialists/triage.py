"""Triage: takes symptoms in and finds the right next step. Red flags are caught before any model."""

from __future__ import annotations

from graphs.clinic.specialists.specialist import Specialist
from graphs.clinic.tools.common import VERIFY_IDENTITY, common_tools
from graphs.clinic.tools.triage import TRIAGE_TOOLS

TRIAGE = Specialist(
    name="triage",
    task={
        "en": (
            "You are triage. Take in what is wrong and since when with note_symptoms, ask its question about danger "
            "signs, then offer a visit or a nurse. Questions about doses, medicines or results go to a nurse."
        ),
        "es": (
            "Usted es triaje. Anote qué le pasa y desde cuándo con note_symptoms, haga su pregunta sobre señales de "
            "peligro, y ofrezca una cita o una enfermera. Dosis, medicinas o resultados van a una enfermera."
        ),
    },
    tools=(*TRIAGE_TOOLS, VERIFY_IDENTITY, *common_tools("triage")),
)

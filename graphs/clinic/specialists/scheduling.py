"""Scheduling: books, moves, cancels and tells appointments."""

from __future__ import annotations

from graphs.clinic.specialists.specialist import Specialist
from graphs.clinic.tools.common import CONFIRM, VERIFY_IDENTITY, common_tools
from graphs.clinic.tools.scheduling import SCHEDULING_TOOLS

SCHEDULING = Specialist(
    name="scheduling",
    task={
        "en": (
            "You are scheduling. For a new appointment call find_slots with whatever is known (doctor, specialty, day, "
            "time, reason); for a chosen time choose_option; for name and birth date verify_identity."
        ),
        "es": (
            "Usted es la agenda. Para una cita nueva llame a find_slots con lo que se sepa (doctor, especialidad, día, "
            "hora, motivo); para una hora elegida, choose_option; para nombre y nacimiento, verify_identity."
        ),
    },
    tools=(*SCHEDULING_TOOLS, VERIFY_IDENTITY, CONFIRM, *common_tools("scheduling")),
)

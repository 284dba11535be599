"""The specialists, one module each: prompt, tools, when to use."""

from __future__ import annotations

from graphs.clinic.specialists.billing import BILLING
from graphs.clinic.specialists.information import INFORMATION
from graphs.clinic.specialists.person import PERSON
from graphs.clinic.specialists.scheduling import SCHEDULING
from graphs.clinic.specialists.specialist import Specialist
from graphs.clinic.specialists.triage import TRIAGE
from graphs.clinic.state import SpecialistName

TEAM: dict[SpecialistName, Specialist] = {
    "triage": TRIAGE,
    "scheduling": SCHEDULING,
    "billing": BILLING,
    "information": INFORMATION,
    "person": PERSON,
}

__all__ = ["TEAM", "Specialist"]

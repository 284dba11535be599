"""Handover to a person, who calls back."""

from __future__ import annotations

from graphs.clinic.specialists.specialist import Specialist
from graphs.clinic.tools.common import VERIFY_IDENTITY, common_tools
from graphs.clinic.tools.person import PERSON_TOOLS

PERSON = Specialist(
    name="person",
    task={
        "en": "You arrange that a person calls back. Call request_person, with the number once the caller gives it.",
        "es": "Usted organiza que una persona llame. Use request_person, con el número cuando la persona lo dé.",
    },
    tools=(*PERSON_TOOLS, VERIFY_IDENTITY, *common_tools("person")),
)

"""Information: hours, address, parking, insurance, preparation, from the clinic's own data."""

from __future__ import annotations

from graphs.clinic.specialists.specialist import Specialist
from graphs.clinic.tools.common import VERIFY_IDENTITY, common_tools
from graphs.clinic.tools.information import INFORMATION_TOOLS

INFORMATION = Specialist(
    name="information",
    task={
        "en": "You are information. Everything you say about the clinic comes from the tool answer.",
        "es": "Usted es información. Todo lo que diga de la clínica viene de la herramienta answer.",
    },
    tools=(*INFORMATION_TOOLS, VERIFY_IDENTITY, *common_tools("information")),
)

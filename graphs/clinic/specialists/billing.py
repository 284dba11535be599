"""Billing: tells the balance, explains an item, takes a promise to pay."""

from __future__ import annotations

from graphs.clinic.specialists.specialist import Specialist
from graphs.clinic.tools.billing import BILLING_TOOLS
from graphs.clinic.tools.common import CONFIRM, VERIFY_IDENTITY, common_tools
from graphs.clinic.tools.scheduling import CHOOSE_OPTION

BILLING = Specialist(
    name="billing",
    task={
        "en": (
            "You are billing. You charge nothing and take no card number: stop a caller who starts to read one out. "
            "Disputes, hardship and payment plans go to a person with hand_over."
        ),
        "es": (
            "Usted es facturación. No cobra nada ni toma números de tarjeta: detenga a quien empiece a dictar uno. "
            "Los reclamos, dificultades y planes de pago van a una persona con hand_over."
        ),
    },
    tools=(*BILLING_TOOLS, CHOOSE_OPTION, VERIFY_IDENTITY, CONFIRM, *common_tools("billing")),
)

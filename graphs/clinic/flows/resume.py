"""Back to what was begun before: "never mind that, back to the appointment"."""

from __future__ import annotations

import re

from graphs.clinic.desk import Desk
from graphs.clinic.flows import advance
from graphs.clinic.said import Said
from graphs.clinic.state import SPECIALIST_OF, SpecialistName, Wish
from graphs.clinic.wishes import DEFAULT_KIND, new_wish

_NAMED: dict[SpecialistName, re.Pattern[str]] = {
    "scheduling": re.compile(r"appointment|booking|visit|schedul|\b(?:cita|consulta|agenda|turno)", re.IGNORECASE),
    "billing": re.compile(r"\b(?:bill|balance|pay|charge|owe|cuenta|factura|pago|cargo|saldo)", re.IGNORECASE),
    "triage": re.compile(r"symptom|\bpain|s[ií]ntoma|\bdolor", re.IGNORECASE),
    "person": re.compile(r"call ?back|\bperson\b|\bllamada|\bpersona\b", re.IGNORECASE),
}
# what callers call it


async def go_back(desk: Desk, words: str) -> Said:
    """Leave a detour for what it interrupted; ask the open question again where there was none.

    With nothing begun that the words name, that is begun.
    """
    target = next((name for name, pattern in _NAMED.items() if pattern.search(words)), None)
    waiting = _waiting(desk, target)
    if waiting and not (desk.wish and target == SPECIALIST_OF[desk.wish["kind"]]):
        _take_up(desk, waiting)
    elif desk.wish is None and target:
        desk.data["wish"] = new_wish(DEFAULT_KIND[target], words)
    if desk.wish is None:
        return desk.ask("what_else")
    return await _go_on(desk, desk.wish)


def _take_up(desk: Desk, waiting: Wish) -> None:
    desk.data["parked"] = [wish for wish in desk.data.get("parked", []) if wish is not waiting]
    desk.data["queue"] = [wish for wish in desk.data.get("queue", []) if wish is not waiting]
    desk.data["wish"] = waiting


async def _go_on(desk: Desk, wish: Wish) -> Said:
    desk.specialist = SPECIALIST_OF[wish["kind"]]
    wish["begun"] = desk.returning = True
    desk.data["asked"] = None
    return (await advance(desk)).after(desk.phrase(f"back_to.{wish['kind']}"))


def _waiting(desk: Desk, target: SpecialistName | None) -> Wish | None:
    """The interrupted wish that is meant, the last one first, else one that is yet to come."""
    waiting = [*reversed(desk.data.get("parked", [])), *desk.data.get("queue", [])]
    return next((wish for wish in waiting if target in (None, SPECIALIST_OF[wish["kind"]])), None)

"""What information can do."""

from __future__ import annotations

import re

from pydantic import Field

from graphs.clinic.desk import Desk
from graphs.clinic.flows import advance, missed
from graphs.clinic.said import Said
from graphs.clinic.tools.tool import Arguments, Tool
from graphs.clinic.understanding import asks_price

PRICE = re.compile(r"\b(?:fee|copay|cost|price|charge|copago|costo|precio|cargo|multa)\b", re.IGNORECASE)


class Answer(Arguments):
    """Answer a question about the clinic from its own data. Never answer such a question without it."""

    topic: str = Field("", description="What the caller wants to know, in their words")


async def answer(desk: Desk, given: Answer) -> Said:
    again = bool(desk.wish and desk.wish["kind"] == "info" and desk.data.get("asked") == "topic")
    wish = desk.begin("info")
    wish["slots"]["topic"] = given.topic or desk.text
    price = asks_price(given.topic, desk.language) or PRICE.search(given.topic)
    if price and not desk.caller.get("patient_id"):
        _forget_bills(desk)
    said = await advance(desk)
    return await missed(desk) if again and desk.data.get("asked") == "topic" else said


def _forget_bills(desk: Desk) -> None:
    """Somebody unknown who asks for a price meant no bill of their own."""
    desk.data["parked"] = [wish for wish in desk.data.get("parked", []) if wish["kind"] not in {"balance", "explain"}]


INFORMATION_TOOLS = (Tool("answer", Answer, answer),)

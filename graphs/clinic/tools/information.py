"""What information can do."""

from __future__ import annotations

from pydantic import Field

from graphs.clinic.desk import Desk
from graphs.clinic.flows import advance, missed
from graphs.clinic.said import Said
from graphs.clinic.tools.tool import Arguments, Tool


class Answer(Arguments):
    """Answer a question about the clinic from its own data. Never answer such a question without it."""

    topic: str = Field("", description="What the caller wants to know, in their words")


async def answer(desk: Desk, given: Answer) -> Said:
    again = bool(desk.wish and desk.wish["kind"] == "info" and desk.data.get("asked") == "topic")
    wish = desk.begin("info")
    wish["slots"]["topic"] = given.topic or desk.text
    said = await advance(desk)
    return await missed(desk) if again and desk.data.get("asked") == "topic" else said


INFORMATION_TOOLS = (Tool("answer", Answer, answer),)

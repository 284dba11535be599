"""What the handover to a person can do."""

from __future__ import annotations

from pydantic import Field

from graphs.clinic.desk import Desk
from graphs.clinic.flows import advance, missed
from graphs.clinic.said import Said
from graphs.clinic.tools.reading import read_phone
from graphs.clinic.tools.tool import Arguments, Tool


class RequestPerson(Arguments):
    """Have a person of the clinic call the caller back. The number will be asked for when it is not known."""

    reason: str = Field("", description="What it is about, in the caller's words")
    phone: str = Field("", description="Where to call, as the caller said it")
    no_number: str = Field("", description="yes, when the caller does not want to give a number")


async def request_person(desk: Desk, given: RequestPerson) -> Said:
    wish = desk.begin("person", given.reason)
    wish["slots"].setdefault("reason", given.reason or wish["words"])
    phone = read_phone(given.phone, desk) if given.phone else None
    if given.phone and not phone:
        return await missed(desk)
    if phone:
        desk.caller["phone"] = phone
    if given.no_number:
        wish["slots"]["no_phone"] = True
    return await advance(desk)


PERSON_TOOLS = (Tool("request_person", RequestPerson, request_person),)

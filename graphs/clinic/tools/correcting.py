"""What was just done, again or otherwise: in the reach of every specialist."""

from __future__ import annotations

from pydantic import Field

from graphs.clinic.desk import Desk
from graphs.clinic.flows import missed
from graphs.clinic.flows.correct import another_time, other_promise, tell_again, undo
from graphs.clinic.said import Said
from graphs.clinic.tools.finding import one_surname
from graphs.clinic.tools.reading import read_amount, read_due
from graphs.clinic.tools.tool import Arguments, Tool
from graphs.clinic.wishes import new_wish


class CorrectLast(Arguments):
    """The caller corrects or takes back what was done last: a visit booked, moved or cancelled, a promise noted."""

    change: str = Field("", description="What it should be instead, in the caller's words: day, time, doctor, amount")
    amount: str = Field("", description="The other amount of a promise; all when they said so")
    undo: str = Field("", description="yes, when it should not have been done at all")


async def correct_last(desk: Desk, given: CorrectLast) -> Said:
    done = desk.data.get("done")
    if not done:
        return await missed(desk)
    words = given.change or desk.text
    if done["action"] == "cancel" and not given.undo:
        desk.data.setdefault("queue", []).append(new_wish("cancel", words))
    if given.undo or done["action"] == "cancel":
        return await undo(desk, done, words)
    if done["action"] == "promise":
        share = given.amount.casefold() in {"", "all"}
        return await other_promise(
            desk, done, words, None if share else read_amount(given.amount, desk), read_due(words, desk)
        )
    doctor = one_surname(await desk.store.doctors(), words)
    return await another_time(desk, done, words, doctor.id if doctor else None)


class TellLast(Arguments):
    """Tell again what was booked, moved, cancelled or noted last."""


async def tell_last(desk: Desk, given: TellLast) -> Said:
    done = desk.data.get("done")
    return await tell_again(desk, done) if done else await missed(desk)


CORRECTING_TOOLS = (Tool("correct_last", CorrectLast, correct_last), Tool("tell_last", TellLast, tell_last))

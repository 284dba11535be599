"""How callers ask for a visit: a kind of doctor, a doctor's name, a vague time, in any order."""

from __future__ import annotations

import pytest

from tests.calls.talk import Talk

pytestmark = pytest.mark.check


async def said(talk: Talk, *turns: str) -> str:
    reply = ""
    for turn in turns:
        reply = await talk.say(turn)
    return reply


@pytest.mark.parametrize(
    "words",
    [
        "skin doctor sometime after work next week",
        "skin doctor sometime next week",
        "I'd like to see a skin doctor after work",
        "skin doctor after five",
        "the skin doctor Cohen next week",
    ],
)
@pytest.mark.parametrize("before", [(), ("I need an appointment",)], ids=["first", "asked"])
async def test_a_kind_of_doctor_is_no_name(talk: Talk, before: tuple[str, ...], words: str) -> None:
    assert "Doctor Cohen is free" in await said(talk, *before, words)


@pytest.mark.parametrize("words", ["after five", "sometime after work", "after work next week", "at three"])
async def test_a_bare_time_is_kept_while_it_is_asked_what_for(talk: Talk, words: str) -> None:
    await said(talk, "I need an appointment", words)
    assert (await talk.state())["desk"]["wish"]["slots"]["when"]


@pytest.mark.parametrize("words", ["book doctor Lee", "can I see Doctor Lee", "does doctor Lee have anything free"])
async def test_a_doctor_who_is_to_be_booked_begins_a_booking(talk: Talk, words: str) -> None:
    await talk.say(words)
    assert (await talk.state())["desk"]["wish"]["slots"]["specialty"] == "family medicine"


@pytest.mark.parametrize("before", [(), ("what are your hours",)], ids=["first", "later"])
async def test_the_earliest_appointment_with_a_specialist_is_searched(talk: Talk, before: tuple[str, ...]) -> None:
    assert "Doctor Patel" in await said(talk, *before, "what's your earliest appointment with a cardiologist?")


@pytest.mark.parametrize(
    ("words", "doctor"),
    [
        ("not Patel, Torres please", "Doctor Torres"),
        ("not Patel", "Doctor Torres"),
        ("Walker instead", "Doctor Walker"),
    ],
)
async def test_a_doctor_is_named_without_title(talk: Talk, words: str, doctor: str) -> None:
    assert f"{doctor} is free" in await said(talk, "I need an appointment with doctor Patel on Thursday", words)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Saturday", "closed"),
        ("Sunday at ten", "closed"),
        ("tomorrow at noon", "lunch"),
        ("tomorrow at eight in the evening", "closed"),
        ("last Friday", "past"),
    ],
)
@pytest.mark.parametrize("day", [" on Thursday", ""], ids=["offered", "asked"])
async def test_a_time_that_cannot_be_says_why(talk: Talk, day: str, words: str, why: str) -> None:
    reply = await said(talk, f"I need an appointment with doctor Lee{day}", words)
    assert why in reply.casefold() or (why == "past" and "before today" in reply)
    assert "?" in reply

"""Effects: once, accepted, read back, heard, and never behind a no."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from graphs.clinic.store import ClinicStore
from graphs.turn import CONFIG_KEY, Turn
from tests.calls.script import NOW, patient_named
from tests.calls.talk import Talk

pytestmark = pytest.mark.check

TO_THE_READ_BACK = (
    "I'd like to see Doctor Lee on Tuesday morning at nine",
    "John Smith, born March third nineteen eighty",
)


async def said(talk: Talk, *turns: str) -> str:
    reply = ""
    for turn in turns:
        reply = await talk.say(turn)
    return reply


async def booked(store: ClinicStore, patient: str = "1") -> list[str]:
    return [f"{a.starts_at:%d %H:%M}" for a in await store.appointments(patient, after=NOW)]


async def test_an_effect_waits_until_the_turn_is_accepted(talk: Talk, store: ClinicStore) -> None:
    await said(talk, *TO_THE_READ_BACK)
    turn = Turn(session=talk.thread, id="speculative")
    config: Any = {"configurable": {"thread_id": talk.thread, CONFIG_KEY: turn}}
    running = asyncio.create_task(talk.graph.ainvoke({"messages": [HumanMessage("yes", id="y")]}, config))
    for _ in range(50):
        await asyncio.sleep(0)
    assert await booked(store) == []
    turn.accepted.set()
    await running
    assert await booked(store) == ["03 09:00"]


async def test_a_turn_that_is_run_again_books_once(talk: Talk, store: ClinicStore) -> None:
    await said(talk, *TO_THE_READ_BACK)
    before: Any = (await talk.graph.aget_state({"configurable": {"thread_id": talk.thread}})).config
    for _ in range(2):
        turn = Turn(session=talk.thread, id="retried")
        turn.accepted.set()
        config: Any = {"configurable": {**before["configurable"], CONFIG_KEY: turn}}
        await talk.graph.ainvoke({"messages": [HumanMessage("yes", id="y")]}, config)
    assert await booked(store) == ["03 09:00"]


async def test_a_double_yes_books_once(talk: Talk, store: ClinicStore) -> None:
    await said(talk, *TO_THE_READ_BACK, "yes", "yes", "yes please")
    assert await booked(store) == ["03 09:00"]


async def test_a_read_back_that_was_cut_is_asked_whole_before_a_yes_counts(talk: Talk, store: ClinicStore) -> None:
    await said(talk, *TO_THE_READ_BACK)
    config: Any = {"configurable": {"thread_id": talk.thread}}
    spoken = (await talk.state())["messages"][-1]
    cut = AIMessage("John Smith, born", id=spoken.id, additional_kwargs={"interrupted": True})
    await talk.graph.aupdate_state(config, {"messages": [cut]}, as_node="scheduling")
    reply = await talk.say("yes")
    assert "Tuesday, March third at nine in the morning" in reply
    assert await booked(store) == []
    await talk.say("yes")
    assert await booked(store) == ["03 09:00"]


@pytest.mark.parametrize("answer", ["no", "no thanks", "wait", "hmm", "what", "maybe later"])
async def test_nothing_but_a_yes_books(talk: Talk, store: ClinicStore, answer: str) -> None:
    await said(talk, *TO_THE_READ_BACK, answer)
    assert await booked(store) == []


async def test_a_yes_with_another_time_is_read_back_again(talk: Talk, store: ClinicStore) -> None:
    reply = await said(talk, *TO_THE_READ_BACK, "yes but at half past eleven")
    assert "eleven thirty" in reply
    assert await booked(store) == []
    await talk.say("yes")
    assert await booked(store) == ["03 11:30"]


async def test_the_old_time_is_kept_when_the_new_one_is_gone(talk: Talk, store: ClinicStore) -> None:
    await said(
        talk,
        "move my appointment to Thursday at three",
        "Mary Wilson, October twentieth nineteen ninety",
    )
    rival = await patient_named(store, "Susan Miller")
    doctor = (await store.doctors(name="Cohen"))[0]
    wanted = NOW.replace(day=5, hour=15)
    slot = (await store.free_slots(doctor_id=doctor.id, after=wanted, limit=1, spread=False))[0]
    await store.book(patient_id=rival.id, slot_id=slot.id, reason="visit", key="rival")
    reply = await talk.say("yes")
    assert "moved" not in reply.lower()
    assert "free" in reply
    assert await booked(store, "4") == ["10 15:00"]


async def test_somebody_who_is_busy_then_is_told_and_offered_another_time(talk: Talk, store: ClinicStore) -> None:
    await said(
        talk,
        "I'd like to see Doctor Lee on Friday at half past nine",
        "Robert Johnson, July fourth nineteen sixty two",
    )
    reply = await talk.say("yes")
    assert "appointment" in reply or "overlaps" in reply or "something else" in reply
    assert await booked(store, "3") == ["06 09:30", "17 14:00"]


async def test_all_appointments_are_cancelled_only_after_their_number_was_said(talk: Talk, store: ClinicStore) -> None:
    reply = await said(talk, "cancel all my appointments", "Robert Johnson, July fourth nineteen sixty two")
    assert "two" in reply
    assert len(await booked(store, "3")) == 2
    await talk.say("yes")
    assert await booked(store, "3") == []


async def test_a_promise_above_the_balance_or_beyond_the_limit_is_not_taken(talk: Talk, store: ClinicStore) -> None:
    await said(talk, "I want to promise a payment", "John Smith, born March third nineteen eighty")
    reply = await talk.say("five hundred dollars")
    assert "eighty-five dollars" in reply
    reply = await said(talk, "fifty dollars", "in three months")
    assert "thirty days" in reply
    assert (await store.balance("1")).promises == ()
    await said(talk, "next friday", "yes")
    assert [f"{p.amount:.2f}" for p in (await store.balance("1")).promises] == ["50.00"]


@pytest.mark.parametrize(("share", "amount"), [("all of it", "85.50"), ("half of it", "42.75")])
async def test_a_share_of_the_balance_can_be_promised(talk: Talk, store: ClinicStore, share: str, amount: str) -> None:
    await said(
        talk, "I want to promise a payment", "John Smith, born March third nineteen eighty", share, "tomorrow", "yes"
    )
    assert [f"{p.amount:.2f}" for p in (await store.balance("1")).promises] == [amount]

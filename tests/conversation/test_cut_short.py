"""Turns of several steps that break off: what was not done is not done later, what waits still waits."""

from __future__ import annotations

import asyncio
import sys
from types import ModuleType

import pytest

from graphs.conversation import Conversation, Conversations
from tests.conversation.talk import events_of, opened, thread_of, words_of

pytestmark = pytest.mark.check


async def steps_of(conversation: Conversation, node: str) -> ModuleType:
    """The graph's module, as new."""
    module = sys.modules[(await conversation.graph()).nodes[node].bound.afunc.__module__]
    module.effects.clear()
    module.entered, module.may_end = asyncio.Event(), asyncio.Event()
    return module


@pytest.mark.parametrize("how", ["raise", "hang", "barge-in"])
async def test_a_turn_that_broke_off_does_not_go_on_in_the_next_one(conversations: Conversations, how: str) -> None:
    conversation = await opened(conversations, "chain")
    steps = await steps_of(conversation, "first")
    if how == "barge-in":
        reply = conversation.reply("hang", modality="voice")
        await steps.entered.wait()
        await reply.heard("", interrupted=True)
    else:
        conversation.turn_seconds = 0.3
        assert "sorry" in await words_of(conversation.reply(how))
    assert steps.effects == []
    conversation.turn_seconds = 5
    assert await words_of(conversation.reply("never mind", turn_id="t2")) == "First: never mind. Booked."
    assert steps.effects == [f"{conversation.session.id}:t2:book"]


async def test_an_effect_under_way_is_not_cut_off_and_its_result_is_remembered(conversations: Conversations) -> None:
    conversation = await opened(conversations, "chain")
    steps = await steps_of(conversation, "first")
    reply = conversation.reply("slow", modality="voice")
    await steps.entered.wait()
    told = asyncio.create_task(reply.heard("First:", interrupted=True))
    await asyncio.sleep(0)
    steps.may_end.set()
    await told
    state = await (await conversation.graph()).aget_state({"configurable": {"thread_id": conversation.session.id}})
    assert [message.type for message in state.values["messages"]] == ["human", "ai", "ai", "tool"]
    assert state.tasks == ()
    assert await thread_of(conversation) == [("caller", "slow"), ("agent", "First:")]


@pytest.mark.parametrize("how", ["limit", "barge-in"])
async def test_an_effect_of_which_the_end_is_not_known_is_said_to_be_so(conversations: Conversations, how: str) -> None:
    conversation = await opened(conversations, "uncertain")
    steps = await steps_of(conversation, "partner")
    conversation.turn_seconds = 0.4
    reply = conversation.reply("book", modality="voice", turn_id="t1")
    await steps.entered.wait()
    if how == "barge-in":
        await reply.heard("", interrupted=True)
    events = await events_of(reply)
    assert [event.data["code"] for event in events if event.type == "error"] == ["effect_uncertain"]
    assert "won't try it again" in "".join(e.data["text"] for e in events if e.type == "reply.delta")
    await reply.heard("", interrupted=False)
    assert steps.effects == ["asked"]


async def test_a_question_survives_every_cut(conversations: Conversations) -> None:
    conversation = await opened(conversations, "questions")
    earlier = conversation.reply("hello", modality="voice")
    await words_of(earlier)
    asking = conversation.reply("ask", modality="voice", turn_id="t2")
    await words_of(asking)
    await asking.heard("Let me see.", interrupted=True)
    await earlier.heard("Let me", interrupted=True)
    cut = conversation.reply("hm?", modality="voice")
    await cut.heard("", interrupted=True)
    again = conversation.reply("ask", modality="voice", turn_id="t2")
    assert (await words_of(again)).endswith("Shall I book it?")
    await again.heard("", interrupted=True)
    assert [question.text for question in await conversation.questions()] == ["Shall I book it?"]
    assert await words_of(conversation.reply("yes")) == "You answered yes."
    assert (await thread_of(conversation))[-1] == ("agent", "You answered yes.")


async def test_a_graph_that_runs_for_ever_does_not_hold_the_session(conversations: Conversations) -> None:
    conversation = await opened(conversations, "loop")
    assert "sorry" in await words_of(conversation.reply("forever"))
    assert await words_of(conversation.reply("hello")) == "Let me see. That is free."


async def test_words_that_were_cut_at_once_are_kept(conversations: Conversations) -> None:
    conversation = await opened(conversations, "desk")
    await words_of(conversation.reply("hello"))
    await conversation.reply("my name is Ana", modality="voice").heard("", interrupted=True)
    guess = conversation.reply("and I am back", modality="voice", speculative=True)
    await anext(aiter(guess))
    await guess.accept()
    await guess.heard("You", interrupted=True)
    assert [text for role, text in await thread_of(conversation) if role == "caller"] == [
        "hello",
        "my name is Ana",
        "and I am back",
    ]


async def test_what_parallel_workers_and_a_child_for_its_parent_say_is_spoken(conversations: Conversations) -> None:
    conversation = await opened(conversations, "fan")
    assert await words_of(conversation.reply("all")) == "Result of a. Result of b. Result of c. Booked."
    assert await words_of(conversation.reply("child")) == "From the child. Booked."
    agent = [text for role, text in await thread_of(conversation) if role == "agent"]
    assert agent == ["Result of a.", "Result of b.", "Result of c.", "Booked.", "From the child.", "Booked."]


async def test_a_session_of_the_same_id_is_another_one(conversations: Conversations) -> None:
    sessions = conversations.sessions
    await sessions.create(graph="desk", id="ana")
    held = await conversations.open("ana")
    await words_of(held.reply("hello"))
    await held.outbox.flush()
    await sessions.delete("ana", saver=conversations.saver)
    await sessions.create(graph="chain", id="ana")
    assert await words_of((await conversations.open("ana")).reply("hello")) == "First: hello. Booked."

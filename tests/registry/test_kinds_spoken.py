"""Graphs of every kind, unchanged: what the caller hears, what the thread holds, and that a second turn remembers."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.check


@pytest.mark.parametrize("name", ["compiled", "own_saver", "tagged", "named"])
async def test_a_graph_speaks_once_what_its_model_streams(talk, name):
    line = await talk(name)
    assert (await line.say("one")).words == "So far you said: one."
    second = await line.say("two")
    assert second.words == "So far you said: one; two."
    assert len(second.of("reply.delta")) > 3  # it was found to speak; from now on token by token
    assert await line.thread() == [
        ("caller", "one"),
        ("agent", "So far you said: one."),
        ("caller", "two"),
        ("agent", "So far you said: one; two."),
    ]


async def test_a_message_that_no_model_streamed_is_spoken(talk):
    line = await talk("plain")
    assert (await line.say("one")).words == "One thing first. So far you said: one."
    assert (await line.say("two")).words == "One thing first. So far you said: one; two."
    assert [text for role, text in await line.thread() if role == "agent"] == [
        "One thing first.",
        "So far you said: one.",
        "One thing first.",
        "So far you said: one; two.",
    ]


async def test_a_router_that_answers_json_is_not_spoken(talk):
    line = await talk("routed")
    assert (await line.say("one")).words == "So far you said: one."
    assert await line.thread() == [("caller", "one"), ("agent", "So far you said: one.")]


async def test_a_streamed_answer_that_is_returned_as_another_message_is_spoken_once(talk):
    line = await talk("anew")
    assert (await line.say("one")).words == "So far you said: one."
    assert await line.thread() == [("caller", "one"), ("agent", "So far you said: one.")]


async def test_of_an_answer_returned_as_another_message_only_what_was_heard_stays(talk):
    line = await talk("anew")
    reply = line.conversation.reply("one", modality="voice")
    async for _ in reply:
        pass
    await reply.heard("So far", interrupted=True)
    assert await line.thread() == [("caller", "one"), ("agent", "So far")]


async def test_an_agent_speaks_its_words_and_not_what_its_tools_say(talk):
    line = await talk("agent")
    first = await line.say("when?")
    assert first.words == "Let me look. We are open nine to five. You asked 1 times."
    assert [(one["tool"], one["arguments"]) for one in first.of("tool.started")] == [
        ("opening_hours", {"day": "monday"})
    ]
    assert len(first.of("tool.finished")) == 1
    assert (await line.say("again?")).words == "Let me look. We are open nine to five. You asked 2 times."
    assert (await line.thread())[:3] == [
        ("caller", "when?"),
        ("agent", "Let me look."),
        ("agent", "We are open nine to five. You asked 1 times."),
    ]


async def test_a_model_that_a_tool_asks_is_not_spoken(talk):
    line = await talk("asking_tool")
    assert (await line.say("sum it up")).words == "That is it."
    assert await line.thread() == [("caller", "sum it up"), ("agent", "That is it.")]


async def test_a_structured_answer_is_not_spoken(talk):
    line = await talk("structured")
    assert (await line.say("book it")).words == "You are booked."
    assert (await line.say("and again")).words == "You are booked."
    assert [text for role, text in await line.thread() if role == "agent"] == ["You are booked."] * 2


async def test_a_swarm_hands_over_in_the_same_turn_and_stays_with_the_other(talk):
    line = await talk("swarm")
    assert (await line.say("hello")).words == "Alice here, you said 1 things."
    handed = await line.say("give me bob")
    assert handed.words == "Bob here, you said 2 things."
    assert [one["target"] for one in handed.of("handoff")] == ["bob"]
    assert (await line.say("the sum")).words == "Bob says 12."
    assert (await line.say("hello")).words == "Bob here, you said 4 things."
    assert await line.thread() == [
        ("caller", "hello"),
        ("agent", "Alice here, you said 1 things."),
        ("caller", "give me bob"),
        ("agent", "Bob here, you said 2 things."),
        ("caller", "the sum"),
        ("agent", "Bob says 12."),
        ("caller", "hello"),
        ("agent", "Bob here, you said 4 things."),
    ]


async def test_tools_of_agents_within_a_graph_are_told_once(talk):
    swarm, supervisor = await talk("swarm"), await talk("supervisor")
    told = [await swarm.say("give me bob"), await swarm.say("the sum"), await supervisor.say("five and seven?")]
    assert [[one["tool"] for one in taken.of("tool.started")] for taken in told] == [
        ["transfer_to_bob"],
        ["add"],
        ["transfer_to_expert", "add"],
    ]
    assert [len(taken.of("tool.finished")) for taken in told] == [1, 1, 2]
    again = await supervisor.say("again?")
    assert [one["tool"] for one in again.of("tool.started")] == ["transfer_to_expert", "add"]


async def test_two_messages_of_one_reply_do_not_run_into_each_other(talk):
    line = await talk("plain")
    deltas = (await line.say("one")).of("reply.delta")
    assert "".join(delta["text"] for delta in deltas) == "One thing first. So far you said: one."


async def test_a_supervisor_and_its_expert_speak_but_not_the_hand_back(talk):
    line = await talk("supervisor")
    first = await line.say("five and seven?")
    assert first.words == "I will ask. The sum is 12. It is twelve, as you asked 1 times."
    assert (await line.say("again?")).words == "I will ask. The sum is 12. It is twelve, as you asked 2 times."
    assert (await line.thread())[:4] == [
        ("caller", "five and seven?"),
        ("agent", "I will ask."),
        ("agent", "The sum is 12."),
        ("agent", "It is twelve, as you asked 1 times."),
    ]


async def test_of_a_supervisor_graph_only_the_supervisor_may_speak(talk):
    line = await talk("only_supervisor")
    assert (await line.say("five and seven?")).words == "I will ask. It is twelve, as you asked 1 times."
    assert await line.thread() == [
        ("caller", "five and seven?"),
        ("agent", "I will ask."),
        ("agent", "It is twelve, as you asked 1 times."),
    ]


@pytest.mark.parametrize(
    ("name", "words", "heard"),
    [
        ("agent", "when?", "Let me look. We are open"),
        ("swarm", "give me bob", "Bob here"),
        ("compiled", "one", "So far"),
    ],
)
async def test_after_a_barge_in_only_what_was_heard_stays(talk, name, words, heard):
    line = await talk(name)
    reply = line.conversation.reply(words, modality="voice")
    async for _ in reply:
        pass
    await reply.heard(heard, interrupted=True)
    said = [text for role, text in await line.thread() if role == "agent"]
    assert " ".join(said) == heard
    assert (await line.say("and now?")).words

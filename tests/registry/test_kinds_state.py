"""State of one's own: classes in a Pydantic schema are kept and come back; others are named in langgraph.json."""

from __future__ import annotations

import pytest

from graphs.conversation import Conversations

pytestmark = pytest.mark.check


@pytest.mark.parametrize("name", ["pydantic", "pydantic_compiled"])
async def test_models_enums_and_dataclasses_of_the_schema_come_back(kinds: Conversations, talk, name):
    line = await talk(name)
    assert (await line.say("one")).words == "Ann has 1 visits, all calm."
    kinds._open.clear()
    line.conversation = await kinds.open(line.conversation.session.id)
    assert (await line.say("two")).words == "Ann has 2 visits, all calm."
    assert [role for role, _ in await line.thread()] == ["caller", "agent"] * 2


@pytest.mark.parametrize("name", ["pydantic", "pydantic_compiled", "loose_allowed"])
async def test_a_guessed_turn_keeps_them_too(talk, name):
    line = await talk(name)
    await line.say("one")
    reply = line.conversation.reply("two", speculative=True)
    await reply.accept()
    events = [event async for event in reply]
    assert [event.data for event in events if event.type == "error"] == []
    assert len(await line.thread()) == 4


@pytest.mark.parametrize("name", ["pydantic", "pydantic_compiled", "loose_allowed"])
async def test_a_session_of_them_can_be_forked(kinds: Conversations, talk, name):
    line = await talk(name)
    await line.say("one")
    [*_, last] = [one for one in await line.conversation.checkpoints() if one.at_rest][:1]
    fork, _ = await kinds.fork(line.conversation.session.id, last.id)
    assert len(await (await kinds.open(fork.id)).messages()) == 2


async def test_a_class_that_no_annotation_names_is_named_in_langgraph_json(talk):
    line = await talk("loose_allowed")
    assert (await line.say("one")).words == "Kept Bea."
    assert (await line.say("two")).words == "Kept Bea!."


async def test_the_types_of_a_graph_are_those_of_its_states_and_those_it_names(kinds: Conversations):
    own = {name for module, name in await kinds.registry.types("pydantic") if module == "state_kind"}
    assert {"Patient", "Visit", "Mood"} <= own
    assert ("state_kind", "Patient") in await kinds.registry.types("loose_allowed")
    assert ("state_kind", "Patient") not in await kinds.registry.types("loose")


async def test_without_that_the_turn_fails_and_says_so(talk):
    line = await talk("loose")
    events = [event async for event in line.conversation.reply("one")]
    assert [event.type for event in events if event.type == "error"] == ["error"]

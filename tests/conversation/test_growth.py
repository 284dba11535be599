"""A long session: the live list is bounded, the history is whole."""

from __future__ import annotations

import pytest

from tests.conversation.talk import opened, thread_of, words_of

pytestmark = pytest.mark.check


async def test_the_live_list_is_bounded_by_whole_turns_and_the_history_is_whole(conversations):
    conversation = await opened(conversations, "short")
    expected = []
    for number in range(8):
        words = f"words {number}"
        reply = conversation.reply(words, modality="voice")
        said = await words_of(reply)
        heard = "You said: words" if number == 2 else "" if number == 3 else said
        await reply.heard(heard, interrupted=heard != said)
        expected += [("caller", words)] + ([("agent", heard)] if heard else [])
    graph = await conversation.graph()
    state = await graph.aget_state({"configurable": {"thread_id": conversation.session.id}})
    assert len(state.values["messages"]) <= 8
    assert state.values["messages"][0].type == "human"
    await conversation.outbox.flush()
    assert await thread_of(conversation) == expected

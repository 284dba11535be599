"""Time travel on a real Valkey: the checkpoints of turns, what they changed, and forks that stand alone."""

from __future__ import annotations

import pytest

from graphs.conversation import Conversation, Conversations, Reply
from graphs.conversation.travel import Moment
from graphs.errors import BadInput, CheckpointNotFound

pytestmark = pytest.mark.check


async def words_of(reply: Reply) -> str:
    return "".join([event.data["text"] async for event in reply if event.type == "reply.delta"])


async def say(conversation: Conversation, *turns: str) -> None:
    for number, words in enumerate(turns):
        await words_of(conversation.reply(words, turn_id=f"t{number}"))


async def thread_of(conversation: Conversation) -> list[str]:
    return [message.text for message in await conversation.messages()]


async def end_of(conversation: Conversation, turn: str) -> Moment:
    return next(moment for moment in await conversation.checkpoints() if moment.turn == turn)


async def forked(conversations: Conversations, conversation: Conversation, at: Moment) -> Conversation:
    session, _ = await conversations.fork(conversation.session.id, at.id)
    return await conversations.open(session.id)


async def test_every_checkpoint_names_its_turn_and_the_last_of_a_turn_is_at_rest(conversation):
    await say(conversation, "one", "two")
    found = await conversation.checkpoints()
    assert [moment.turn for moment in found] == ["t1"] * 3 + ["t0"] * 3
    assert [moment.at_rest for moment in found] == [True, False, False] * 2
    assert found == sorted(found, key=lambda moment: moment.id, reverse=True)
    assert found[0].at >= found[-1].at > 1e9
    assert await conversation.checkpoints(before=found[1].id, limit=2) == found[2:4]


async def test_a_checkpoint_shows_its_state_and_what_its_step_added(conversation):
    await say(conversation, "one", "two")
    moment, state, changes = await conversation.checkpoint((await end_of(conversation, "t1")).id)
    assert moment.turn == "t1"
    assert [message["content"] for message in state["messages"]][::2] == ["one", "two"]
    assert changes["messages"].before == []
    assert [message["content"] for message in changes["messages"].after] == [
        "You said: two. Anything else for you today?"
    ]


async def test_two_checkpoints_can_be_compared(conversation):
    await say(conversation, "one", "two")
    first, second = await end_of(conversation, "t0"), await end_of(conversation, "t1")
    _, _, changes = await conversation.checkpoint(second.id, against=first.id)
    assert len(changes["messages"].after) == 2
    _, _, back = await conversation.checkpoint(first.id, against=second.id)
    assert back["messages"].before == changes["messages"].after


async def test_a_fork_goes_on_from_there_and_neither_session_knows_of_the_others_turns(conversation, conversations):
    await say(conversation, "one", "two")
    other = await forked(conversations, conversation, await end_of(conversation, "t0"))
    assert await thread_of(other) == ["one", "You said: one. Anything else for you today?"]
    await words_of(other.reply("three"))
    assert [text for text in await thread_of(other) if "said" not in text] == ["one", "three"]
    assert [text for text in await thread_of(conversation) if "said" not in text] == ["one", "two"]
    assert other.session.metadata["forked_from"]["session"] == conversation.session.id


async def test_a_fork_holds_one_checkpoint_and_outlives_its_origin(conversation, conversations):
    await say(conversation, *("word" for _ in range(4)))
    other = await forked(conversations, conversation, await end_of(conversation, "t3"))
    assert len(await other.checkpoints()) == 1
    await conversations.sessions.delete(conversation.session.id, saver=conversations.saver)
    await words_of(other.reply("after"))
    assert (await thread_of(other))[-2] == "after"


async def test_a_question_that_was_answered_since_waits_again_in_the_fork(conversation, conversations):
    await say(conversation, "ask me", "yes")
    asked = await end_of(conversation, "t0")
    assert asked.question == "Shall I book it?"
    other = await forked(conversations, conversation, asked)
    assert [question.text for question in await other.questions()] == ["Shall I book it?"]
    assert "You answered no." in await words_of(other.reply("no"))
    assert (await thread_of(conversation))[-1] == "You answered yes."


async def test_a_fork_at_a_node_with_two_questions_asks_the_last_one_again_and_keeps_the_first_answer(
    conversation, conversations
):
    await say(conversation, "inside", "monday", "nine")
    assert (await thread_of(conversation))[-1] == "You answered monday and nine."
    other = await forked(conversations, conversation, await end_of(conversation, "t0"))
    assert [question.text for question in await other.questions()] == ["Which hour?"]
    assert "You answered monday and ten." in await words_of(other.reply("ten"))


async def test_no_fork_in_the_middle_of_a_turn_and_none_from_nowhere(conversation, conversations, desk):
    await say(conversation, "book it")
    middle = next(moment for moment in await conversation.checkpoints() if not moment.at_rest)
    with pytest.raises(BadInput, match="middle of a turn"):
        await conversations.fork(conversation.session.id, middle.id)
    with pytest.raises(CheckpointNotFound):
        await conversations.fork(conversation.session.id, "no such checkpoint")
    assert len((await conversations.sessions.list()).sessions) == 1
    assert len(desk.effects) == 1


async def test_old_turns_keep_one_checkpoint_and_the_oldest_none(conversation, monkeypatch):
    monkeypatch.setattr("graphs.conversation.conversation.WHOLE_TURNS", 2)
    monkeypatch.setattr("graphs.conversation.conversation.FORKABLE_TURNS", 4)
    monkeypatch.setattr("graphs.conversation.conversation.PRUNE_EVERY", 1)
    await say(conversation, *(f"number {number}" for number in range(7)))
    found = [moment.turn for moment in await conversation.checkpoints()]
    assert found == ["t6"] * 3 + ["t5"] * 3 + ["t4", "t3"]
    assert len(await thread_of(conversation)) == 14

"""Turns on a real Valkey: what remains of each in the thread, the journal and the world."""

from __future__ import annotations

import asyncio
from types import ModuleType

import pytest
import redis.asyncio

from graphs.conversation import Conversations
from graphs.errors import BadInput, QuestionNotOpen
from tests.conversation.talk import events_of, journal_of, thread_of, words_of

pytestmark = pytest.mark.check

HELLO = "You said: hello. Anything else for you today?"


async def test_a_turn_streams_its_words_and_the_thread_holds_each_once(conversation, conversations):
    events = await events_of(conversation.reply("hello"))
    deltas = [e.data["text"] for e in events if e.type == "reply.delta"]
    assert len(deltas) > 3
    assert "".join(deltas) == HELLO
    assert await thread_of(conversation) == [("caller", "hello"), ("agent", HELLO)]
    kinds = [e.type for e in await journal_of(conversations, conversation)]
    assert kinds == ["turn.started", "node.started", "node.finished", "reply.finished", "turn.finished"]


async def test_the_journal_has_no_gap_and_no_delta(conversation, conversations):
    for words in ("one", "two"):
        await words_of(conversation.reply(words))
    journal = await journal_of(conversations, conversation)
    assert [e.seq for e in journal] == list(range(1, len(journal) + 1))
    assert "reply.delta" not in {e.type for e in journal}


async def test_after_a_barge_in_the_thread_and_every_later_prompt_hold_only_what_was_heard(conversation, desk):
    reply = conversation.reply("hello", modality="voice")
    await words_of(reply)
    await reply.heard("You said: hello.", interrupted=True)
    assert await thread_of(conversation) == [("caller", "hello"), ("agent", "You said: hello.")]
    assert (await conversation.messages())[1].interrupted
    await words_of(conversation.reply("next"))
    assert desk.prompts[-1] == ["hello", "You said: hello.", "next"]


async def test_a_reply_cut_before_its_first_word_is_not_in_the_thread(conversation, desk):
    reply = conversation.reply("hello", modality="voice")
    await words_of(reply)
    await reply.heard("", interrupted=True)
    assert await thread_of(conversation) == [("caller", "hello")]
    await words_of(conversation.reply("next"))
    assert desk.prompts[-1] == ["hello", "next"]


async def test_a_barge_in_while_the_model_still_works_ends_the_turn(conversation, conversations):
    reply = conversation.reply("hang", modality="voice")
    async for event in reply:
        if event.type == "node.started":
            break
    await reply.heard("", interrupted=True)
    assert await words_of(conversation.reply("hello")) == HELLO
    assert await thread_of(conversation) == [("caller", "hang"), ("caller", "hello"), ("agent", HELLO)]
    outcomes = [e.data["outcome"] for e in await journal_of(conversations, conversation) if e.type == "turn.finished"]
    assert outcomes == ["interrupted", "done"]


async def test_what_was_heard_whole_stays_as_it_was_said(conversation):
    reply = conversation.reply("hello", modality="voice")
    words = await words_of(reply)
    await reply.heard(words, interrupted=False)
    assert await thread_of(conversation) == [("caller", "hello"), ("agent", HELLO)]


async def snapshot_of(client: redis.asyncio.Redis) -> dict[bytes, bytes | None]:
    return {key: await client.dump(key) async for key in client.scan_iter()}


async def test_a_discarded_speculative_turn_leaves_nothing_anywhere(conversation, redis_client, desk):
    await words_of(conversation.reply("hello"))
    await conversation.outbox.flush()
    before = await snapshot_of(redis_client)
    for words in ("never", "book never", "ask never"):
        reply = conversation.reply(words, modality="voice", speculative=True)
        async for event in reply:
            if event.type in ("node.finished", "node.started"):
                break
        await reply.discard()
    await conversation.outbox.flush()
    assert await snapshot_of(redis_client) == before
    assert desk.effects == []


async def test_an_accepted_speculative_turn_is_as_if_it_had_been_said_at_once(conversation, conversations):
    reply = conversation.reply("hello", speculative=True)
    stream = aiter(reply)
    first = [await anext(stream) for _ in range(4)]
    assert (await conversations.sessions.read(conversation.session.id)) == []
    await reply.accept()
    rest = [event async for event in stream]
    assert "".join(e.data["text"] for e in [*first, *rest] if e.type == "reply.delta") == HELLO
    assert await thread_of(conversation) == [("caller", "hello"), ("agent", HELLO)]
    kinds = [e.type for e in await journal_of(conversations, conversation)]
    assert kinds == ["turn.started", "node.started", "node.finished", "reply.finished", "turn.finished"]


async def test_an_effect_waits_for_the_turn_to_be_accepted(conversation, desk):
    reply = conversation.reply("book nine", turn_id="t1", speculative=True)
    stream = aiter(reply)
    while (await anext(stream)).type != "node.started":
        pass
    await asyncio.sleep(0)
    assert desk.effects == []
    await reply.accept()
    assert [event async for event in stream][-1].type == "turn.finished"
    assert desk.effects == [f"{conversation.session.id}:t1:call-1"]


async def test_a_guess_built_on_a_thread_that_moved_on_is_made_again(conversation, desk):
    guess = conversation.reply("hello", speculative=True, modality="voice")
    other = conversation.reply("first")
    assert "first" in await words_of(other)
    await guess.accept()
    said = await words_of(guess)
    assert said.endswith("today?") or "once more" in said
    roles = [role for role, _ in await thread_of(conversation)]
    assert roles[:2] == ["caller", "agent"]


async def test_the_same_turn_again_gives_the_same_reply_and_no_second_effect(conversation, desk):
    first = await words_of(conversation.reply("book nine", turn_id="t1"))
    again = await words_of(conversation.reply("book nine", turn_id="t1"))
    assert again == first
    assert len(desk.effects) == 1
    assert len(await thread_of(conversation)) == 2


async def test_a_question_is_spoken_and_the_next_words_answer_it(conversation):
    events = await events_of(conversation.reply("ask"))
    assert [e.data["text"] for e in events if e.type == "question"] == ["Shall I book it?"]
    assert "".join(e.data["text"] for e in events if e.type == "reply.delta") == "Shall I book it?"
    assert await words_of(conversation.reply("yes please")) == "You answered yes please."
    assert await conversation.questions() == []


async def test_an_answer_by_hand_reaches_the_question_once(conversation):
    await events_of(conversation.reply("ask"))
    question = (await conversation.questions())[0]
    assert await words_of(await conversation.answer(question.id, "no", by="operator")) == "You answered no."
    with pytest.raises(QuestionNotOpen):
        await conversation.answer(question.id, "yes", by="caller")


async def test_a_model_that_fails_is_an_apology_and_the_next_turn_works(conversation, conversations):
    said = await words_of(conversation.reply("fail"))
    assert "sorry" in said
    assert await words_of(conversation.reply("hello")) == HELLO
    thread = await thread_of(conversation)
    assert thread == [("caller", "fail"), ("agent", said), ("caller", "hello"), ("agent", HELLO)]
    codes = [e.data["code"] for e in await journal_of(conversations, conversation) if e.type == "error"]
    assert codes == ["model_unavailable"]


async def test_a_turn_over_its_time_ends_with_an_apology_after_a_filler(conversation):
    conversation.turn_seconds, conversation.filler_seconds = 0.3, 0.05
    said = await words_of(conversation.reply("hang"))
    assert said.startswith("One moment, please.")
    assert "took too long" in said
    conversation.turn_seconds = 5
    assert await words_of(conversation.reply("hello")) == HELLO
    assert "One moment" not in " ".join(text for _, text in await thread_of(conversation))


async def test_turns_of_one_session_run_one_after_another(conversation):
    replies = [conversation.reply(words) for words in ("one", "two", "three")]
    await asyncio.gather(*(words_of(reply) for reply in replies))
    thread = await thread_of(conversation)
    assert [role for role, _ in thread] == ["caller", "agent"] * 3
    assert all(text in answer for (_, text), (_, answer) in zip(thread[::2], thread[1::2], strict=True))


async def test_the_agent_opens_a_call_and_asks_again_what_still_waits(conversation):
    assert await words_of(conversation.open_call(modality="text")) == "Desk here."
    assert await thread_of(conversation) == []
    await words_of(conversation.reply("ask"))
    assert await words_of(conversation.open_call(modality="text")) == "Shall I book it?"
    assert await words_of(conversation.reply("yes")) == "You answered yes."


@pytest.mark.parametrize("words", ["", "   ", "x" * 4001])
async def test_words_that_are_none_or_too_many_are_refused(conversation, words):
    with pytest.raises(BadInput):
        conversation.reply(words)


async def test_a_new_process_goes_on_with_the_same_thread(conversation, conversations, redis_client):
    await words_of(conversation.reply("hello"))
    other = Conversations(conversations.sessions, conversations.saver, conversations.registry)
    resumed = await other.open(conversation.session.id)
    assert await thread_of(resumed) == [("caller", "hello"), ("agent", HELLO)]
    assert resumed.session.turns == 1


def test_the_scripted_graph_is_the_one_the_registry_loaded(desk: ModuleType):
    assert desk.effects == []

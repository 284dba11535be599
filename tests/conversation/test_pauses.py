"""A pause is bridged by a short phrase, which the thread does not keep; guesses are few."""

from __future__ import annotations

import asyncio

import pytest

from graphs.conversation import bridge
from graphs.conversation.bridge import Bridge
from graphs.conversation.conversations import Conversations
from tests.conversation.talk import events_of, opened, thread_of, words_of
from tests.fakes.waiting import until

pytestmark = pytest.mark.check


async def test_a_slow_reply_is_bridged_in_the_language_of_the_session(conversations):
    session, _ = await conversations.sessions.create(graph="desk", language="es")
    conversation = await conversations.open(session.id)
    conversation.filler_seconds, conversation.turn_seconds = 0.05, 0.4
    assert (await words_of(conversation.reply("hang"))).startswith("Un momento, por favor.")
    assert "momento, por favor" not in str(await thread_of(conversation))


async def test_a_quick_reply_is_not_bridged(conversations):
    conversation = await opened(conversations, "desk")
    conversation.filler_seconds = 1.0
    assert (await words_of(conversation.reply("hello"))).startswith("You said")


async def test_a_turn_is_bridged_after_eight_tenths_of_a_second_unless_told(conversations):
    home = Conversations(conversations.sessions, conversations.saver, conversations.registry)
    assert home.filler_seconds == 0.8


async def test_a_long_pause_after_words_is_bridged_again_and_again(monkeypatch):
    monkeypatch.setattr(bridge, "STILL_SECONDS", 0.02)
    monkeypatch.setattr(bridge, "CHARACTERS_PER_SECOND", 1e6)
    said: list[str] = []
    bridged = Bridge(0.01, said.append)
    bridged.spoke("Let me look.")
    running = asyncio.create_task(bridged.run())
    await until(lambda: len(said) >= 2)
    running.cancel()
    assert set(said) == {"still"}


async def test_words_that_are_still_being_said_need_no_bridge():
    said: list[str] = []
    bridged = Bridge(0.0, said.append)
    bridged.spoke("x" * 1500)  # a hundred seconds of speech
    running = asyncio.create_task(bridged.run())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    running.cancel()
    assert said == []


async def test_of_many_guesses_at_once_two_run_and_the_others_wait_for_their_acceptance(conversations):
    conversation = await opened(conversations, "desk")
    guesses = [conversation.reply(f"hello {n}", modality="voice", speculative=True) for n in range(4)]
    assert [guess.is_guessing for guess in guesses] == [True, True, False, False]
    streams = [aiter(guess) for guess in guesses[:2]]
    for stream in streams:
        assert (await anext(stream)).type == "turn.started"
    for guess in (*guesses[:2], guesses[3]):
        await guess.discard()
    await guesses[2].accept()
    events = await events_of(guesses[2])
    assert "".join(e.data["text"] for e in events if e.type == "reply.delta").startswith("You said: hello 2")
    await guesses[2].heard("You said: hello 2.", interrupted=True)
    assert await thread_of(conversation) == [("caller", "hello 2"), ("agent", "You said: hello 2.")]

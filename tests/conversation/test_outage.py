"""Redis away: the turn under way is spoken and stored later, a longer outage is told, nobody gets an empty past."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import redis.asyncio

from graphs.checkpoints import RedisSaver
from graphs.conversation import Conversations
from graphs.errors import StoreUnavailable
from graphs.registry import Registry
from graphs.sessions import SessionStore
from graphs.sessions.connection import connect
from tests.conversation.conftest import GRAPHS
from tests.conversation.talk import another, events_of, journal_of, opened, thread_of, words_of
from tests.fakes.proxy import Proxy, proxied
from tests.fakes.waiting import until

HELLO = "You said: hello. Anything else for you today?"


@pytest.fixture
async def proxy(redis_client: redis.asyncio.Redis, valkey_url: str) -> AsyncIterator[Proxy]:
    async with proxied(valkey_url) as way:
        yield way


@pytest.fixture
async def far(proxy: Proxy) -> AsyncIterator[Conversations]:
    """Conversations over a line that can be cut."""
    client = connect(proxy.url)
    made = Conversations(
        SessionStore(client), RedisSaver(client), Registry(GRAPHS), turn_seconds=5, filler_seconds=3, outage_seconds=1
    )
    yield made
    await made.aclose()
    await client.aclose()


async def test_a_turn_under_way_is_spoken_and_stored_once_redis_is_back(far, proxy, conversations):
    conversation = await opened(far, "desk")
    await words_of(conversation.reply("first"))
    reply = conversation.reply("hello", turn_id="t2")
    stream = aiter(reply)
    while (await anext(stream)).type != "reply.delta":
        pass
    await proxy.cut()
    rest = [event async for event in stream]
    assert rest[-1].type == "turn.finished"
    assert rest[-1].data["outcome"] == "done"
    assert rest[-1].data["stored"] is False
    await proxy.mend()
    assert await conversation.writer.stored(10)
    assert await conversation.outbox.flushed(10)
    near = await conversations.open(conversation.session.id)
    assert (await thread_of(near))[2:] == [("caller", "hello"), ("agent", HELLO)]
    journal = await journal_of(far, conversation)
    assert [event.seq for event in journal] == list(range(1, len(journal) + 1))
    assert [event.type for event in journal if event.turn == "t2"][-1] == "turn.finished"
    assert near.session.turns == 2


async def test_the_next_turn_waits_for_a_short_outage(far, proxy):
    conversation = await opened(far, "desk")
    await words_of(conversation.reply("first"))
    await proxy.cut()
    far.outage_seconds = conversation.writer.outage_seconds = 10
    reply = asyncio.create_task(words_of(conversation.reply("hello")))
    await until(lambda: conversation.writer.away_since is not None)
    await proxy.mend()
    assert await reply == HELLO
    assert [text for _, text in await thread_of(conversation)][2:] == ["hello", HELLO]


async def test_a_longer_outage_is_told_and_the_past_is_there_afterwards(far, proxy):
    conversation = await opened(far, "desk")
    await words_of(conversation.reply("first"))
    await proxy.cut()
    events = await events_of(conversation.reply("lost"))
    assert [event.data["code"] for event in events if event.type == "error"] == ["store_unavailable"]
    assert "can't reach our records" in "".join(e.data["text"] for e in events if e.type == "reply.delta")
    with pytest.raises(StoreUnavailable):
        await far.sessions.create(graph="desk")
    with pytest.raises(StoreUnavailable):
        await conversation.messages()
    await proxy.mend()
    assert await words_of(conversation.reply("hello")) == HELLO
    assert [text for _, text in await thread_of(conversation)][2:] == ["hello", HELLO]


async def test_an_effect_does_not_happen_before_the_words_are_stored(far, proxy):
    conversation = await opened(far, "desk")
    await words_of(conversation.reply("first"))
    module = __import__("sys").modules[(await conversation.graph()).nodes["book"].bound.afunc.__module__]
    module.effects.clear()
    guess = conversation.reply("book nine", turn_id="t2", speculative=True)
    stream = aiter(guess)
    while (await anext(stream)).type != "node.started":
        pass
    await conversation.writer.stored(5)
    conversation.writer.outage_seconds = 10
    await proxy.cut()
    await guess.accept()
    await until(lambda: conversation.writer.away_since is not None)
    assert module.effects == []
    await proxy.mend()
    assert [event async for event in stream][-1].data["outcome"] == "done"
    assert module.effects == [f"{conversation.session.id}:t2:call-1"]


async def test_what_another_process_wrote_meanwhile_wins_over_what_was_not_stored(far, proxy, conversations):
    conversation = await opened(far, "desk")
    await words_of(conversation.reply("first"))
    reply = conversation.reply("hello")
    stream = aiter(reply)
    while (await anext(stream)).type != "reply.delta":
        pass
    await proxy.cut()
    [event async for event in stream]
    near = await another(conversations).open(conversation.session.id)
    await words_of(near.reply("second"))
    await proxy.mend()
    third = await words_of(conversation.reply("third"))
    texts = [text for _, text in await thread_of(near)]
    assert "You said: second. Anything else for you today?" in texts
    assert third in texts
    assert texts.index("third") > texts.index("second")
    assert len(texts) == len(set(texts))


async def test_a_past_that_redis_has_lost_is_not_an_empty_past(conversations, redis_client):
    conversation = await opened(conversations, "desk")
    await words_of(conversation.reply("first"))
    await conversation.outbox.flush()
    for key in await redis_client.keys("*"):
        if key.endswith((b":state", b":index")):
            await redis_client.delete(key)
    later = await another(conversations).open(conversation.session.id)
    events = await events_of(later.reply("hello"))
    assert [event.data["code"] for event in events if event.type == "error"] == ["thread_unreadable"]
    assert "begin a new one" in "".join(e.data["text"] for e in events if e.type == "reply.delta")

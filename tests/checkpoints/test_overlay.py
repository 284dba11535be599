"""Overlay: replayed whole, or never there."""

from __future__ import annotations

import pytest
from langgraph.types import Command
from redis.asyncio import Redis

from graphs.checkpoints import Overlay, RedisSaver, StaleWriter
from graphs.checkpoints.keys import ThreadKeys
from tests.checkpoints.redis_servers import content
from tests.checkpoints.turns import asking_graph, checkpoint, echo_graph, thread

pytestmark = pytest.mark.check


async def test_a_dropped_turn_leaves_no_key_and_no_change(saver: RedisSaver, client: Redis) -> None:
    await echo_graph(saver).ainvoke({"said": ["one"]}, thread("old"))
    before = await content(client)
    overlay = Overlay(saver)
    for name in ("old", "new"):
        await echo_graph(overlay).ainvoke({"said": ["two"]}, thread(name))
    overlay.drop()
    assert await content(client) == before


async def test_a_run_sees_the_past_and_its_own_writes(saver: RedisSaver) -> None:
    await echo_graph(saver).ainvoke({"said": ["one"]}, thread())
    graph = echo_graph(Overlay(saver))
    ended = await graph.ainvoke({"said": ["two"]}, thread())
    assert ended["said"] == ["one", "heard one", "answered", "two", "heard two", "answered"]
    assert (await graph.aget_state(thread())).values == ended
    assert len([snapshot async for snapshot in graph.aget_state_history(thread())]) == 8
    assert len((await echo_graph(saver).aget_state(thread())).values["said"]) == 3


async def test_a_committed_turn_is_there_as_if_it_had_been_written_at_once(saver: RedisSaver) -> None:
    overlay = Overlay(saver)
    ended = await echo_graph(overlay).ainvoke({"said": ["one"]}, thread())
    seen = [snapshot async for snapshot in echo_graph(overlay).aget_state_history(thread())]
    await overlay.commit()
    graph = echo_graph(saver)
    assert (await graph.aget_state(thread())).values == ended
    assert [snapshot async for snapshot in graph.aget_state_history(thread())] == seen
    assert (await graph.ainvoke({"said": ["two"]}, thread()))["said"][:3] == ended["said"]


async def test_writes_after_the_commit_go_straight_through(saver: RedisSaver) -> None:
    overlay = Overlay(saver)
    await overlay.commit()
    await echo_graph(overlay).ainvoke({"said": ["one"]}, thread())
    assert (await echo_graph(saver).aget_state(thread())).values["said"] == ["one", "heard one", "answered"]


async def test_writes_after_the_drop_go_nowhere(saver: RedisSaver, client: Redis) -> None:
    overlay = Overlay(saver)
    overlay.drop()
    config = await overlay.aput(thread(), checkpoint({"a": 1}), {}, {"a": 1})
    await overlay.aput_writes(config, [("a", 2)], "task")
    await overlay.adelete_thread("t")
    assert await overlay.aget_tuple(thread()) is None
    assert await client.keys("*") == []
    with pytest.raises(RuntimeError, match="dropped"):
        await overlay.commit()


async def test_an_answer_to_a_waiting_question_can_be_taken_back(saver: RedisSaver, client: Redis) -> None:
    await asking_graph(saver).ainvoke({"said": ["hello"]}, thread())
    before = await content(client)
    overlay = Overlay(saver)
    ended = await asking_graph(overlay).ainvoke(Command(resume="monday"), thread())
    assert sorted(ended["said"]) == ["hello", "monday", "noted"]
    overlay.drop()
    assert await content(client) == before
    kept = Overlay(saver)
    await asking_graph(kept).ainvoke(Command(resume="tuesday"), thread())
    await kept.commit()
    assert sorted((await asking_graph(saver).aget_state(thread())).values["said"]) == ["hello", "noted", "tuesday"]


async def test_a_deletion_can_be_taken_back(saver: RedisSaver) -> None:
    await echo_graph(saver).ainvoke({"said": ["one"]}, thread())
    overlay = Overlay(saver)
    await overlay.adelete_thread("t")
    assert await overlay.aget_tuple(thread()) is None
    assert [item async for item in overlay.alist(thread())] == []
    assert await saver.aget_tuple(thread()) is not None
    await overlay.commit()
    assert await saver.aget_tuple(thread()) is None


async def test_the_commit_and_all_that_follows_write_under_its_token(saver: RedisSaver, client: Redis) -> None:
    await client.hset(ThreadKeys("t").lease, "token", "7")
    overlay = Overlay(saver)
    config = await overlay.aput(thread(), checkpoint({"a": 1}), {}, {"a": 1})
    await overlay.commit(fence=7)
    await client.hset(ThreadKeys("t").lease, "token", "8")
    with pytest.raises(StaleWriter):
        await overlay.aput_writes(config, [("a", 2)], "task")
    with pytest.raises(StaleWriter):
        await overlay.aput(config, checkpoint(), {}, {})


async def test_a_stale_commit_writes_nothing_and_may_be_tried_again(saver: RedisSaver, client: Redis) -> None:
    overlay = Overlay(saver)
    ended = await echo_graph(overlay).ainvoke({"said": ["one"]}, thread())
    with pytest.raises(StaleWriter):
        await overlay.commit(fence=7)
    assert await client.keys("*") == []
    await client.hset(ThreadKeys("t").lease, "token", "7")
    await overlay.commit(fence=7)
    assert (await echo_graph(saver).aget_state(thread())).values == ended


async def test_copies_share_the_draft_and_its_fate(saver: RedisSaver) -> None:
    overlay = Overlay(saver)
    clone = overlay.with_allowlist([("x", "Y")])
    await clone.aput(thread(), checkpoint({"a": 1}), {}, {"a": 1})
    assert (await overlay.aget_tuple(thread())).checkpoint["channel_values"] == {"a": 1}
    await overlay.commit()
    assert (await saver.aget_tuple(thread())).checkpoint["channel_values"] == {"a": 1}
    assert (await clone.aget_tuple(thread())).checkpoint["channel_values"] == {"a": 1}


def test_synchronous_callers_can_use_it_too(url: str) -> None:
    saver = RedisSaver(Redis.from_url(url))
    overlay = Overlay(saver)
    ended = echo_graph(overlay).invoke({"said": ["one"]}, thread("sync"))
    assert echo_graph(overlay).get_state(thread("sync")).values == ended
    assert saver.get_tuple(thread("sync")) is None
    saver.close()

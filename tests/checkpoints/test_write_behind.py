"""WriteBehind: a run does not wait for the store, the store misses nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.types import Command
from redis.asyncio import Redis
from redis.exceptions import ConnectionError

from graphs.checkpoints import FENCE_KEY, Overlay, RedisSaver, StaleWriter, WriteBehind, write_behind
from graphs.checkpoints.keys import ThreadKeys
from tests.checkpoints.redis_servers import content
from tests.checkpoints.turns import asking_graph, checkpoint, commands, echo_graph, thread

pytestmark = pytest.mark.check


class Gate(BaseCheckpointSaver[str]):
    """A saver whose store can be away; `refused` counts the attempts meanwhile."""

    def __init__(self, base: BaseCheckpointSaver[str]) -> None:
        super().__init__(serde=base.serde)
        self.base, self.away, self.refused = base, asyncio.Event(), asyncio.Semaphore(0)

    def get_next_version(self, current: str | None, channel: None) -> str:
        return self.base.get_next_version(current, channel)

    def _pass(self) -> None:
        if self.away.is_set():
            self.refused.release()
            raise ConnectionError("away")

    async def aput(self, *arguments: Any) -> Any:
        self._pass()
        return await self.base.aput(*arguments)

    async def aput_writes(self, *arguments: Any) -> None:
        self._pass()
        await self.base.aput_writes(*arguments)

    async def aget_tuple(self, config: Any) -> Any:
        self._pass()
        return await self.base.aget_tuple(config)


async def test_the_second_turn_reads_nothing_from_the_store_and_says_the_same(saver: RedisSaver, client: Redis) -> None:
    behind = WriteBehind(saver)
    behind.begin(None, known=False)
    await echo_graph(behind).ainvoke({"said": ["one"]}, thread())
    await behind.durable()
    behind.begin(None, known=True)
    before = await commands(client, "zrevrangebylex")
    ended = await echo_graph(behind).ainvoke({"said": ["two"]}, thread())
    await behind.durable()
    assert await commands(client, "zrevrangebylex") == before
    assert (await echo_graph(saver).aget_state(thread())).values == ended
    assert ended["said"] == ["one", "heard one", "answered", "two", "heard two", "answered"]
    assert len([found async for found in saver.alist(thread())]) == 8


async def test_what_another_wrote_is_seen_by_the_next_turn(saver: RedisSaver) -> None:
    behind = WriteBehind(saver)
    behind.begin(None, known=False)
    await echo_graph(behind).ainvoke({"said": ["one"]}, thread())
    await behind.durable()
    await echo_graph(saver).ainvoke({"said": ["two"]}, thread())
    behind.begin(None, known=False)
    ended = await echo_graph(behind).ainvoke({"said": ["three"]}, thread())
    assert [word for word in ended["said"] if " " not in word and word != "answered"] == ["one", "two", "three"]


async def test_a_turn_under_way_goes_on_while_the_store_is_away_and_is_stored_once_it_is_back(
    saver: RedisSaver,
) -> None:
    gate = Gate(saver)
    behind = WriteBehind(gate)
    behind.begin(None, known=False)
    await echo_graph(behind).ainvoke({"said": ["one"]}, thread())
    await behind.durable()
    gate.away.set()
    ended = await echo_graph(behind).ainvoke({"said": ["two"]}, thread())
    await gate.refused.acquire()
    assert behind.backlog > 0
    assert (await echo_graph(behind).aget_state(thread())).values == ended
    behind.begin(None, known=True)
    ended = await echo_graph(behind).ainvoke({"said": ["three"]}, thread())
    gate.away.clear()
    await behind.durable()
    assert (await echo_graph(saver).aget_state(thread())).values == ended
    assert behind.backlog == 0
    assert len([found async for found in saver.alist(thread())]) == 12


async def test_a_full_line_waits_for_the_store(saver: RedisSaver) -> None:
    gate = Gate(saver)
    behind = WriteBehind(gate, limit=1)
    gate.away.set()
    await behind.aput(thread(), checkpoint({"a": 1}), {}, {"a": 1})
    second = asyncio.create_task(behind.aput(thread(), checkpoint({"a": 2}), {}, {"a": 1}))
    await gate.refused.acquire()
    assert not second.done()
    gate.away.clear()
    await second
    await behind.durable()
    assert len([found async for found in saver.alist(thread())]) == 2


async def test_a_stale_writer_learns_it_and_nothing_of_it_is_stored(saver: RedisSaver, client: Redis) -> None:
    await client.hset(ThreadKeys("t").lease, "token", 7)
    behind = WriteBehind(saver)
    behind.begin(6, known=False)
    await behind.aput(thread(), checkpoint({"a": 1}), {}, {"a": 1})
    with pytest.raises(StaleWriter):
        await behind.durable()
    with pytest.raises(StaleWriter):
        await behind.aput(thread(), checkpoint({"a": 2}), {}, {"a": 1})
    assert await saver.aget_tuple(thread()) is None
    behind.begin(7, known=True)
    assert await behind.aget_tuple(thread()) is None
    await behind.aput(thread(), checkpoint({"a": 3}), {}, {"a": 1})
    await behind.durable()
    found = await saver.aget_tuple(thread())
    assert found is not None
    assert found.checkpoint["channel_values"] == {"a": 3}
    assert FENCE_KEY not in found.metadata


async def test_writes_that_waited_are_made_under_the_new_token(saver: RedisSaver, client: Redis) -> None:
    gate = Gate(saver)
    await client.hset(ThreadKeys("t").lease, "token", 6)
    behind = WriteBehind(gate)
    behind.begin(6, known=False)
    gate.away.set()
    await behind.aput(thread(), checkpoint({"a": 1}), {}, {"a": 1})
    await gate.refused.acquire()
    await client.hset(ThreadKeys("t").lease, "token", 7)
    behind.begin(7, known=True)
    gate.away.clear()
    await behind.durable()
    assert await saver.aget_tuple(thread()) is not None


async def test_a_question_that_waits_survives_the_end_of_memory(saver: RedisSaver) -> None:
    behind = WriteBehind(saver)
    behind.begin(None, known=False)
    await asking_graph(behind).ainvoke({"said": ["hello"]}, thread())
    await behind.durable()
    for known in (True, False):
        behind.begin(None, known=known)
        waiting = await asking_graph(behind).aget_state(thread())
        assert [interrupt.value for interrupt in waiting.interrupts] == ["Which day?"]
    ended = await asking_graph(behind).ainvoke(Command(resume="monday"), thread())
    await behind.durable()
    assert sorted(ended["said"]) == ["hello", "monday", "noted"]
    assert (await asking_graph(saver).aget_state(thread())).values == ended


async def test_what_a_reader_changes_is_not_what_is_remembered(saver: RedisSaver) -> None:
    behind = WriteBehind(saver)
    await behind.aput(thread(), checkpoint({"list": [1]}), {}, {"list": 1})
    found = await behind.aget_tuple(thread())
    assert found is not None
    found.checkpoint["channel_values"]["list"].append(2)
    again = await behind.aget_tuple(thread())
    assert again is not None
    assert again.checkpoint["channel_values"] == {"list": [1]}


async def test_the_first_writes_of_a_turn_go_at_once_the_others_together_or_when_somebody_waits(
    saver: RedisSaver, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_behind, "GATHER_SECONDS", 60)
    behind = WriteBehind(saver)
    behind.begin(None, known=False)
    await echo_graph(behind).ainvoke({"said": ["one"]}, thread())
    await behind.durable()
    await client.config_resetstat()
    behind.begin(None, known=True)
    ended = await echo_graph(behind).ainvoke({"said": ["two"]}, thread())
    assert await commands(client, "evalsha") <= 1
    await behind.durable()
    assert await commands(client, "evalsha") <= 2
    assert (await echo_graph(saver).aget_state(thread())).values == ended


async def test_many_writes_at_once_are_as_if_made_one_by_one(saver: RedisSaver, client: Redis) -> None:
    overlay = Overlay(saver)
    await asking_graph(overlay).ainvoke({"said": ["hello"]}, thread())
    calls = list(overlay._draft.calls)
    for method, arguments in calls:
        await getattr(saver, method)(*arguments)
    one_by_one = await content(client)
    await client.flushall()
    await client.config_resetstat()
    await saver.awrite(calls)
    assert await commands(client, "evalsha") + await commands(client, "eval") <= 2
    assert (await content(client)).keys() == one_by_one.keys()
    assert await saver.aget_tuple(thread()) == await overlay.aget_tuple(thread())


async def test_many_writes_of_several_threads_and_tokens_each_go_where_they_belong(
    saver: RedisSaver, client: Redis
) -> None:
    for token, name in enumerate("ab", 7):
        await client.hset(ThreadKeys(name).lease, "token", token)
    one = checkpoint({"a": 1})
    calls = [("aput", (thread(name, __fence=token), one, {}, {"a": 1})) for token, name in enumerate("ab", 7)]
    stale = ("aput", (thread("a", __fence=6), checkpoint({"a": 2}), {}, {"a": 1}))
    with pytest.raises(StaleWriter):
        await saver.awrite([*calls, stale])
    for name in "ab":
        found = await saver.aget_tuple(thread(name))
        assert found is not None
        assert found.checkpoint["channel_values"] == {"a": 1}


async def test_what_a_node_does_to_a_value_after_it_was_written_is_not_stored(saver: RedisSaver) -> None:
    behind = WriteBehind(saver)
    behind.begin(None, known=False)
    said = ["one"]
    await behind.aput(thread(), checkpoint({"said": said}), {}, {"said": 1})
    said.append("two")
    await behind.durable()
    found = await saver.aget_tuple(thread())
    assert found is not None
    assert found.checkpoint["channel_values"] == {"said": ["one"]}

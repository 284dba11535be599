"""Redis forgets scripts, runs full, evicts, dies and moves slots: nothing half written, never an empty past."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from redis.asyncio import Redis, RedisCluster
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import ConstantBackoff
from redis.exceptions import OutOfMemoryError, ReadOnlyError, RedisError

from graphs.checkpoints import KNOWN_KEY, Overlay, RedisSaver, StoreFull, ThreadLost
from graphs.checkpoints.keys import ThreadKeys
from tests.checkpoints.redis_servers import ENGINES, cluster, content, replicated, require, server
from tests.checkpoints.turns import checkpoint, echo_graph, thread

FILLING = Random(0).randbytes(1_000_000)
# such as cannot be packed


class Forgetful(Redis):
    """A client whose server forgets every script before each call."""

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        await super().execute_command("SCRIPT FLUSH")
        return await super().execute_command(*args, **options)


@pytest.mark.check
async def test_scripts_may_be_forgotten_between_any_two_calls(client: Redis, url: str) -> None:
    async with Forgetful(unix_socket_path=url.removeprefix("unix://")) as forgetful:
        saver = RedisSaver(forgetful)
        graph = echo_graph(saver)
        for word in ("one", "two"):
            ended = await graph.ainvoke({"said": [word]}, thread(turn=word))
        await saver.aprune_turns("t", whole=1, forkable=1)
        await saver.acopy_thread("t", "copy")
        await saver.aprune(["copy"])
        for each in ("t", "copy"):
            assert (await graph.aget_state(thread(each))).values == ended


@pytest.mark.check
async def test_a_full_store_refuses_clearly_keeps_what_it_has_and_can_be_pruned(
    saver: RedisSaver, client: Redis
) -> None:
    graph = echo_graph(saver)
    for word in ("one", "two"):
        ended = await graph.ainvoke({"said": [word]}, thread(turn=word))
    before = await content(client)
    await client.config_set("maxmemory-policy", "noeviction")
    await client.config_set("maxmemory", 1)
    try:
        newest = await saver.aget_tuple(thread())
        for refused in (
            graph.ainvoke({"said": ["three"]}, thread(turn="three")),
            saver.aput(thread(), checkpoint({"a": 1}), {}, {"a": 1}),
            saver.aput_writes(newest.config, [("a", 1), ("b", 2)], "task"),
            saver.acopy_thread("t", "copy"),
        ):
            with pytest.raises(StoreFull, match="maxmemory") as caught:
                await refused
            assert isinstance(caught.value, OutOfMemoryError)
        assert await content(client) == before
        assert (await graph.aget_state(thread())).values == ended
        assert await saver.aprune_turns("t", whole=1, forkable=1) == 4
    finally:
        await client.config_set("maxmemory", 0)
    assert (await graph.ainvoke({"said": ["three"]}, thread(turn="three")))["said"][-3] == "three"


@pytest.mark.check
@pytest.mark.parametrize("key", ["state", "index"])
async def test_an_evicted_half_is_reported_by_every_call_and_not_papered_over(
    saver: RedisSaver, client: Redis, key: str
) -> None:
    graph = echo_graph(saver)
    await graph.ainvoke({"said": ["one"]}, thread())
    newest = await saver.aget_tuple(thread())
    await client.delete(getattr(ThreadKeys("t"), key))
    before = await content(client)
    for call in (
        graph.aget_state(thread()),
        graph.ainvoke({"said": ["two"]}, thread()),
        saver.aput(newest.config, checkpoint({"a": 1}), {}, {"a": 1}),
        saver.aput_writes(newest.config, [("a", 1)], "task"),
        saver.aget_delta_channel_history(config=newest.config, channels=["said"]),
        saver.aprune_turns("t"),
        saver.aprune(["t"]),
        saver.acopy_thread("t", "copy"),
        anext(saver.alist(thread())),
    ):
        with pytest.raises(ThreadLost):
            await call
    assert await content(client) == before
    await saver.adelete_thread("t")
    assert await graph.ainvoke({"said": ["new"]}, thread()) == {"said": ["new", "heard new", "answered"]}


@pytest.mark.check
@pytest.mark.parametrize("over", [lambda saver: saver, Overlay])
async def test_a_thread_evicted_whole_is_reported_to_who_knows_that_it_was_there(
    saver: RedisSaver, client: Redis, over: Callable[[RedisSaver], Any]
) -> None:
    graph = echo_graph(over(saver))
    newest = (await echo_graph(saver).ainvoke({"said": ["one"]}, thread())) and await saver.aget_tuple(thread())
    head = newest.config["configurable"]["checkpoint_id"]
    for known in (True, head):
        assert (await graph.aget_state(thread(**{KNOWN_KEY: known}))).values["said"][0] == "one"
    await client.flushall()
    for known in (True, head):
        config = thread(**{KNOWN_KEY: known})
        for call in (graph.aget_state(config), graph.ainvoke({"said": ["two"]}, config), anext(saver.alist(config))):
            with pytest.raises(ThreadLost):
                await call
        for write in (saver.aput(config, checkpoint(), {}, {}), saver.aput_writes(newest.config | config, [], "task")):
            with pytest.raises((ThreadLost, KeyError)):
                await write
    assert await client.keys("*") == []
    assert (await graph.aget_state(thread())).values == {}


@pytest.mark.check
async def test_a_thread_that_has_gone_back_is_reported_to_who_knows_a_later_checkpoint(
    saver: RedisSaver, client: Redis
) -> None:
    """As after a failover to a replica that had not everything."""
    graph = echo_graph(saver)
    await graph.ainvoke({"said": ["one"]}, thread())
    await saver.acopy_thread("t", "before")
    await graph.ainvoke({"said": ["two"]}, thread())
    head = (await saver.aget_tuple(thread())).config["configurable"]["checkpoint_id"]
    known = thread(**{KNOWN_KEY: head})
    await saver.aprune(["t"])
    assert (await graph.aget_state(known)).values["said"][3] == "two"
    await graph.ainvoke({"said": ["three"]}, known)
    await saver.acopy_thread("before", "t")
    with pytest.raises(ThreadLost):
        await graph.aget_state(known)
    assert len((await graph.aget_state(thread(**{KNOWN_KEY: True}))).values["said"]) == 3


@pytest.mark.check
async def test_a_run_whose_thread_goes_meanwhile_does_not_begin_it_anew(saver: RedisSaver, client: Redis) -> None:
    await echo_graph(saver).ainvoke({"said": ["one"]}, thread())
    newest = await saver.aget_tuple(thread())
    await client.flushall()
    with pytest.raises(ThreadLost):
        await saver.aput(newest.config, checkpoint({"a": 1}), {}, {"a": 1})
    await saver.aput_writes(newest.config, [("a", 1)], "late")
    with pytest.raises(ThreadLost):
        await saver.aput(newest.config, checkpoint({"a": 1}), {}, {"a": 1})


async def test_redis_evicting_by_itself_is_reported(saver: RedisSaver, client: Redis) -> None:
    for number in range(20):
        await saver.aput(thread(str(number)), checkpoint({"a": FILLING}), {}, {"a": 1})
    await client.config_set("maxmemory-policy", "allkeys-lru")
    await client.config_set("maxmemory", (await client.info("memory"))["used_memory"] - 5_000_000)
    await client.set("more", b"x")
    await client.config_set("maxmemory", 0)
    await client.config_set("maxmemory-policy", "noeviction")
    kept = await client.keys("*")
    reports = await asyncio.gather(
        *(saver.aget_tuple(thread(str(number))) for number in range(20)), return_exceptions=True
    )
    for number, report in enumerate(reports):
        held = [key in kept for key in (ThreadKeys(str(number)).state, ThreadKeys(str(number)).index)]
        if held == [True, True]:
            assert report.checkpoint["channel_values"] == {"a": FILLING}
        elif any(held):
            assert isinstance(report, ThreadLost)
    assert any(isinstance(report, ThreadLost) for report in reports)


@pytest.mark.check
async def test_ten_writers_of_a_megabyte_each_at_once_on_one_thread(saver: RedisSaver) -> None:
    graph = echo_graph(saver)
    config = await saver.aput(thread(), checkpoint(), {}, {})
    await asyncio.gather(
        *(saver.aput_writes(config, [("c", FILLING + bytes([number]))], f"task-{number}") for number in range(10)),
        *(saver.aput(thread(ns=f"{number}"), checkpoint({"a": FILLING}), {}, {"a": 1}) for number in range(10)),
        *(graph.ainvoke({"said": [str(number)]}, thread(f"other {number}")) for number in range(10)),
    )
    writes = (await saver.aget_tuple(thread())).pending_writes
    assert sorted(value[-1] for _, _, value in writes) == list(range(10))
    for number in range(10):
        assert (await saver.aget_tuple(thread(ns=f"{number}"))).checkpoint["channel_values"] == {"a": FILLING}


@pytest.mark.check
async def test_a_thread_with_all_its_namespaces_expires_whole(client: Redis) -> None:
    saver = RedisSaver(client, ttl_seconds=0.4)
    await echo_graph(saver).ainvoke({"said": ["one"]}, thread())
    await saver.aput(thread(ns="sub"), checkpoint({"a": 1}), {}, {"a": 1})
    await asyncio.sleep(0.3)
    assert (await saver.aget_tuple(thread())) is not None
    await saver.aput(thread(ns="sub"), checkpoint({"a": 2}), {}, {"a": 2})
    await asyncio.sleep(0.3)
    assert (await echo_graph(saver).aget_state(thread())).values["said"][0] == "one"
    await asyncio.sleep(0.3)
    assert await client.keys("*") == []
    assert await saver.aget_tuple(thread()) is None


async def enduring(call: Callable[[], Any], seconds: float = 20) -> Any:
    """The call's result, tried again while Redis does not take it."""
    async with asyncio.timeout(seconds):
        while True:
            try:
                return await call()
            except RedisError:
                await asyncio.sleep(0.1)


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> str:
    require(request.param)
    return str(request.param)


@pytest.mark.slow
async def test_the_replica_goes_on_where_the_master_died(engine: str) -> None:
    with replicated(engine) as (master, replica):
        async with Redis(port=master.port, retry=None) as first, Redis(port=replica.port) as second:
            ended = await echo_graph(RedisSaver(first)).ainvoke({"said": ["one"]}, thread())
            await first.wait(1, 5000)
            master.kill()
            with pytest.raises(RedisError):
                await RedisSaver(first).aget_tuple(thread())
            with pytest.raises(ReadOnlyError):
                await RedisSaver(second).aput(thread(), checkpoint(), {}, {})
            await second.replicaof("NO", "ONE")
            graph = echo_graph(RedisSaver(second))
            assert (await graph.aget_state(thread())).values == ended
            assert (await graph.ainvoke({"said": ["two"]}, thread()))["said"][:4] == [*ended["said"], "two"]


@pytest.mark.slow
async def test_behind_a_sentinel_the_same_saver_goes_on_after_a_failover(engine: str) -> None:
    with replicated(engine) as (master, _), server(engine, sentinel_of=master.port) as sentinel:
        manager = Sentinel([("127.0.0.1", sentinel.port)], socket_timeout=0.5)
        async with manager.master_for("m", retry=Retry(ConstantBackoff(0.1), 1)) as client:
            saver = RedisSaver(client)
            graph = echo_graph(saver)
            ended = await enduring(lambda: graph.ainvoke({"said": ["one"]}, thread()))
            assert (await asyncio.to_thread(graph.get_state, thread())).values == ended
            await client.wait(1, 5000)
            await enduring(lambda: _knows_replica(manager))
            master.kill()
            again = await enduring(lambda: graph.ainvoke({"said": ["two"]}, thread()))
            assert again["said"][:4] == [*ended["said"], "two"]
            assert (await asyncio.to_thread(graph.get_state, thread())).values == again
            saver.close()
            await asyncio.gather(*(each.aclose() for each in manager.sentinels))


async def _knows_replica(manager: Sentinel) -> None:
    if not await manager.discover_slaves("m"):
        raise RedisError("not yet")


@pytest.mark.slow
async def test_a_slot_that_moves_to_another_node_while_it_is_written_to_loses_nothing() -> None:
    with cluster() as port:
        async with RedisCluster(host="127.0.0.1", port=port) as client:
            saver, keys = RedisSaver(client), ThreadKeys("t")
            config = await saver.aput(thread(), checkpoint({"a": 1}), {}, {"a": 1})
            slot = client.keyslot(keys.state)
            source = client.nodes_manager.get_node_from_slot(slot)
            target = next(node for node in client.get_primaries() if node.name != source.name)
            moved, written = asyncio.Event(), 0

            async def write() -> None:
                nonlocal written
                while not moved.is_set() or written < 50:
                    await saver.aput_writes(config, [("a", written)], f"task-{written:06}")
                    await saver.aget_tuple(config)
                    written += 1

            writing = asyncio.create_task(write())
            await asyncio.sleep(0.1)
            await _move(source, target, slot, [keys.state, keys.index])
            moved.set()
            await writing
            found = await saver.aget_tuple(config)
            assert [value for _, _, value in found.pending_writes] == list(range(written))
            async with Redis(host=target.host, port=target.port) as there:
                assert await there.cluster("COUNTKEYSINSLOT", slot) == 2


async def _move(source: Any, target: Any, slot: int, keys: list[bytes]) -> None:
    """Slot by slot as redis-cli does it, with a pause in every state between: ASK, half there, MOVED."""
    async with Redis(host=source.host, port=source.port) as here, Redis(host=target.host, port=target.port) as there:
        here_id, there_id = await here.cluster("MYID"), await there.cluster("MYID")
        await there.execute_command("CLUSTER", "SETSLOT", slot, "IMPORTING", here_id)
        await here.execute_command("CLUSTER", "SETSLOT", slot, "MIGRATING", there_id)
        await asyncio.sleep(0.1)
        for key in keys:
            await here.execute_command("MIGRATE", target.host, target.port, key, 0, 5000)
            await asyncio.sleep(0.05)
        for node in (there, here):
            await node.execute_command("CLUSTER", "SETSLOT", slot, "NODE", there_id)
        await asyncio.sleep(0.1)

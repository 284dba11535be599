"""The saver and the sessions on a cluster of three masters."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing

import pytest
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.conformance import checkpointer_test, validate
from redis.asyncio import RedisCluster

from graphs.checkpoints import Overlay, RedisSaver, StaleWriter
from graphs.events import Event
from graphs.sessions import SessionStore
from tests.checkpoints.redis_servers import ENGINES, cluster, require
from tests.checkpoints.turns import echo_graph, thread

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=list(ENGINES))
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    require(request.param)
    with cluster(request.param) as first:
        yield first


@pytest.fixture
async def client(port: int) -> AsyncIterator[RedisCluster]:
    async with RedisCluster(host="127.0.0.1", port=port) as redis:
        yield redis
        await redis.flushall(target_nodes=RedisCluster.PRIMARIES)


async def test_the_saver_passes_every_case_of_langgraphs_suite(client: RedisCluster) -> None:
    @checkpointer_test(name="cluster")
    async def made() -> AsyncIterator[BaseCheckpointSaver]:
        yield RedisSaver(client)

    report = await validate(made)
    assert {name: result.failures for name, result in report.results.items() if not result.passed} == {}
    assert sum(result.tests_passed for result in report.results.values()) == 81


async def test_a_committed_overlay_is_written_under_the_lease_of_its_session(client: RedisCluster) -> None:
    saver, store = RedisSaver(client), SessionStore(client)
    for number in range(10):
        made, _ = await store.create(graph="g", id=f"{{{number}}}")
        overlay = Overlay(saver)
        await echo_graph(overlay).ainvoke({"said": ["one"]}, thread(made.id))
        lease = await store.lease(made.id, "one")
        await overlay.commit(fence=lease.token)
        await store.lease(made.id, "two", force=True)
        with pytest.raises(StaleWriter):
            await echo_graph(saver).ainvoke({"said": ["two"]}, thread(made.id, __fence=lease.token))
        assert len((await echo_graph(saver).aget_state(thread(made.id))).values["said"]) == 3


async def test_sessions_are_listed_followed_and_deleted(client: RedisCluster) -> None:
    store, saver = SessionStore(client), RedisSaver(client)
    for number in range(12):
        await store.create(graph="g", id=str(number))
    page = await store.list(limit=10)
    rest = await store.list(limit=10, cursor=page.next_cursor)
    assert [session.id for session in page.sessions + rest.sessions] == [str(number) for number in range(11, -1, -1)]
    async with aclosing(store.follow("3")) as events:
        coming = asyncio.create_task(anext(events))
        await store.append([Event("error", "3"), Event("error", "4")])
        assert (await coming).seq == 1
    for number in range(12):
        await store.delete(str(number), saver=saver)
    assert await client.keys("*", target_nodes=RedisCluster.PRIMARIES) == []


def test_synchronous_callers_get_the_same(port: int) -> None:
    async def client() -> RedisCluster:
        return RedisCluster(host="127.0.0.1", port=port)

    saver = RedisSaver(asyncio.run(client()))
    echo_graph(saver).invoke({"said": ["one"]}, thread("sync"))
    assert len(echo_graph(saver).get_state(thread("sync")).values["said"]) == 3
    saver.delete_thread("sync")
    saver.close()

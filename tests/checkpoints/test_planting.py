"""One checkpoint begins another thread; a whole thread is copied at one moment. Both leave the source as it was."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from langgraph.channels import DeltaChannel
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph
from redis.asyncio import Redis
from typing_extensions import TypedDict

from graphs.checkpoints import RedisSaver, RotatingSerializer, ThreadLost, plant
from graphs.checkpoints.keys import ThreadKeys
from tests.checkpoints.redis_servers import content
from tests.checkpoints.turns import echo_graph, thread

pytestmark = pytest.mark.check


def gather(held: list[str] | None, writes: list[list[str]]) -> list[str]:
    return [*(held or []), *(word for write in writes for word in write)]


class Delta(TypedDict):
    said: Annotated[list[str], DeltaChannel(gather, snapshot_frequency=4)]
    rare: Annotated[list[str], DeltaChannel(gather, snapshot_frequency=50)]


def parallel_graph(saver: Any) -> Any:
    """Five nodes at once write to one delta channel, whose reducer minds their order."""
    builder = StateGraph(Delta)
    for name in "edcba":
        builder.add_node(name, lambda state, name=name: {"said": [f"{name} {state['said'][-1]}"], "rare": [name]})
        builder.add_edge(START, name)
    return builder.compile(checkpointer=saver)


@pytest.mark.parametrize("of", [lambda saver: saver, lambda saver: InMemorySaver()])
@pytest.mark.parametrize("turns", range(1, 7))
async def test_delta_channels_are_the_same_in_the_new_thread_and_go_on(saver: RedisSaver, of: Any, turns: int) -> None:
    given = of(saver)
    graph = parallel_graph(given)
    for number in range(turns):
        await graph.ainvoke({"said": [f"turn {number}"]}, thread())
    past = [each async for each in graph.aget_state_history(thread())]
    for number, each in enumerate(past):
        await plant(given, await given.aget_tuple(each.config), f"fork {number}")
        id = each.config["configurable"]["checkpoint_id"]
        state = await graph.aget_state(thread(f"fork {number}", checkpoint_id=id))
        assert (state.values, state.next) == (each.values, each.next)
    await plant(given, await given.aget_tuple(past[0].config), "going on")
    ended = await graph.ainvoke({"said": ["more"]}, thread("going on"))
    assert ended["said"][: len(past[0].values["said"])] == past[0].values["said"]
    assert len(ended["said"]) == 6 * (turns + 1)
    assert [each async for each in graph.aget_state_history(thread())] == past


async def test_without_delta_channels_nothing_older_comes_with_it(saver: RedisSaver) -> None:
    graph = echo_graph(saver)
    for word in ("one", "two"):
        ended = await graph.ainvoke({"said": [word]}, thread())
    await plant(saver, await saver.aget_tuple(thread()), "fork")
    [only] = [item async for item in saver.alist(thread("fork"))]
    assert only.parent_config is None
    assert only.checkpoint["channel_values"]["said"] == ended["said"]


async def test_a_planted_thread_can_be_pruned(saver: RedisSaver) -> None:
    graph = parallel_graph(saver)
    for number in range(3):
        ended = await graph.ainvoke({"said": [f"turn {number}"]}, thread(turn=str(number)))
    await plant(saver, await saver.aget_tuple(thread()), "fork")
    await saver.aprune_turns("fork", whole=1, forkable=1)
    await saver.aprune(["fork"])
    assert (await graph.aget_state(thread("fork"))).values == ended


async def test_an_ancestor_that_is_gone_is_an_error_and_not_half_a_past(saver: RedisSaver, client: Redis) -> None:
    graph = parallel_graph(saver)
    await graph.ainvoke({"said": ["one"]}, thread())
    newest = await saver.aget_tuple(thread())
    parent = newest.parent_config["configurable"]["checkpoint_id"].encode()
    await client.hdel(ThreadKeys("t").state, *(kind + b"\0" + parent for kind in (b"c", b"r", b"t")))
    await client.zrem(ThreadKeys("t").index, b"c\0" + parent)
    with pytest.raises(ThreadLost):
        await plant(saver, newest, "fork")


async def test_a_copy_is_the_source_byte_for_byte_and_replaces_what_was_there(client: Redis) -> None:
    saver = RedisSaver(client, serde=RotatingSerializer([b"k" * 16]), ttl_seconds=1000)
    for word in ("one", "two"):
        await parallel_graph(saver).ainvoke({"said": [word]}, thread())
    await echo_graph(saver).ainvoke({"said": ["other"]}, thread("copy"))
    await saver.acopy_thread("t", "copy")
    await saver.acopy_thread("nothing", "copy")
    held, source, target = await content(client), ThreadKeys("t"), ThreadKeys("copy")
    assert (held[source.state], held[source.index]) == (held[target.state], held[target.index])
    for key in (target.state, target.index):
        assert 0 < await client.pttl(key) <= 1_000_000
    assert (await parallel_graph(saver).aget_state(thread("copy"))).values["said"][0] == "one"


async def test_a_copy_of_a_thread_without_an_end_has_none(saver: RedisSaver, client: Redis) -> None:
    await echo_graph(saver).ainvoke({"said": ["one"]}, thread())
    await saver.acopy_thread("t", "copy")
    assert await client.pttl(ThreadKeys("copy").state) == -1

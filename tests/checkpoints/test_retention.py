"""Turns are forgotten by age; the thread, its subgraphs and its delta channels go on as if nothing had been."""

from __future__ import annotations

import operator
from typing import Annotated, Any

import pytest
from langgraph.channels import DeltaChannel
from langgraph.graph import START, StateGraph
from langgraph.types import Command, interrupt
from redis.asyncio import Redis
from typing_extensions import TypedDict

from graphs.checkpoints import Overlay, RedisSaver, RotatingSerializer, StaleWriter, ThreadLost
from graphs.checkpoints.keys import ThreadKeys
from tests.checkpoints.redis_servers import content
from tests.checkpoints.turns import Words, commands, echo_graph, thread

pytestmark = pytest.mark.check


def gather(held: list[str] | None, writes: list[list[str]]) -> list[str]:
    return [*(held or []), *(word for write in writes for word in write)]


class DeltaWords(TypedDict):
    said: Annotated[list[str], DeltaChannel(gather, snapshot_frequency=5)]


class Notes(TypedDict):
    notes: Annotated[list[str], operator.add]
    said: list[str]


class Spoken(TypedDict):
    said: list[str]


def delta_graph(saver: Any) -> Any:
    builder = StateGraph(DeltaWords)
    builder.add_node("hear", lambda state: {"said": [f"heard {state['said'][-1]}"]})
    builder.add_node("answer", lambda state: {"said": ["answered"]})
    builder.add_edge(START, "hear")
    builder.add_edge("hear", "answer")
    return builder.compile(checkpointer=saver)


def nested_graph(saver: Any, *, ask: bool = False) -> Any:
    """One subgraph whose history is its turn's, one that keeps a history of its own."""

    def answer(state: Spoken) -> dict[str, list[str]]:
        return {"said": [interrupt("which?") if ask else "inner"]}

    passing, lasting, outer = StateGraph(Spoken), StateGraph(Notes), StateGraph(Words)
    passing.add_node("answer", answer)
    passing.add_edge(START, "answer")
    lasting.add_node("note", lambda state: {"notes": [state["said"][0]]})
    lasting.add_edge(START, "note")
    outer.add_node("passing", passing.compile())
    notes = lasting.compile(checkpointer=True)

    def note(state: Words) -> None:
        notes.invoke({"said": state["said"][-1:], "notes": []})

    outer.add_node("lasting", note)
    outer.add_edge(START, "lasting")
    outer.add_edge("lasting", "passing")
    return outer.compile(checkpointer=saver)


async def talk(graph: Any, *turns: str, thread_id: str = "t") -> Any:
    ended = None
    for turn in turns:
        ended = await graph.ainvoke({"said": [turn]}, thread(thread_id, turn=turn))
    return ended


async def turns_of(saver: RedisSaver, ns: str = "") -> list[str]:
    """The turn of every checkpoint, newest first."""
    return [item.metadata["turn"] async for item in saver.alist(thread(ns=ns))]


async def test_the_last_turns_stay_whole_and_older_ones_by_their_last_checkpoint(saver: RedisSaver) -> None:
    graph = echo_graph(saver)
    ended = await talk(graph, *"abcdef")
    snapshots = {each.metadata["turn"]: each async for each in graph.aget_state_history(thread()) if not each.next}
    removed = await saver.aprune_turns("t", whole=2, forkable=4)
    assert await turns_of(saver) == [*"ffff", *"eeee", "d", "c"]
    assert removed == 24 - 10
    assert (await graph.aget_state(thread())).values == ended
    for turn in "cdef":
        assert (await graph.aget_state(snapshots[turn].config)).values == snapshots[turn].values
    fork = await graph.ainvoke({"said": ["other"]}, snapshots["c"].config)
    assert fork["said"] == [*snapshots["c"].values["said"], "other", "heard other", "answered"]


async def test_it_is_one_script_call_and_leaves_no_value_that_nobody_needs(saver: RedisSaver, client: Redis) -> None:
    await talk(echo_graph(saver), *"abcdefgh")
    await saver.aprune_turns("t", whole=1, forkable=1)
    await client.config_resetstat()
    assert await saver.aprune_turns("t", whole=1, forkable=1) == 0
    assert await commands(client, "evalsha") == 1
    left = await client.hkeys(ThreadKeys("t").state)
    used: set[bytes] = set()
    async for item in saver.alist(thread()):
        used |= {name.encode() for name in item.checkpoint["channel_values"]}
    assert {field.split(b"\0")[1] for field in left if field.startswith(b"v")} == used
    await saver.aprune(["t"])
    assert await client.zcard(ThreadKeys("t").index) == 1


async def test_a_pruned_thread_does_not_grow(saver: RedisSaver, client: Redis) -> None:
    sizes = []
    graph = nested_graph(saver)
    for number in range(30):
        await talk(graph, f"turn {number:02}")
        await saver.aprune_turns("t", whole=2, forkable=5)
        sizes.append((await client.hlen(ThreadKeys("t").state), await client.zcard(ThreadKeys("t").index)))
    assert sizes[10] == sizes[29]


async def test_namespaces_of_subgraphs_go_with_their_turn_and_lasting_ones_stay(saver: RedisSaver) -> None:
    graph = nested_graph(saver)
    await talk(graph, *"abcdef")
    await saver.aprune_turns("t", whole=1, forkable=3)
    spaces = {
        item.config["configurable"]["checkpoint_ns"] async for item in saver.alist({"configurable": {"thread_id": "t"}})
    }
    passing = [ns for ns in spaces if ns.startswith("passing:")]
    lasting = [ns for ns in spaces if ":" not in ns and ns]
    assert len(passing) == 1
    assert len(lasting) == 1
    assert dict.fromkeys(await turns_of(saver, lasting[0])) == dict.fromkeys("fed")
    await talk(graph, "g")
    notes = (await saver.aget_tuple(thread(ns=lasting[0]))).checkpoint["channel_values"]["notes"]
    assert notes == [*"abcdefg"]


async def test_a_question_in_a_subgraph_is_answered_after_pruning(saver: RedisSaver) -> None:
    await talk(nested_graph(saver), *"abc")
    asking = nested_graph(saver, ask=True)
    await talk(asking, "d")
    await saver.aprune_turns("t", whole=1, forkable=1)
    ended = await asking.ainvoke(Command(resume="monday"), thread("t", turn="e"))
    assert ended["said"][-1] == "monday"
    assert "inner" in ended["said"]


@pytest.mark.parametrize("over", [lambda saver: saver, Overlay])
async def test_a_delta_channel_is_rebuilt_by_one_script_call(saver: RedisSaver, client: Redis, over: Any) -> None:
    plain = await talk(echo_graph(saver), *"abcdefg", thread_id="plain")
    graph = delta_graph(over(saver))
    assert (await talk(graph, *"abcdefg"))["said"] == plain["said"]
    assert (await graph.aget_state(thread())).values == {"said": plain["said"]}
    await client.config_resetstat()
    config = {"configurable": {"thread_id": "t", "checkpoint_ns": ""}}
    history = await saver.aget_delta_channel_history(config=config, channels=["said", "none"])
    assert await commands(client, "evalsha") == 1
    assert history == await super(RedisSaver, saver).aget_delta_channel_history(
        config=config, channels=["said", "none"]
    )


@pytest.mark.parametrize("turns", range(1, 12))
async def test_every_remaining_state_of_a_delta_channel_survives_pruning(saver: RedisSaver, turns: int) -> None:
    graph = delta_graph(saver)
    await talk(graph, *"abcdefghijkl"[:turns])
    before = {
        each.config["configurable"]["checkpoint_id"]: each.values async for each in graph.aget_state_history(thread())
    }
    await saver.aprune_turns("t", whole=1, forkable=3)
    kept = [item async for item in saver.alist(thread())]
    last = {item.metadata["turn"]: item for item in reversed(kept)}
    for turn in "abcdefghijkl"[:turns][-3:]:
        item = last[turn]
        assert (await graph.aget_state(item.config)).values == before[item.checkpoint["id"]]
    await saver.aprune(["t"])
    assert (await graph.aget_state(thread())).values == before[kept[0].checkpoint["id"]]
    assert len((await talk(graph, "z"))["said"]) == 3 * (turns + 1)


async def test_a_severed_delta_channel_is_an_error_and_not_an_empty_past(saver: RedisSaver, client: Redis) -> None:
    graph = delta_graph(saver)
    await talk(graph, "a", "b")
    newest = await saver.aget_tuple(thread())
    parent = newest.parent_config["configurable"]["checkpoint_id"].encode()
    await client.hdel(ThreadKeys("t").state, *(kind + b"\0" + parent for kind in (b"c", b"r", b"t")))
    with pytest.raises(ThreadLost):
        await graph.aget_state(thread())


async def test_a_stale_writer_prunes_nothing(saver: RedisSaver, client: Redis) -> None:
    await talk(echo_graph(saver), *"abc")
    await client.hset(ThreadKeys("t").lease, "token", "7")
    before = await content(client)
    with pytest.raises(StaleWriter):
        await saver.aprune_turns("t", whole=1, forkable=1, fence=6)
    assert await content(client) == before
    assert await saver.aprune_turns("t", whole=1, forkable=1, fence=7) == 8


async def test_it_needs_no_key_and_no_turn(client: Redis) -> None:
    saver = RedisSaver(client, serde=RotatingSerializer([b"k" * 16]))
    await talk(echo_graph(saver), *"abc")
    assert await saver.aprune_turns("t", whole=1, forkable=2) == 7
    assert await saver.aprune_turns("nothing") == 0
    plain = RedisSaver(client)
    await echo_graph(plain).ainvoke({"said": ["one"]}, thread("other"))
    assert await plain.aprune_turns("other", whole=1, forkable=1) == 0
    with pytest.raises(ValueError, match="at least 1"):
        await plain.aprune_turns("other", whole=0)

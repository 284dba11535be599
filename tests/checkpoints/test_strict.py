"""Strict from the first write on: what a checkpoint cannot give back is refused, by name."""

from __future__ import annotations

import operator
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any
from uuid import uuid4

import pytest
from langchain_core.documents import Document
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, RemoveMessage, SystemMessage, ToolMessage
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.graph import START, StateGraph
from langgraph.types import Interrupt, Send, interrupt
from pydantic import BaseModel
from redis.asyncio import Redis
from typing_extensions import TypedDict

from graphs.checkpoints import Overlay, RedisSaver, RefusedType, RotatingSerializer, StrictSerializer
from tests.checkpoints.turns import Slot, checkpoint, echo_graph, thread

pytestmark = pytest.mark.check


class Mood(Enum):
    CALM = "calm"


class Caller(BaseModel):
    name: str
    slot: Slot


@dataclass
class Hidden:
    """In no state's annotations."""

    day: str


@dataclass
class Desk:
    callers: list[Caller]


class Typed(TypedDict, total=False):
    desk: Desk
    moods: Annotated[list[Mood], operator.add]
    loose: Any


SAFE = [
    [HumanMessage("a"), AIMessage("b", tool_calls=[{"name": "t", "args": {"x": 1}, "id": "1"}]), SystemMessage("c")],
    [ToolMessage("d", tool_call_id="1", artifact={"rows": [1, 2]}), RemoveMessage(id="1"), AIMessageChunk("e")],
    [Document("text", metadata={"at": datetime(2026, 1, 1, tzinfo=UTC)}), Send("node", {"x": {1, 2}})],
    [Interrupt("which day?"), uuid4(), Decimal("1.5"), b"bytes", {1: None}],
]


def typed_graph(saver: Any, update: dict[str, Any]) -> Any:
    builder = StateGraph(Typed)
    builder.add_node("fill", lambda state: update)
    builder.add_edge(START, "fill")
    return builder.compile(checkpointer=saver)


@pytest.mark.parametrize("values", SAFE)
async def test_messages_and_safe_types_come_back_as_they_were(saver: RedisSaver, values: list[Any]) -> None:
    await saver.aput(thread(), checkpoint({"a": values}), {}, {"a": 1})
    assert (await saver.aget_tuple(thread())).checkpoint["channel_values"] == {"a": values}


@pytest.mark.parametrize(
    "value",
    [Slot("monday"), [Slot("monday")], {"deep": {"deeper": (Slot("monday"),)}}, Send("node", Slot("monday"))],
)
async def test_an_unknown_type_is_refused_when_it_is_written_at_any_depth(
    saver: RedisSaver, client: Redis, value: Any
) -> None:
    with pytest.raises(RefusedType, match=r"tests\.checkpoints\.turns\.Slot.*allowed_types="):
        await saver.aput(thread(), checkpoint({"a": value}), {}, {"a": 1})
    with pytest.raises(RefusedType):
        await saver.aput_writes(thread(checkpoint_id="1"), [("a", value)], "task")
    assert await client.keys("*") == []


async def test_a_value_that_msgpack_does_not_know_is_refused_in_the_same_way(saver: RedisSaver) -> None:
    with pytest.raises(RefusedType, match="object"):
        await saver.aput(thread(), checkpoint({"a": object()}), {}, {"a": 1})


async def test_an_unknown_type_is_refused_when_it_is_loaded(client: Redis) -> None:
    await RedisSaver(client, allowed_types=[Slot]).aput(thread(), checkpoint({"a": [Slot("")]}), {}, {"a": 1})
    with pytest.raises(RefusedType, match="Slot"):
        await RedisSaver(client).aget_tuple(thread())


@pytest.mark.parametrize("named", [Slot, (Slot.__module__, "Slot")])
async def test_a_named_type_is_written_and_loaded(client: Redis, named: Any) -> None:
    for saver in (
        RedisSaver(client, allowed_types=[named]),
        RedisSaver(client).with_allowlist([(Slot.__module__, "Slot")]),
        RedisSaver(client, serde=StrictSerializer([named])),
        RedisSaver(client, serde=RotatingSerializer([b"k" * 32]), allowed_types=[named]),
    ):
        await saver.aput(thread(), checkpoint({"a": Slot("monday")}), {}, {"a": 1})
        assert (await saver.aget_tuple(thread())).checkpoint["channel_values"] == {"a": Slot("monday")}


async def test_names_given_to_a_copy_do_not_reach_the_saver_it_was_made_from(saver: RedisSaver) -> None:
    saver.with_allowlist([(Slot.__module__, "Slot")])
    with pytest.raises(RefusedType):
        await saver.aput(thread(), checkpoint({"a": Slot("")}), {}, {"a": 1})


@pytest.mark.parametrize("over", [lambda saver: saver, Overlay])
async def test_the_types_of_a_graphs_state_are_allowed_without_being_named(saver: RedisSaver, over: Any) -> None:
    update = {"desk": Desk([Caller(name="Ann", slot=Slot("monday"))]), "moods": [Mood.CALM]}
    graph = typed_graph(over(saver), update)
    await graph.ainvoke({}, thread())
    assert (await graph.aget_state(thread())).values == update


async def test_a_type_behind_any_is_refused_in_a_run_and_allowed_once_it_is_named(client: Redis) -> None:
    with pytest.raises(RefusedType, match="Hidden"):
        await typed_graph(RedisSaver(client), {"loose": Hidden("monday")}).ainvoke({}, thread())
    named = typed_graph(RedisSaver(client, allowed_types=[Hidden]), {"loose": Hidden("monday")})
    await named.ainvoke({}, thread("other"))
    assert (await named.aget_state(thread("other"))).values["loose"] == Hidden("monday")


async def test_the_state_of_a_subgraph_is_allowed_too(saver: RedisSaver) -> None:
    def ask(state: Typed) -> Typed:
        interrupt("which?")
        return {}

    inner = StateGraph(Typed)
    inner.add_node("fill", lambda state: {"desk": Desk([])})
    inner.add_node("ask", ask)
    inner.add_edge(START, "fill")
    inner.add_edge("fill", "ask")
    outer = StateGraph(dict)
    outer.add_node("inner", inner.compile())
    outer.add_edge(START, "inner")
    graph = outer.compile(checkpointer=saver)
    await graph.ainvoke({"x": 1}, thread())
    waiting = await graph.aget_state(thread(), subgraphs=True)
    assert waiting.tasks[0].state.values["desk"] == Desk([])


async def test_a_serializer_of_ones_own_decides_itself(client: Redis) -> None:
    saver = RedisSaver(client, serde=JsonPlusSerializer())
    await saver.aput(thread(), checkpoint({"a": Slot("monday")}), {}, {"a": 1})
    assert (await saver.aget_tuple(thread())).checkpoint["channel_values"] == {"a": Slot("monday")}
    await echo_graph(saver).ainvoke({"said": ["one"]}, thread("other"))


CRAFTED = [
    "“\u0653” ⓨ ړ Größe — \x93",
    b"\x93\xa8datetime\xa8datetime",
    [b"\xd9", ["datetime", "datetime", "x"], {"\u0653": "\x94"}],
    "\x94" * 200,
    {"a": "x" * 0x93, "b": ["y"] * 0x94},
]


@pytest.mark.parametrize("value", CRAFTED)
async def test_text_and_bytes_that_look_like_a_type_are_no_type(saver: RedisSaver, value: Any) -> None:
    await saver.aput(thread(), checkpoint({"a": value}), {}, {"a": 1})
    assert (await saver.aget_tuple(thread())).checkpoint["channel_values"] == {"a": value}


@pytest.mark.parametrize("name", ["Ñame", "名", "Slot_", "x" * 40, "y" * 300, "A"])
@pytest.mark.parametrize("before", ["", "datetime\x93", "\u0653", b"\xda", b"\x93\xa8datetime\xda\xc8A"])
def test_a_type_of_any_name_is_found_whatever_lies_before_it(name: str, before: Any) -> None:
    strange = dataclass(type(name, (), {"__annotations__": {"day": str}}))("monday")
    strange.__class__.__module__ = "módulo"
    for value in (strange, [before, strange], {"deep": [before, {"deeper": strange}]}):
        with pytest.raises(RefusedType):
            StrictSerializer().dumps_typed(value)


def test_importing_the_package_changes_nothing_of_langgraph_and_a_saver_switches_on_what_it_needs() -> None:
    program = (
        "import graphs.checkpoints as c; from langgraph._internal import _serde as s; from redis.asyncio import Redis\n"
        "before = s.STRICT_MSGPACK_ENABLED; c.RedisSaver(Redis()); print(before, s.STRICT_MSGPACK_ENABLED)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "True"]

"""Small graphs and checkpoints for the tests of savers."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Annotated, Any

from langgraph.checkpoint.base import BaseCheckpointSaver, Checkpoint, empty_checkpoint
from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt
from redis.asyncio import Redis
from typing_extensions import TypedDict


@dataclass
class Slot:
    """A type that LangGraph does not know."""

    day: str


class Words(TypedDict):
    said: Annotated[list[str], operator.add]


def echo_graph(saver: BaseCheckpointSaver | None) -> Any:
    """Two nodes that add to what was said."""
    builder = StateGraph(Words)
    builder.add_node("hear", lambda state: {"said": [f"heard {state['said'][-1]}"]})
    builder.add_node("answer", lambda state: {"said": ["answered"]})
    builder.add_edge(START, "hear")
    builder.add_edge("hear", "answer")
    builder.add_edge("answer", END)
    return builder.compile(checkpointer=saver)


def asking_graph(saver: BaseCheckpointSaver | None) -> Any:
    """A parallel step: one node finishes, the other asks."""
    builder = StateGraph(Words)
    builder.add_node("note", lambda state: {"said": ["noted"]})
    builder.add_node("ask", lambda state: {"said": [interrupt("Which day?")]})
    builder.add_edge(START, "note")
    builder.add_edge(START, "ask")
    return builder.compile(checkpointer=saver)


def thread(thread_id: str = "t", ns: str = "", **more: Any) -> Any:
    """A config."""
    return {"configurable": {"thread_id": thread_id, "checkpoint_ns": ns, **more}}


def checkpoint(values: dict[str, Any] | None = None, version: int | str = 1) -> Checkpoint:
    """A checkpoint with these values, all at one version."""
    values = values or {}
    return {**empty_checkpoint(), "channel_values": values, "channel_versions": dict.fromkeys(values, version)}


async def commands(client: Redis, *names: str) -> int:
    """How often the server has executed these commands."""
    stats = await client.info("commandstats")
    return sum(int(stats.get(f"cmdstat_{name}", {}).get("calls", 0)) for name in names)

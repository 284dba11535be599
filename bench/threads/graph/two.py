"""The graph that everybody runs: a router and a specialist, two plain functions over LangGraph's MessagesState."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path
from typing import Annotated, Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.graph.message import add_messages
from typing_extensions import TypedDict

LIVE_MESSAGES = 40
VOCABULARY = (Path(__file__).parents[3] / "docs" / "architecture.md").read_text(encoding="utf-8").split()
# of what is said: chance picks from it, because stores that pack their values live on repetition
hangs, waiting = asyncio.Event(), asyncio.Event()
# when the first is set the model never answers; the second: it was asked
model_called: list[float] = []
# time.perf_counter() at which the specialist would have called its model, turn by turn


def keep_the_last(held: list[AnyMessage], new: list[AnyMessage]) -> list[AnyMessage]:
    """LangGraph's reducer, with a memory that does not grow."""
    return list(add_messages(held, new))[-LIVE_MESSAGES:]  # type: ignore[arg-type]


class Short(TypedDict):
    messages: Annotated[list[AnyMessage], keep_the_last]


async def router(state: dict[str, Any]) -> dict[str, Any]:
    """Decides at once."""
    return {}


async def specialist(state: dict[str, Any]) -> dict[str, Any]:
    """Answers at once."""
    model_called.append(time.perf_counter())
    if hangs.is_set():
        waiting.set()
        await asyncio.Event().wait()
    return {"messages": [AIMessage(some_words(20))]}


def _built(schema: type[Any]) -> StateGraph[Any, Any, Any, Any]:
    graph = StateGraph(schema)
    graph.add_node("router", router)
    graph.add_node("specialist", specialist)
    graph.add_edge(START, "router")
    graph.add_edge("router", "specialist")
    return graph


builder = _built(MessagesState)
short_builder = _built(Short)


def words(number: int) -> HumanMessage:
    """What the caller says in a turn."""
    return HumanMessage(f"{number}: {some_words(14)}")


def some_words(count: int) -> str:
    """So many words of a text."""
    return " ".join(random.choices(VOCABULARY, k=count))

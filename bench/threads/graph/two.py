"""The graph that everybody runs: a router and a specialist, two plain functions over LangGraph's MessagesState."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated, Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.graph.message import add_messages
from typing_extensions import TypedDict

LIVE_MESSAGES = 40
ANSWER = "We are open from eight to six on weekdays, and on Saturdays until noon. Shall I book something for you?"
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
    return {"messages": [AIMessage(ANSWER)]}


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
    return HumanMessage(f"Good morning, this is question number {number}: when are you open, and until when?")

"""Graphs of several steps: where one breaks off, the next must not run as if nothing had happened."""

from __future__ import annotations

import asyncio
from typing import Any

from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Command, Send, interrupt

from graphs.turn import current_turn

effects: list[str] = []
entered = asyncio.Event()
may_end = asyncio.Event()


def last_words(state: MessagesState) -> str:
    return next(m.text for m in reversed(state["messages"]) if isinstance(m, HumanMessage))


def said(text: str) -> dict[str, Any]:
    return {"messages": [AIMessage(text)]}


async def first(state: MessagesState) -> dict[str, Any]:
    """Says something, fails or hangs; the effect comes after it."""
    words = last_words(state)
    if words == "raise":
        raise ValueError("broken")
    if words == "hang":
        entered.set()
        await asyncio.Event().wait()
    return said(f"First: {words}.")


async def book(state: MessagesState, config: RunnableConfig) -> dict[str, Any]:
    effects.append(await current_turn(config).effect("book"))
    if last_words(state) == "slow":
        entered.set()
        await may_end.wait()
    call = {"name": "book", "args": {}, "id": "book"}
    return {"messages": [AIMessage("", tool_calls=[call]), ToolMessage("booked", name="book", tool_call_id="book")]}


async def tell(state: MessagesState) -> dict[str, Any]:
    return said("Booked.")


chain = StateGraph(MessagesState)
for step in (first, book, tell):
    chain.add_node(step.__name__, step)
chain.add_edge(START, "first")
chain.add_edge("first", "book")
chain.add_edge("book", "tell")
chain.add_edge("tell", END)


async def partner(state: MessagesState, config: RunnableConfig) -> dict[str, Any]:
    async def ask() -> str:
        effects.append("asked")
        entered.set()
        await asyncio.Event().wait()
        return "done"

    return said(await current_turn(config).once("partner", ask))


uncertain = StateGraph(MessagesState)
uncertain.add_node("partner", partner)
uncertain.add_edge(START, "partner")
uncertain.add_edge("partner", END)


async def talk(state: MessagesState) -> dict[str, Any]:
    return said("Let me see. That is free.")


async def ask(state: MessagesState) -> dict[str, Any]:
    return said(f"You answered {interrupt('Shall I book it?')}.")


asking = StateGraph(MessagesState)
asking.add_node("talk", talk)
asking.add_node("ask", ask)
asking.add_conditional_edges(START, lambda state: "talk")
asking.add_conditional_edges("talk", lambda state: "ask" if last_words(state) == "ask" else END, ["ask", END])
asking.add_edge("ask", END)


async def again(state: MessagesState) -> dict[str, Any]:
    return {"messages": []}


loop = StateGraph(MessagesState)
loop.add_node("again", again)
loop.add_node("talk", talk)
loop.add_conditional_edges(START, lambda state: "again" if last_words(state) == "forever" else "talk")
loop.add_edge("again", "again")
loop.add_edge("talk", END)


async def worker(state: dict[str, Any]) -> dict[str, Any]:
    return said(f"Result of {state['name']}.")


async def child(state: MessagesState) -> Command[Any]:
    return Command(graph=Command.PARENT, goto="tell", update=said("From the child."))


inner = StateGraph(MessagesState)
inner.add_node("child", child)
inner.add_edge(START, "child")

fan = StateGraph(MessagesState)
fan.add_node("worker", worker)
fan.add_node("tell", tell)
fan.add_node("inner", inner.compile())
fan.add_conditional_edges(
    START,
    lambda state: "inner" if last_words(state) == "child" else [Send("worker", {"name": name}) for name in "abc"],
    ["inner", "worker"],
)
fan.add_edge("worker", "tell")
fan.add_edge("tell", END)

"""A small graph whose every step a test can script: it answers, calls a tool with an effect, asks, fails or hangs."""

from __future__ import annotations

import asyncio
from typing import Any

from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import interrupt

from graphs.errors import ModelUnavailable
from graphs.turn import current_turn

effects: list[str] = []
# idempotency keys, in the order the effects happened
prompts: list[list[str]] = []
# what the agent was shown, call by call


def last_words(state: MessagesState) -> str:
    return next(str(m.content) for m in reversed(state["messages"]) if isinstance(m, HumanMessage))


async def agent(state: MessagesState) -> dict[str, Any]:
    """Answers "You said: …" word by word."""
    prompts.append([m.text for m in state["messages"]])
    words = last_words(state)
    if words == "fail":
        raise ModelUnavailable("The model did not answer.")
    if words == "hang":
        await asyncio.Event().wait()
    model = GenericFakeChatModel(messages=iter([AIMessage(f"You said: {words}. Anything else for you today?")]))
    return {"messages": [await model.ainvoke(state["messages"])]}


async def book(state: MessagesState, config: RunnableConfig) -> dict[str, Any]:
    """An effect: happens once per accepted turn."""
    key = await current_turn(config).effect("call-1")
    effects.append(key)
    call = {"name": "book", "args": {"slot": "nine"}, "id": "call-1"}
    return {"messages": [AIMessage("", tool_calls=[call]), ToolMessage("booked", name="book", tool_call_id="call-1")]}


async def ask(state: MessagesState) -> dict[str, Any]:
    """A question that waits for an answer."""
    answer = interrupt({"question": "Shall I book it?"})
    return {"messages": [AIMessage(f"You answered {answer}.")]}


async def twice(state: MessagesState) -> dict[str, Any]:
    """Two questions, one after the other."""
    first = interrupt({"question": "Which day?"})
    second = interrupt({"question": "Which hour?"})
    return {"messages": [AIMessage(f"You answered {first} and {second}.")]}


inner = StateGraph(MessagesState)
inner.add_node("twice", twice)
inner.add_edge(START, "twice")


def route(state: MessagesState) -> str:
    words = last_words(state)
    return next((node for node in ("book", "ask", "inside") if words.startswith(node)), "agent")


builder = StateGraph(MessagesState)
for node in (agent, book, ask):
    builder.add_node(node.__name__, node)
builder.add_node("inside", inner.compile())
builder.add_conditional_edges(START, route, ["agent", "book", "ask", "inside"])
builder.add_edge("book", "agent")
builder.add_edge("agent", END)
builder.add_edge("ask", END)
builder.add_edge("inside", END)

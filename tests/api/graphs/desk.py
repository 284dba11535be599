"""A front desk that repeats the caller's words, counts its effects, and asks when told to."""

from __future__ import annotations

from typing import Any

from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import interrupt

from graphs.turn import current_turn

effects: list[str] = []


def last_words(state: MessagesState) -> str:
    return next(str(m.content) for m in reversed(state["messages"]) if isinstance(m, HumanMessage))


async def front_desk(state: MessagesState, config: RunnableConfig) -> dict[str, Any]:
    effects.append(await current_turn(config).effect("note"))
    model = GenericFakeChatModel(messages=iter([AIMessage(f"You said: {last_words(state)}")]))
    return {"messages": [await model.ainvoke(state["messages"])]}


async def ask(state: MessagesState) -> dict[str, Any]:
    answer = interrupt({"question": "Shall I book it?"})
    return {"messages": [AIMessage(f"You answered {answer}.")]}


def route(state: MessagesState) -> str:
    return "ask" if last_words(state).startswith("ask") else "front_desk"


builder = StateGraph(MessagesState)
builder.add_node("front_desk", front_desk)
builder.add_node("ask", ask)
builder.add_conditional_edges(START, route, ["front_desk", "ask"])
builder.add_edge("front_desk", END)
builder.add_edge("ask", END)

"""Subgraphs, two levels deep, that ask with `interrupt()` and go on with the answer."""

from __future__ import annotations

from typing import Any

from kinds_model import AnsweringModel, heard
from langchain_core.messages import AIMessage
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import interrupt

model = AnsweringModel(answer=lambda messages: AIMessage(f"Noted what you said: {'; '.join(heard(messages))}."))


def ask_day(state: MessagesState) -> dict[str, Any]:
    answer = interrupt({"question": "Which day?"})
    return {"messages": [AIMessage(f"You chose {answer}.")]}


def ask_hour(state: MessagesState) -> dict[str, Any]:
    answer = interrupt("At which hour?")
    return {"messages": [AIMessage(f"At {answer}.")]}


async def close(state: MessagesState) -> dict[str, Any]:
    return {"messages": [await model.ainvoke(state["messages"])]}


def chain(**nodes: Any) -> StateGraph[MessagesState]:
    builder = StateGraph(MessagesState)
    before = START
    for name, node in nodes.items():
        builder.add_node(name, node)
        builder.add_edge(before, name)
        before = name
    return builder


innermost = chain(ask_hour=ask_hour).compile(name="innermost")
inner = chain(ask_day=ask_day, hour=innermost).compile(name="inner")
one_level = chain(booking=chain(ask_day=ask_day).compile(name="day"), close=close)
two_levels = chain(booking=inner, close=close)

"""A graph with a subgraph that asks a question; its helper lies beside it."""

from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt
from plain import State


def ask(state: State) -> dict:
    return {"messages": [("ai", f"Noted: {interrupt('Which day?')}")]}


def confirm(state: State) -> dict:
    return {}


inner = StateGraph(State)
inner.add_node(ask)
inner.add_node(confirm)
inner.add_edge(START, "ask")
inner.add_edge("ask", "confirm")
inner.add_edge("confirm", END)

builder = StateGraph(State)
builder.add_node("greet", lambda state: {})
builder.add_node("booking", inner.compile())
builder.add_node("other", lambda state: {})
builder.add_edge(START, "greet")
builder.add_conditional_edges("greet", lambda state: "book", {"book": "booking", "anything else": "other"})
builder.add_edge("booking", END)
builder.add_edge("other", END)

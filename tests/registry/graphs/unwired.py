"""A builder that does not compile: its edge leads nowhere."""

from langgraph.graph import START, StateGraph
from plain import State

builder = StateGraph(State)
builder.add_edge(START, "nowhere")

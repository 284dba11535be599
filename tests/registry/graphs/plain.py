"""A StateGraph builder with a decision."""

from typing import Annotated, Literal

from langchain_core.messages import AIMessage, AnyMessage
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from typing_extensions import TypedDict


class State(TypedDict):
    messages: Annotated[list[AnyMessage], add_messages]


def listen(state: State) -> dict:
    return {}


def answer(state: State) -> dict:
    return {"messages": [AIMessage(f"You said: {state['messages'][-1].text}")]}


def apologise(state: State) -> dict:
    return {"messages": [AIMessage("Sorry?")]}


def understood(state: State) -> Literal["answer", "apologise"]:
    return "answer" if state["messages"][-1].text else "apologise"


builder = StateGraph(State)
builder.add_node(listen)
builder.add_node(answer)
builder.add_node(apologise)
builder.add_edge(START, "listen")
builder.add_conditional_edges("listen", understood)
builder.add_edge("answer", END)
builder.add_edge("apologise", "listen")

graph = builder.compile()
not_a_graph = 42

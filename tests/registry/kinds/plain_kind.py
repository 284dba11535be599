"""A StateGraph: a node that does not stream, one that streams, and routers that ask a model."""

from __future__ import annotations

import itertools
from typing import Any

from kinds_model import AnsweringModel, heard
from langchain_core.messages import AIMessage, BaseMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph


class State(MessagesState):
    route: str


def count(messages: list[BaseMessage]) -> AIMessage:
    """Proves what the model remembers."""
    said = heard(messages)
    return AIMessage(f"So far you said: {'; '.join(said)}.")


model = AnsweringModel(answer=count)
router_model = AnsweringModel(answer=lambda messages: AIMessage('{"route": "talk"}'))


def greet(state: State) -> dict[str, Any]:
    """Returns a message that no model has streamed."""
    return {"messages": [AIMessage("One thing first.")]}


async def talk(state: State) -> dict[str, Any]:
    return {"messages": [await model.ainvoke(state["messages"])]}


async def talk_anew(state: State) -> dict[str, Any]:
    """Returns what the model has streamed as a message of its own, without an id."""
    answer = await model.ainvoke(state["messages"])
    return {"messages": [AIMessage(answer.text)]}


async def quiet_router(state: State) -> dict[str, Any]:
    """LangGraph's own way to keep a model's words to oneself."""
    answer = await router_model.with_config(tags=["nostream"]).ainvoke(state["messages"])
    return {"route": answer.text}


async def router(state: State) -> dict[str, Any]:
    answer = await router_model.ainvoke(state["messages"])
    return {"route": answer.text}


def chain(*nodes: Any) -> StateGraph[State]:
    """The nodes one after another."""
    builder = StateGraph(State)
    names = [START, *(node.__name__ for node in nodes), END]
    for node in nodes:
        builder.add_node(node.__name__, node)
    for before, after in itertools.pairwise(names):
        builder.add_edge(before, after)
    return builder


plain = chain(greet, talk)
tagged = chain(quiet_router, talk)
routed = chain(router, talk)
anew = chain(talk_anew)
compiled = chain(talk).compile()
own_saver = chain(talk).compile(checkpointer=InMemorySaver(), name="own")

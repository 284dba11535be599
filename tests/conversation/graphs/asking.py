"""A graph that asks, in every form that a question can have, and one that does something that cannot be asked twice."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import interrupt

from graphs.errors import EffectNotDone
from graphs.turn import current_turn

DAYS = ["Monday", "Tuesday", {"value": "2026-11-25", "label": "Wednesday"}]
sent: list[str] = []
# letters that went out
trouble: list[BaseException] = []
# what the post office answers with, first to last


def last_words(state: MessagesState) -> str:
    return next(m.text for m in reversed(state["messages"]) if isinstance(m, HumanMessage))


def said(text: str) -> dict[str, Any]:
    return {"messages": [AIMessage(text)]}


async def day(state: MessagesState) -> dict[str, Any]:
    return said(f"Day {interrupt({'text': 'Which day?', 'options': DAYS})}.")


async def hurry(state: MessagesState) -> dict[str, Any]:
    question = {"text": "Keep it?", "options": [True, False], "deadline_seconds": 0.2, "default": False}
    return said("Kept." if interrupt(question) else "Let go.")


async def left(state: MessagesState) -> dict[str, Any]:
    return said(f"Left {interrupt('Left?')}.")


async def right(state: MessagesState) -> dict[str, Any]:
    return said(f"Right {interrupt('Right?')}.")


async def post(state: MessagesState, config: RunnableConfig) -> dict[str, Any]:
    async def send() -> str:
        sent.append(last_words(state))
        if trouble:
            raise trouble.pop(0)
        return f"number {len(sent)}"

    return said(f"Sent as {await current_turn(config).once('post', send)}.")


async def refused(state: MessagesState, config: RunnableConfig) -> dict[str, Any]:
    async def send() -> str:
        raise EffectNotDone("The post office is closed.")

    try:
        await current_turn(config).once("post", send)
    except EffectNotDone as error:
        return said(str(error))
    return said("Sent.")


NODES = (day, hurry, left, right, post, refused)


def route(state: MessagesState) -> list[str]:
    words = last_words(state).split()[0]
    return ["left", "right"] if words == "both" else [words]


builder = StateGraph(MessagesState)
for node in NODES:
    builder.add_node(node.__name__, node)
    builder.add_edge(node.__name__, END)
builder.add_conditional_edges(START, route, [node.__name__ for node in NODES])

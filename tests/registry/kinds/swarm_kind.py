"""langgraph-swarm: Alice hands over to Bob, who stays."""

from __future__ import annotations

from kinds_model import AnsweringModel, call, heard, result
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.tools import tool
from langgraph_swarm import create_handoff_tool, create_swarm


@tool
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


def alice(messages: list[BaseMessage]) -> AIMessage:
    if "bob" in heard(messages)[-1]:
        return call("transfer_to_bob")
    return AIMessage(f"Alice here, you said {len(heard(messages))} things.")


def bob(messages: list[BaseMessage]) -> AIMessage:
    if "sum" in heard(messages)[-1]:
        found = result(messages)
        return AIMessage(f"Bob says {found}.") if found else call("add", a=5, b=7)
    return AIMessage(f"Bob here, you said {len(heard(messages))} things.")


agents = [
    create_agent(AnsweringModel(answer=alice), [create_handoff_tool(agent_name="bob")], name="alice"),
    create_agent(AnsweringModel(answer=bob), [add, create_handoff_tool(agent_name="alice")], name="bob"),
]
swarm = create_swarm(agents, default_active_agent="alice")

"""langgraph-supervisor: the supervisor asks an expert and answers the caller."""

from __future__ import annotations

from kinds_model import AnsweringModel, call, heard, result
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.tools import tool
from langgraph_supervisor import create_supervisor


@tool
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


def supervisor(messages: list[BaseMessage]) -> AIMessage:
    returned = result(messages) or ""
    if "transferred back" in returned:
        return AIMessage(f"It is twelve, as you asked {len(heard(messages))} times.")
    return call("transfer_to_expert", "I will ask.")


def expert(messages: list[BaseMessage]) -> AIMessage:
    found = result(messages) or ""
    return AIMessage("The sum is 12.") if found == "12" else call("add", a=5, b=7)


team = [create_agent(AnsweringModel(answer=expert), [add], name="expert")]
flow = create_supervisor(team, model=AnsweringModel(answer=supervisor), supervisor_name="supervisor")

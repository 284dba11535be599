"""create_agent: with a tool, with a tool that asks a model itself, with a structured answer."""

from __future__ import annotations

from kinds_model import AnsweringModel, call, heard, result
from langchain.agents import create_agent
from langchain.agents.structured_output import ToolStrategy
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.tools import tool
from pydantic import BaseModel


class Booking(BaseModel):
    day: str


@tool
def opening_hours(day: str) -> str:
    """When the clinic is open."""
    return f'{{"day": "{day}", "hours": "nine to five"}}'


@tool
async def summary(text: str) -> str:
    """A tool that asks a model on its own."""
    answer = await AnsweringModel(answer=lambda _: AIMessage("INTERNAL SUMMARY")).ainvoke(text)
    return answer.text


def answer(messages: list[BaseMessage]) -> AIMessage:
    if result(messages):
        return AIMessage(f"We are open nine to five. You asked {len(heard(messages))} times.")
    return call("opening_hours", "Let me look.", day="monday")


def summarise(messages: list[BaseMessage]) -> AIMessage:
    return AIMessage("That is it.") if result(messages) else call("summary", text="all of it")


def book(messages: list[BaseMessage]) -> AIMessage:
    return call("Booking", "You are booked.", day="monday")


agent = create_agent(AnsweringModel(answer=answer), [opening_hours], system_prompt="Be brief.", name="desk")
asking_tool = create_agent(AnsweringModel(answer=summarise), [summary])
structured = create_agent(AnsweringModel(answer=book), [opening_hours], response_format=ToolStrategy(Booking))

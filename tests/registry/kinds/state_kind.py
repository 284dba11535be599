"""Custom state: a Pydantic schema with models, enums and dataclasses, and a value that no annotation names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any

from langchain_core.messages import AIMessage, AnyMessage
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.graph.message import add_messages
from pydantic import BaseModel, Field


class Mood(Enum):
    CALM = "calm"
    LOUD = "loud"


@dataclass
class Visit:
    day: str
    mood: Mood


class Patient(BaseModel):
    name: str
    visits: list[Visit] = Field(default_factory=list)


class Form(BaseModel):
    messages: Annotated[list[AnyMessage], add_messages] = Field(default_factory=list)
    patient: Patient | None = None


def fill(form: Form) -> dict[str, Any]:
    known = form.patient or Patient(name="Ann")
    visits = [*known.visits, Visit("monday", Mood.CALM)]
    patient = Patient(name=known.name, visits=visits)
    words = f"{patient.name} has {len(visits)} visits, all {visits[0].mood.value}."
    return {"patient": patient, "messages": [AIMessage(words)]}


builder = StateGraph(Form)
builder.add_node("fill", fill)
builder.add_edge(START, "fill")
builder.add_edge("fill", END)
compiled = builder.compile()


class Loose(MessagesState):
    thing: Any


def keep(state: Loose) -> dict[str, Any]:
    """Writes a class that no annotation names."""
    before = state.get("thing")
    patient = Patient(name="Bea" if before is None else f"{before.name}!")
    return {"thing": patient, "messages": [AIMessage(f"Kept {patient.name}.")]}


loose = StateGraph(Loose)
loose.add_node("keep", keep)
loose.add_edge(START, "keep")
loose.add_edge("keep", END)

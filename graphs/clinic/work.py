"""The node of a specialist: one call of the model with its tools bound."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import Runnable, RunnableConfig
from langgraph.types import Command

from graphs.clinic.desk import Desk
from graphs.clinic.services import Services
from graphs.clinic.specialists import Specialist
from graphs.clinic.state import ClinicState
from graphs.clinic.view import recent, system_message
from graphs.errors import ModelUnavailable, ThreadlineError

MOST_ROUNDS = 6
# model calls in one turn; then the last tool's words are said as they stand

Model = Runnable[LanguageModelInput, AIMessage]


@dataclass(frozen=True)
class Work:
    """Answers the caller, or calls tools; a handoff is a tool call."""

    specialist: Specialist
    services: Services

    async def __call__(self, state: ClinicState, config: RunnableConfig) -> Command[Literal["act", "__end__"]]:
        desk = Desk.open(state, config, self.services)
        desk.data["rounds"] = desk.data.get("rounds", 0) + 1
        if desk.data["rounds"] > MOST_ROUNDS:
            return _end(desk, AIMessage(desk.data.get("say") or desk.phrase("ask.help")))
        prompt = system_message(self.specialist.prompt(desk.language), desk)
        answer = await call_model(self._model, [prompt, *recent(desk.messages)], config)
        if answer.tool_calls:
            return Command(update={"messages": [answer], "desk": desk.data}, goto="act")
        if not answer.text.strip():
            raise ModelUnavailable("The chat model answered nothing.")
        return _end(desk, answer)

    @cached_property
    def _model(self) -> Model:
        return self.services.model.bind_tools([tool.schema for tool in self.specialist.tools])


async def call_model(model: Model, messages: list[BaseMessage], config: RunnableConfig) -> AIMessage:
    """One call; whatever goes wrong with the model is a ModelUnavailable."""
    try:
        return await model.ainvoke(messages, config)
    except ThreadlineError:
        raise
    except Exception as error:
        raise ModelUnavailable("The chat model failed.") from error


def _end(desk: Desk, answer: AIMessage) -> Command[Any]:
    return Command(update={"messages": [answer], "desk": desk.data}, goto="__end__")

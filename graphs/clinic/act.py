"""The node that runs tool calls, one after the other, on one desk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from langchain_core.messages import AIMessage, ToolCall, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command

from graphs.clinic.desk import Desk
from graphs.clinic.emergency import CALL_OPERATOR
from graphs.clinic.said import Said
from graphs.clinic.services import Services
from graphs.clinic.specialists import TEAM
from graphs.clinic.state import ClinicState
from graphs.clinic.tools.tool import Tool

TOOLS: dict[str, Tool] = {tool.name: tool for member in TEAM.values() for tool in member.tools} | {
    CALL_OPERATOR.name: CALL_OPERATOR
}


@dataclass(frozen=True)
class Act:
    """Runs what the model asked for and goes back to the active specialist, who may be another one then."""

    services: Services

    async def __call__(
        self, state: ClinicState, config: RunnableConfig
    ) -> Command[Literal["triage", "scheduling", "billing", "information", "person", "emergency", "__end__"]]:
        desk = Desk.open(state, config, self.services)
        asking = next(message for message in reversed(desk.messages) if isinstance(message, AIMessage))
        said = [await _run(call, desk) for call in asking.tool_calls]
        results = _one_question(said)
        if any(result.text for result in results):
            _remember(desk, results)
        messages = [
            ToolMessage(result.as_content(), tool_call_id=call["id"] or "", name=call["name"])
            for call, result in zip(asking.tool_calls, results, strict=True)
        ]
        return Command(update={**desk.changes(), "messages": messages}, goto=_next(desk))


async def _run(call: ToolCall, desk: Desk) -> Said:
    desk.call_id = call["id"] or call["name"]
    desk.data["fresh"] = False
    tool = TOOLS.get(call["name"])
    if tool is None:
        return Said(facts={"error": f"there is no tool {call['name']}"})
    said = await tool.run(desk, call["args"])
    preface = desk.data.get("preface", "")
    if said.text and preface:
        desk.data["preface"] = ""
        return said.after(preface)
    return said


def _one_question(said: list[Said]) -> list[Said]:
    """Only the last result keeps its question: the others were overtaken."""
    return [*(replace(result, ask="") for result in said[:-1]), *said[-1:]]


def _remember(desk: Desk, results: list[Said]) -> None:
    tells = list(dict.fromkeys(result.tell for result in results if result.tell))
    desk.data["ask"] = results[-1].ask
    desk.data["say"] = " ".join([*tells, results[-1].ask]).strip()


def _next(desk: Desk) -> Literal["triage", "scheduling", "billing", "information", "person", "emergency", "__end__"]:
    alarm = desk.data.get("alarm")
    if alarm:
        return "emergency" if not alarm["times"] else "__end__"
    return desk.specialist if desk.specialist in TEAM else "__end__"

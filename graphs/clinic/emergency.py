"""Emergencies: locked until the caller says it is over. No model, no identity, no advice; the words go out first."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Literal

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langgraph.config import get_stream_writer
from langgraph.types import Command
from pydantic import Field

from graphs.clinic.desk import Desk
from graphs.clinic.flows.callback import register_callback
from graphs.clinic.language import say_number
from graphs.clinic.said import Said
from graphs.clinic.services import Services
from graphs.clinic.state import Alarm, ClinicState
from graphs.clinic.tools.tool import Arguments, Tool
from graphs.clinic.understanding import red_flag
from graphs.errors import ThreadlineError

log = logging.getLogger(__name__)

_OVER = re.compile(
    r"\b(?:it'?s|that'?s|this is|is|all) over\b|false alarm|not an emergency"
    r"|just kidding|i was (?:just )?(?:joking|testing)"
    r"|(?:i'?m|i am|he'?s|she'?s|we'?re|it'?s|they'?re) (?:okay|ok|fine|safe|better|all right|alright)\b"
    r"|(?:ambulance|help|paramedics|they|police)(?: is| are|'re| have| has)?"
    r" (?:here|arrived|on (?:the|their) way|coming)"
    r"|i (?:already |just )?called (?:them|nine|911|an ambulance)"
    r"|ya pas[oó]|falsa alarma|no es (?:una )?emergencia|era (?:una )?broma|ya se (?:me|le) pas[oó]"
    r"|ya (?:estoy|est[aá]|estamos) (?:bien|mejor|a salvo)|ya (?:lleg[oó]|llam[eé]|viene (?:la ambulancia|la ayuda))",
    re.IGNORECASE,
)
_NOT_OVER = re.compile(r"\b(not|isn'?t|aren'?t|don'?t|no est[aá]|no estoy|todav[ií]a)\b", re.IGNORECASE)
_NOT_EMERGENCY = re.compile(r"not an emergency|no es (una )?emergencia", re.IGNORECASE)


def is_over(text: str) -> bool:
    """The caller says that the emergency is over or was none; never true when they describe danger again."""
    if not _OVER.search(text) or red_flag(text).level == "emergency":
        return False
    return bool(_NOT_EMERGENCY.search(text)) or not _NOT_OVER.search(text)


class CallOperator(Arguments):
    """Alert the people of the clinic, with the caller's own words."""

    words: str = Field("", description="What the caller said")


async def call_operator(desk: Desk, given: CallOperator) -> Said:
    """Register the urgent callback; the caller has heard what to do, so a store that is away only gets logged."""
    try:
        await register_callback(desk, urgent=True, words=given.words)
    except ThreadlineError:
        log.exception("operator could not be alerted")
    return Said()


CALL_OPERATOR = Tool("call_operator", CallOperator, call_operator)


@dataclass(frozen=True)
class Emergency:
    """Tells the emergency number; the first time also calls an operator."""

    services: Services

    async def __call__(self, state: ClinicState, config: RunnableConfig) -> Command[Literal["act", "__end__"]]:
        desk = Desk.open(state, config, self.services)
        alarm = desk.data.get("alarm") or Alarm(kind="danger", words=desk.text, times=0)
        words = AIMessage(_words(desk, alarm), tool_calls=[] if alarm["times"] else [_call(desk, alarm)])
        first = not alarm["times"]
        desk.data["alarm"] = {**alarm, "times": alarm["times"] + 1}
        if first:
            get_stream_writer()({"operator": "urgent", "kind": alarm["kind"]})
        return Command(update={**desk.changes(), "messages": [words]}, goto="act" if first else "__end__")


def _words(desk: Desk, alarm: Alarm) -> str:
    key = "emergency.self" if alarm["kind"] == "self_harm" else "emergency"
    return desk.phrase(f"{key}.again" if alarm["times"] else key, **numbers(desk))


def numbers(desk: Desk) -> dict[str, str]:
    """Emergency and crisis number, digit by digit."""
    spoken = {"emergency": desk.services.emergency_number, "crisis": desk.services.crisis_number}
    return {name: " ".join(say_number(int(d), desk.language) for d in digits) for name, digits in spoken.items()}


def _call(desk: Desk, alarm: Alarm) -> dict[str, object]:
    call_id = f"{desk.human_id or desk.turn.id}-operator"
    return {"name": CALL_OPERATOR.name, "args": {"words": alarm["words"]}, "id": call_id, "type": "tool_call"}

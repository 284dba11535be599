"""What a model sees: its prompt, the situation at the desk, the last messages."""

from __future__ import annotations

import json
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from graphs.clinic.desk import Desk

MOST_MESSAGES = 20
# of the thread; a turn's own messages are always among them
SITUATION = "situation"
# key of the system message's additional_kwargs under which the rule model finds the situation


def situation(desk: Desk) -> dict[str, Any]:
    """The state of the desk as data; for the rule model, and as text for a chat model."""
    data = desk.data
    return {
        "specialist": desk.specialist,
        "language": desk.language,
        "now": desk.now.isoformat(timespec="minutes"),
        "words": data.get("words") or desk.text,
        "caller": dict(desk.caller),
        "wish": data.get("wish"),
        "queue": [wish["kind"] for wish in data.get("queue", [])],
        "parked": [wish["kind"] for wish in data.get("parked", [])],
        "asked": data.get("asked"),
        "choices": data.get("choices", []),
        "fresh": data.get("fresh", False),
        "done": data.get("done"),
        "doctors": data.get("doctors", []),
    }


def system_message(prompt: str, desk: Desk) -> SystemMessage:
    """Prompt and situation; ids stay out of the text."""
    data = situation(desk)
    return SystemMessage(f"{prompt}\n\nSituation: {_as_text(data, desk)}", additional_kwargs={SITUATION: data})


def recent(messages: list[AnyMessage]) -> list[BaseMessage]:
    """The last messages, beginning with the caller's; tool calls that were never answered are left out."""
    kept = list(messages[-MOST_MESSAGES:])
    first = next((i for i, message in enumerate(kept) if isinstance(message, HumanMessage)), 0)
    answered = {message.tool_call_id for message in kept if isinstance(message, ToolMessage)}
    shown = (_without_open_calls(message, answered) for message in kept[first:])
    return [message for message in shown if message is not None]


def _without_open_calls(message: AnyMessage, answered: set[str]) -> BaseMessage | None:
    if not isinstance(message, AIMessage) or not message.tool_calls:
        return message
    calls = [call for call in message.tool_calls if call["id"] in answered]
    if len(calls) == len(message.tool_calls):
        return message
    return AIMessage(message.text, id=message.id, tool_calls=calls) if calls or message.text else None


def _option(option: dict[str, Any]) -> str:
    return option.get("label") or " ".join(option[key] for key in ("starts_at", "doctor", "reason") if key in option)


def _as_text(data: dict[str, Any], desk: Desk) -> str:
    wish = data["wish"] or {}
    options = [_option(option) for option in wish.get("options", [])]
    shown = {
        "clinic time": data["now"],
        "caller's language": "Spanish" if desk.language == "es" else "English",
        "identity": "verified" if desk.caller.get("patient_id") else "not verified",
        "open request": wish.get("kind"),
        "in the caller's words": wish.get("words"),
        "taken up": wish.get("begun"),
        "known": {k: v for k, v in wish.get("slots", {}).items() if not k.endswith(("_id", "_ids"))},
        "options": dict(enumerate(options, start=1)),
        "waits for a yes": bool(wish.get("pending")),
        "open question": desk.data.get("ask"),
        "to do next": data["queue"],
        "done last": (data["done"] or {}).get("said"),
    }
    return json.dumps(
        {key: value for key, value in shown.items() if value not in (None, {}, [], "")}, ensure_ascii=False
    )

"""A chat model that answers what a test has written down, and complains when it is asked more or less than that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

Answer = AIMessage | Exception | Callable[[list[BaseMessage]], AIMessage]


class ScriptedModel(BaseChatModel):
    """Answers in order; `seen` has the messages of every call, `bound` the names of the tools that came with it."""

    answers: list[Any] = Field(default_factory=list)
    seen: list[Any] = Field(default_factory=list)
    bound: list[Any] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Any:
        return self.bind(tools=tools, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        assert self.answers, f"asked past the end of the script: {messages[-1]}"
        self.seen.append(messages)
        self.bound.append({tool["function"]["name"] for tool in kwargs.get("tools", [])})
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        message = answer(messages) if callable(answer) else answer
        return ChatResult(generations=[ChatGeneration(message=message)])


def calls(*wanted: tuple[str, dict[str, Any]], text: str = "") -> AIMessage:
    """A model's message with tool calls; ids as a provider gives them, new for every call."""
    calls.count += len(wanted)  # type: ignore[attr-defined]
    first = calls.count - len(wanted)  # type: ignore[attr-defined]
    return AIMessage(
        text,
        tool_calls=[
            {"name": name, "args": args, "id": f"call_{first + n}", "type": "tool_call"}
            for n, (name, args) in enumerate(wanted)
        ],
    )


calls.count = 0  # type: ignore[attr-defined]

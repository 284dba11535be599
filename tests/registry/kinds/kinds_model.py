"""A chat model that answers by a function of what it is shown, word by word, with tool calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult


class AnsweringModel(BaseChatModel):
    """`answer` is given the messages; what it returns comes in pieces of one word each, tool calls last."""

    answer: Callable[[list[BaseMessage]], AIMessage]

    @property
    def _llm_type(self) -> str:
        return "answering"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Any:
        return self.bind(**kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self.answer(messages))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        message = self.answer(messages)
        for chunk in _pieces(message):
            if run_manager:
                run_manager.on_llm_new_token(str(chunk.content), chunk=ChatGenerationChunk(message=chunk))
            yield ChatGenerationChunk(message=chunk)


def _pieces(message: AIMessage) -> Iterator[AIMessageChunk]:
    words = message.text.split(" ") if message.text else []
    for position, word in enumerate(words):
        yield AIMessageChunk(word if position == len(words) - 1 else f"{word} ")
    yield AIMessageChunk("", tool_calls=message.tool_calls, chunk_position="last")


def heard(messages: list[BaseMessage]) -> list[str]:
    """The caller's words, turn by turn."""
    return [message.text for message in messages if isinstance(message, HumanMessage)]


def result(messages: list[BaseMessage]) -> str | None:
    """What the tool that was called last has answered; None when the last message is none of a tool."""
    return messages[-1].text if isinstance(messages[-1], ToolMessage) else None


def call(name: str, says: str = "", **args: Any) -> AIMessage:
    """A message that calls one tool, and may say something before."""
    call.count += 1  # type: ignore[attr-defined]
    return AIMessage(says, tool_calls=[{"name": name, "args": args, "id": f"call-{call.count}"}])  # type: ignore[attr-defined]


call.count = 0  # type: ignore[attr-defined]

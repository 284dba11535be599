"""Rules behind the interface of a chat model, so that the same graph runs on either."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.messages.tool import tool_call, tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from graphs.clinic.rules.call import Call
from graphs.clinic.rules.decide import decide
from graphs.clinic.rules.routing import route
from graphs.clinic.rules.situation import Situation
from graphs.clinic.said import Said, join
from graphs.clinic.view import SITUATION

log = logging.getLogger(__name__)

WORDS = re.compile(r"\S+\s*")
NOT_UNDERSTOOD = Call("not_understood")


class RulesModel(BaseChatModel):
    """Answers from the situation in the system message and the tools' results; keeps nothing between calls."""

    @property
    def _llm_type(self) -> str:
        return "rules"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model_name": "rules"}

    def bind_tools(
        self, tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool], **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The same model with these tools; it calls only tools that it was given."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=answer(messages, _names(kwargs)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in _chunks(answer(messages, _names(kwargs))):
            if run_manager:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in _chunks(answer(messages, _names(kwargs))):
            if run_manager:
                await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk


def answer(messages: Sequence[BaseMessage], tools: frozenset[str]) -> AIMessage:
    """Tool calls, or the words of the tools' results. Ids of calls follow from the caller's message: no randomness."""
    sit = _situation(messages)
    results = _results(messages)
    if "route" in tools:
        return _calling([_route(sit)], messages)
    if results and not sit.fresh:
        return AIMessage(_spoken(results))
    calls = [call for call in _decide(sit) if call.name in tools] or [NOT_UNDERSTOOD]
    return _calling(calls, messages)


def _decide(sit: Situation) -> list[Call]:
    """What the rules decide; words that they stumble over are words that they did not understand."""
    try:
        return decide(sit)
    except Exception:
        log.exception("The rules failed; the caller is asked again.")
        return [NOT_UNDERSTOOD]


def _route(sit: Situation) -> Call:
    try:
        return route(sit)
    except Exception:
        log.exception("The rules of the router failed; the caller is asked again.")
        return Call("route")


def _situation(messages: Sequence[BaseMessage]) -> Situation:
    system = next((m for m in messages if isinstance(m, SystemMessage)), None)
    return Situation(system.additional_kwargs.get(SITUATION, {}) if system else {}, _text(messages))


def _text(messages: Sequence[BaseMessage]) -> str:
    return next((m.text for m in reversed(messages) if isinstance(m, HumanMessage)), "")


def _results(messages: Sequence[BaseMessage]) -> list[Said]:
    """What the tools of this turn want said."""
    start = max((i for i, m in enumerate(messages) if isinstance(m, HumanMessage)), default=-1)
    return [Said.from_content(m.text) for m in messages[start + 1 :] if isinstance(m, ToolMessage)]


def _spoken(results: list[Said]) -> str:
    tells = list(dict.fromkeys(result.tell for result in results if result.tell))
    return join(*tells, results[-1].ask)


def _calling(calls: list[Call], messages: Sequence[BaseMessage]) -> AIMessage:
    human = next((m.id for m in reversed(messages) if isinstance(m, HumanMessage)), None)
    done = sum(isinstance(message, ToolMessage) for message in messages)
    return AIMessage(
        "",
        tool_calls=[
            tool_call(name=call.name, args=call.arguments, id=f"{human}-{done + number}")
            for number, call in enumerate(calls)
        ],
    )


def _names(kwargs: dict[str, Any]) -> frozenset[str]:
    return frozenset(tool["function"]["name"] for tool in kwargs.get("tools", []))


def _chunks(message: AIMessage) -> Iterator[ChatGenerationChunk]:
    """Word by word, as a chat model streams."""
    for word in WORDS.findall(message.text):
        yield ChatGenerationChunk(message=AIMessageChunk(content=word))
    if message.tool_calls:
        calls = [
            tool_call_chunk(name=call["name"], args=json.dumps(call["args"]), id=call["id"], index=index)
            for index, call in enumerate(message.tool_calls)
        ]
        yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=calls))

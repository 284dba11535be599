"""A chat model that a caller can rely on: deadlines, one retry, then the fallback, and a fault instead of silence."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, suppress
from typing import Any, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableBinding
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict, Field, PrivateAttr

from graphs.models.attempt import Terms, judge_whole, judged
from graphs.models.faults import ModelFault, fault_of
from graphs.models.history import presentable
from graphs.models.thinking import without_thoughts

logger = logging.getLogger(__name__)

_PAUSE_SECONDS = 0.2
# before the second try, so that a restarting server has a chance
_NOT_SOON = frozenset({"timeout", "unreachable", "wrong_key", "unknown_model", "not_installed", "broken"})
# reasons after which the next turn should not wait for this model again
_CALL_ONLY = frozenset({"stream", "ls_structured_output_format"})
# arguments of a call that bind_tools does not take


class ResilientChatModel(BaseChatModel):
    """Wraps a chat model; streams, binds tools and passes usage_metadata and response_metadata through.

    A hang, an error, an empty or a refused answer before the first words is retried once within
    `first_token_seconds` and then given to `fallback`; after the first words it raises ModelUnavailable.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, protected_namespaces=())

    spec: str
    # provider:model, as the user wrote it
    build: Callable[[], BaseChatModel] = Field(repr=False, exclude=True)
    # makes the wrapped model; imports happen there, so it takes seconds the first time
    fallback: BaseChatModel | None = Field(default=None, repr=False, exclude=True)
    first_token_seconds: float = 4.0
    # for all tries of the wrapped model together
    between_chunks_seconds: float = 4.0
    needs_end: bool = True
    # the provider always states a finish reason
    strips_thoughts: bool = False
    # take <think>…</think> out of the text
    rest_seconds: float = 30.0
    # with a fallback: how long the wrapped model is left alone after it hung or could not be reached

    _built: BaseChatModel | None = PrivateAttr(default=None)
    _building: threading.Lock = PrivateAttr(default_factory=threading.Lock)
    _resting_until: float = PrivateAttr(default=0.0)

    @property
    def _llm_type(self) -> str:
        return "resilient"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.spec}

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> Any:
        provider, _, name = self.spec.partition(":")
        return {**super()._get_ls_params(stop=stop, **kwargs), "ls_provider": provider, "ls_model_name": name}

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Bind tools; each wrapped model gets them in its own format when it is asked."""
        if tool_choice is not None:
            kwargs["tool_choice"] = tool_choice
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def load(self) -> BaseChatModel:
        """The wrapped model, built at the first call (blocking); raises ModelFault when it cannot be built."""
        with self._building:
            if self._built is None:
                try:
                    self._built = self.build()
                except Exception as error:
                    raise fault_of(error, self.spec) from error
            return self._built

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        fault = ModelFault("unreachable", self.spec)
        if not self._rests():
            await asyncio.to_thread(self._load_quietly)
            first_by = _now() + self.first_token_seconds
            for _ in range(2):
                begun = False
                try:
                    async with aclosing(self._ask(presentable(messages), stop, kwargs, first_by)) as chunks:
                        async for chunk in chunks:
                            begun = True
                            yield chunk
                    return
                except ModelFault as error:
                    fault = self._noted(error, begun=begun)
                if begun:
                    raise ModelFault("cut", self.spec) from fault
                if not fault.retryable or _now() + _PAUSE_SECONDS >= first_by:
                    break
                await asyncio.sleep(_PAUSE_SECONDS)
        if self.fallback is None:
            raise fault
        async with aclosing(self._ask_fallback(self.fallback, messages, stop, kwargs)) as chunks:
            async for chunk in chunks:
                yield chunk

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        chunks = [chunk async for chunk in self._astream(messages, stop, **kwargs)]
        return generate_from_stream(iter(chunks))

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        try:
            return _whole(self.load(), presentable(messages), stop, kwargs, self._terms)
        except ModelFault as fault:
            self._noted(fault, begun=False)
            if self.fallback is None:
                raise
            return _whole(self.fallback, messages, stop, kwargs, self._fallback_terms)

    def _ask(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any], first_by: float
    ) -> AsyncGenerator[ChatGenerationChunk]:
        chunks = _chunks(self.load(), messages, stop, kwargs)
        return judged(without_thoughts(chunks) if self.strips_thoughts else chunks, self._terms, first_by=first_by)

    def _ask_fallback(
        self, model: BaseChatModel, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> AsyncGenerator[ChatGenerationChunk]:
        logger.warning("The fallback model answers.", extra={"model": self.spec})
        first_by = _now() + self.first_token_seconds
        return judged(_chunks(model, messages, stop, kwargs), self._fallback_terms, first_by=first_by)

    @property
    def _terms(self) -> Terms:
        return Terms(self.spec, self.between_chunks_seconds, needs_end=self.needs_end)

    @property
    def _fallback_terms(self) -> Terms:
        return Terms("in reserve", self.between_chunks_seconds, needs_end=False)

    def _load_quietly(self) -> None:
        with suppress(ModelFault):
            self.load()

    def _rests(self) -> bool:
        return self.fallback is not None and time.monotonic() < self._resting_until

    def _noted(self, fault: ModelFault, *, begun: bool) -> ModelFault:
        logger.warning(
            "The chat model failed.",
            extra={"model": self.spec, "reason": fault.reason, "cause": type(fault.__cause__).__name__, "begun": begun},
        )
        if fault.reason in _NOT_SOON:
            self._resting_until = time.monotonic() + self.rest_seconds
        return fault


def _now() -> float:
    return asyncio.get_running_loop().time()


def _bound(model: BaseChatModel, kwargs: dict[str, Any]) -> tuple[BaseChatModel, dict[str, Any]]:
    """The model and its call arguments, the tools in the model's own format."""
    if not kwargs.get("tools"):
        return model, kwargs
    options = {key: value for key, value in kwargs.items() if key not in _CALL_ONLY}
    runnable: Any = model.bind_tools(options.pop("tools"), **options)
    arguments = {key: value for key, value in kwargs.items() if key in _CALL_ONLY}
    while isinstance(runnable, RunnableBinding):
        arguments = {**runnable.kwargs, **arguments}
        runnable = runnable.bound
    return runnable, arguments


async def _chunks(
    model: BaseChatModel, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
) -> AsyncGenerator[ChatGenerationChunk]:
    bound, arguments = _bound(model, kwargs)
    if _streams(bound):
        # astream() would run callbacks a second time: every token twice in a LangGraph stream
        async with aclosing(
            cast("AsyncGenerator[ChatGenerationChunk]", bound._astream(messages, stop, **arguments))
        ) as raw:
            async for chunk in raw:
                yield chunk
    else:
        result = await bound._agenerate(messages, stop, **arguments)
        yield _as_chunk(result.generations[0])


def _streams(model: BaseChatModel) -> bool:
    kind = type(model)
    return kind._astream is not BaseChatModel._astream or kind._stream is not BaseChatModel._stream


def _as_chunk(generation: ChatGeneration) -> ChatGenerationChunk:
    message = AIMessageChunk(**generation.message.model_dump(exclude={"type"}))
    return ChatGenerationChunk(message=message, generation_info=generation.generation_info)


def _whole(
    model: BaseChatModel, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any], terms: Terms
) -> ChatResult:
    bound, arguments = _bound(model, kwargs)
    try:
        result = bound._generate(messages, stop, **arguments)
    except Exception as error:
        raise fault_of(error, terms.spec) from error
    judge_whole(result.generations[0], terms)
    return result

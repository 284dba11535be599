"""One streamed answer of one model, held to deadlines and judged: hung, empty, refused or cut is a fault."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk

from graphs.models.faults import ModelFault, fault_of

_GOOD_ENDS = frozenset({"stop", "max_tokens", "length", "tool_calls", "function_call", "end_turn", "stop_sequence"})
_END_KEYS = ("finish_reason", "stop_reason", "done_reason")
_USAGE_SECONDS = 1.0
# how long the token count may lag behind a finished answer


@dataclass(frozen=True, slots=True)
class Terms:
    """What a model is held to."""

    spec: str
    between_chunks_seconds: float
    needs_end: bool
    # the provider always says why it stopped, so an answer without an end is a cut one


async def judged(
    chunks: AsyncGenerator[ChatGenerationChunk], terms: Terms, *, first_by: float
) -> AsyncGenerator[ChatGenerationChunk]:
    """Chunks from the first one with text or a tool call on; ModelFault when the answer is no good.

    `first_by` is a time of the running loop. A fault before the first chunk leaves nothing said.
    """
    held: list[ChatGenerationChunk] = []
    begun, end = False, ""
    async with aclosing(chunks):
        while (chunk := await _next(chunks, terms, first_by, begun=begun, ended=bool(end))) is not None:
            end = _end_of(chunk, terms) or end
            held.append(chunk)
            begun = begun or says_something(chunk.message)
            if begun:
                for ready in held:
                    yield ready
                held.clear()
    if not begun:
        raise ModelFault("empty", terms.spec)
    if terms.needs_end and not end:
        raise ModelFault("cut", terms.spec)


def says_something(message: object) -> bool:
    """Whether a message has words to speak or a tool call."""
    if isinstance(message, AIMessageChunk) and message.tool_call_chunks:
        return True
    return isinstance(message, AIMessage) and bool(message.tool_calls or message.text.strip())


def judge_whole(generation: ChatGeneration, terms: Terms) -> None:
    """The same judgement for an answer that came in one piece."""
    _end_of(generation, terms)
    if not says_something(generation.message):
        raise ModelFault("empty", terms.spec)


async def _next(
    chunks: AsyncGenerator[ChatGenerationChunk], terms: Terms, first_by: float, *, begun: bool, ended: bool
) -> ChatGenerationChunk | None:
    allowed_seconds = _USAGE_SECONDS if ended else terms.between_chunks_seconds
    deadline = asyncio.get_running_loop().time() + allowed_seconds if begun or ended else first_by
    try:
        async with asyncio.timeout_at(deadline):
            return await anext(chunks, None)
    except Exception as error:
        if ended and isinstance(error, TimeoutError):
            return None
        raise fault_of(error, terms.spec) from error


def _end_of(generation: ChatGeneration, terms: Terms) -> str:
    info = {**generation.message.response_metadata, **(generation.generation_info or {})}
    end = next((str(info[key]) for key in _END_KEYS if info.get(key)), "")
    if info.get("prompt_feedback") or (end and end.lower() not in _GOOD_ENDS):
        raise ModelFault("refused", terms.spec)
    return end

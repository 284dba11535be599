"""Takes `<think>…</think>` out of a stream of chunks: open models put their reasoning into the text."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

OPEN, CLOSE = "<think>", "</think>"


class ThoughtFilter:
    """Feed it text piece by piece; it returns what is meant to be spoken and holds back half a tag."""

    def __init__(self) -> None:
        self._inside = False
        self._pending = ""

    def feed(self, text: str) -> str:
        self._pending += text
        spoken = ""
        while True:
            tag = CLOSE if self._inside else OPEN
            before, found, after = self._pending.partition(tag)
            if not found:
                return spoken + self._release(tag)
            spoken += "" if self._inside else before
            self._inside, self._pending = not self._inside, after.lstrip() if self._inside else after

    def rest(self) -> str:
        """What was held back when the stream ended."""
        held, self._pending = self._pending, ""
        return "" if self._inside else held

    def _release(self, tag: str) -> str:
        held = next((n for n in range(len(tag) - 1, 0, -1) if self._pending.endswith(tag[:n])), 0)
        cut = len(self._pending) - held
        text, self._pending = self._pending[:cut], self._pending[cut:]
        return "" if self._inside else text


async def without_thoughts(chunks: AsyncGenerator[ChatGenerationChunk]) -> AsyncGenerator[ChatGenerationChunk]:
    """The same chunks with the thinking taken out of their text; tool calls and usage pass as they are."""
    thoughts = ThoughtFilter()
    async with aclosing(chunks):
        async for chunk in chunks:
            yield _filtered(chunk, thoughts)
    if rest := thoughts.rest():
        yield ChatGenerationChunk(message=AIMessageChunk(content=rest))


def _filtered(chunk: ChatGenerationChunk, thoughts: ThoughtFilter) -> ChatGenerationChunk:
    content = chunk.message.content
    if not isinstance(content, str) or not content:
        return chunk
    message = chunk.message.model_copy(update={"content": thoughts.feed(content)})
    return ChatGenerationChunk(message=message, generation_info=chunk.generation_info)

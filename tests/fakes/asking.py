"""One turn with a chat model, as a caller lives through it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import BaseMessage

from graphs.errors import ModelUnavailable


@dataclass(frozen=True)
class Asked:
    """What came."""

    text: str
    # what was said before the end or the fault
    fault: ModelUnavailable | None
    seconds: float
    pieces: tuple[tuple[str, float], ...]
    # each text and when it came


async def ask(model: Any, messages: Sequence[BaseMessage]) -> Asked:
    """Stream one answer to its end or its fault."""
    pieces: list[tuple[str, float]] = []
    fault, began = None, time.monotonic()
    try:
        async for chunk in model.astream(messages):
            if chunk.text:
                pieces += [(chunk.text, time.monotonic() - began)]
    except ModelUnavailable as error:
        fault = error
    return Asked("".join(text for text, _ in pieces), fault, time.monotonic() - began, tuple(pieces))

"""What a running turn tells the graph's own code: who, which turn, and when an effect may happen."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from langchain_core.runnables import RunnableConfig

CONFIG_KEY = "__turn"
# in `configurable`; keys that begin with two underscores are not written to checkpoint metadata


@dataclass(slots=True)
class Turn:
    """One utterance of the caller and its reply, as a node or a tool sees it."""

    session: str
    id: str
    modality: str = "text"
    # "voice" | "text"
    opening: bool = False
    # True when nothing was said yet: a call begins (or is resumed) and the agent speaks first
    language: str | None = None
    # the language the session was created with, None: let the graph find out
    accepted: asyncio.Event = field(default_factory=asyncio.Event)
    # set once the caller's words are confirmed and durable; effects wait for it

    async def effect(self, call_id: str) -> str:
        """Wait until the turn is accepted; return the idempotency key of this effect (stable for turn and call)."""
        await self.accepted.wait()
        return f"{self.session}:{self.id}:{call_id}"


def current_turn(config: RunnableConfig | None) -> Turn:
    """The turn under way; outside of a Conversation (LangGraph Studio, tests) an accepted turn of the thread."""
    configurable: dict[str, Any] = (config or {}).get("configurable") or {}
    turn = configurable.get(CONFIG_KEY)
    if isinstance(turn, Turn):
        return turn
    alone = Turn(session=str(configurable.get("thread_id", "alone")), id=str(configurable.get("run_id", "alone")))
    alone.accepted.set()
    return alone

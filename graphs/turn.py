"""What a running turn tells the graph's own code: who, which turn, and when an effect may happen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from langchain_core.runnables import RunnableConfig

from graphs.errors import EffectNotDone

CONFIG_KEY = "__turn"
# in `configurable`; keys that begin with two underscores are not written to checkpoint metadata


T = TypeVar("T")


class Ledger(Protocol):
    """Where it is written down that an effect was begun, and how it ended."""

    async def begin(self, key: str) -> tuple[bool, Any]: ...

    async def done(self, key: str, result: Any) -> None: ...

    async def not_done(self, key: str) -> None: ...


async def _at_once() -> None:
    return None


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
    # set once the caller's words are confirmed; effects wait for it
    durable: Callable[[], Awaitable[None]] = _at_once
    # returns once everything that the turn has written so far is stored; effects wait for it too
    ledger: Ledger | None = None
    # None outside of a Conversation
    has_effects: bool = False
    # True once an effect was allowed: what comes of it belongs to the thread, the turn is not cut short any more
    in_effect: bool = False
    # True while an effect that cannot be asked twice is under way
    is_answer: bool = False
    # True when the caller's words go to a question of the graph: they are no message of the thread then

    async def effect(self, call_id: str) -> str:
        """The idempotency key of this effect, stable for turn and call, to be written together with the effect.

        Returns once the effect may happen: the turn is accepted and all that led to it is durable. Raises
        StaleWriter when another process has taken over.
        """
        await self.accepted.wait()
        await self.durable()
        self.has_effects = True
        return f"{self.session}:{self.id}:{call_id}"

    async def once(self, call_id: str, action: Callable[[], Awaitable[T]]) -> T:
        """For an effect that takes no idempotency key: do it at most once, and give the same result ever after.

        The result is kept as JSON. Raises EffectUncertain when an earlier attempt broke off and nobody knows whether
        it happened; an action that raises EffectNotDone may be tried again.
        """
        key = await self.effect(call_id)
        if self.ledger is None:
            return await action()
        is_done, known = await self.ledger.begin(key)
        if is_done:
            result: T = known
            return result
        self.in_effect = True  # and stays so when the end of it is not known
        try:
            result = await action()
        except EffectNotDone:
            await self.ledger.not_done(key)
            self.in_effect = False
            raise
        await self.ledger.done(key, result)
        self.in_effect = False
        return result


def current_turn(config: RunnableConfig | None) -> Turn:
    """The turn under way; outside of a Conversation (LangGraph Studio, tests) an accepted turn of the thread."""
    configurable: dict[str, Any] = (config or {}).get("configurable") or {}
    turn = configurable.get(CONFIG_KEY)
    if isinstance(turn, Turn):
        return turn
    alone = Turn(session=str(configurable.get("thread_id", "alone")), id=str(configurable.get("run_id", "alone")))
    alone.accepted.set()
    return alone

"""When a provider that failed is tried again: after a rest that grows, in the background, never on a caller's time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from livekit.agents import APIStatusError

Engine = TypeVar("Engine")

LONGEST_REST_SECONDS = 120.0


@dataclass(eq=False)
class Link(Generic[Engine]):
    """One engine of a chain."""

    engine: Engine
    resting: bool = False
    # it failed and is not used until a probe succeeds
    _probing: asyncio.Task[None] | None = field(default=None, repr=False)

    def rest(self, seconds: float, probe: Callable[[], Awaitable[bool]]) -> None:
        """Leave the engine alone until `probe` says that it is well again; the first look after `seconds`."""
        self.resting = True
        if self._probing is None or self._probing.done():
            self._probing = asyncio.create_task(self._recover(seconds, probe), name="probe a failed engine")

    def wake(self) -> None:
        """Use the engine again at once."""
        self.resting = False
        if self._probing is not None:
            self._probing.cancel()

    async def _recover(self, seconds: float, probe: Callable[[], Awaitable[bool]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            if await _well(probe):
                self.resting = False
                return
            seconds = min(2 * seconds, LONGEST_REST_SECONDS)

    async def aclose(self) -> None:
        """Stop looking."""
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.gather(self._probing, return_exceptions=True)


async def _well(probe: Callable[[], Awaitable[bool]]) -> bool:
    try:
        return await probe()
    except Exception:
        return False


def cause(error: BaseException) -> str:
    """A failure in a word or two for a log line: the status or the class, never the text, which may hold a key."""
    if isinstance(error, APIStatusError):
        return f"status {error.status_code}"
    return type(error).__name__

"""When the question that waits gets its default."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from graphs.tasks import cancelled


class Deadline:
    """One alarm at most; seconds since the epoch, so that it outlives the process that set it."""

    def __init__(self, expire: Callable[[], Awaitable[None]]) -> None:
        self._expire = expire
        self._task: asyncio.Task[None] | None = None

    @property
    def is_set(self) -> bool:
        return self._task is not None

    def set(self, due: float) -> None:
        """Expire then, and not when it was set to before."""
        self.stop()
        self._task = asyncio.create_task(self._wait(due), name="deadline")

    def stop(self) -> None:
        """Never expire, unless it is doing so just now."""
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()
        self._task = None

    async def aclose(self) -> None:
        """Stop, and wait until it has."""
        if self._task is not None:
            await cancelled(self._task)

    async def _wait(self, due: float) -> None:
        await asyncio.sleep(max(due - time.time(), 0))
        self._task = None
        await self._expire()

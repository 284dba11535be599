"""Holds open what factories opened for their graphs: servers of tools, databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from typing import Any

import structlog

log = structlog.get_logger(__name__)


class Keeper:
    """Enters context managers, each in a task of its own that also leaves it: many may not be left in another one."""

    def __init__(self) -> None:
        self._closing = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def enter(self, context: AbstractAsyncContextManager[Any]) -> Any:
        """What the context yields; it stays open until `aclose`. Raises what entering raises."""
        entered: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._tasks.append(asyncio.create_task(self._hold(context, entered), name="graph's resources"))
        return await entered

    async def _hold(self, context: AbstractAsyncContextManager[Any], entered: asyncio.Future[Any]) -> None:
        try:
            async with context as made:
                entered.set_result(made)
                await self._closing.wait()
        except (Exception, SystemExit) as error:
            if entered.done():
                log.warning("a graph's resources did not close", error=type(error).__name__, exc_info=error)
            else:
                entered.set_exception(error)

    async def aclose(self) -> None:
        """Leave every context, as after an ordinary end. Idempotent."""
        self._closing.set()
        await asyncio.gather(*self._tasks)


@asynccontextmanager
async def on_threads(context: AbstractContextManager[Any]) -> AsyncIterator[Any]:
    """A synchronous context manager as an asynchronous one."""
    made = await asyncio.to_thread(context.__enter__)
    try:
        yield made
    finally:
        await asyncio.to_thread(context.__exit__, None, None, None)

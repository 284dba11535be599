"""Ending tasks for certain."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

AGAIN_SECONDS = 0.5


async def cancelled(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait until they have ended.

    Once is not always enough: in Python 3.11 `asyncio.wait_for`, which redis-py sends through, can swallow a
    cancellation that comes as its own work completes (https://github.com/python/cpython/issues/86296).
    """
    pending = {task for task in tasks if not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=AGAIN_SECONDS)


async def done_within(seconds: float, work: Awaitable[None]) -> bool:
    """Whether the work was done within so many seconds; it is cancelled if not."""
    try:
        async with asyncio.timeout(seconds):
            await work
    except TimeoutError:
        return False
    return True

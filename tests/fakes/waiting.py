"""Waiting for something to become true, with a limit and without a fixed sleep."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(true: Callable[[], object], seconds: float = 3.0) -> None:
    """Return when `true()` is; TimeoutError after `seconds`."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - the fakes and LiveKit tell by state, not by events
            await asyncio.sleep(0.01)

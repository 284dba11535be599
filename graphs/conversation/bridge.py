"""Short phrases over a pause: a slow model or tool is not a dead line. The thread does not keep them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

STILL_SECONDS = 4.0
# of quiet after the last words until the next phrase
CHARACTERS_PER_SECOND = 15.0
# of speech, to know about when words have been said


class Bridge:
    """Says the name of a phrase when a turn has been quiet for too long."""

    def __init__(self, first_seconds: float, say: Callable[[str], None]) -> None:
        """`first_seconds`: from `run` to the first phrase of a turn that has no words yet."""
        self._first_seconds = first_seconds
        self._say = say
        self._quiet_from: float | None = None
        # when the words spoken so far are about over, time.monotonic(); None before the first

    def spoke(self, text: str) -> None:
        """These words go to the caller now."""
        now = time.monotonic()
        self._quiet_from = max(now, self._quiet_from or now) + len(text) / CHARACTERS_PER_SECOND

    async def run(self, begin: asyncio.Event | None = None) -> None:
        """Bridge pauses until cancelled, from `begin` on."""
        if begin is not None:
            await begin.wait()
        await asyncio.sleep(self._first_seconds)
        if self._quiet_from is None:
            self._say_now("filler")
        while True:
            left = (self._quiet_from or 0.0) + STILL_SECONDS - time.monotonic()
            if left <= 0:
                self._say_now("still")
            else:
                await asyncio.sleep(left)

    def _say_now(self, name: str) -> None:
        self._say(name)
        self._quiet_from = time.monotonic()

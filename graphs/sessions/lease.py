"""The right to be a session's only writer, for a while."""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType

from graphs.checkpoints.scripts import Client
from graphs.errors import StoreUnavailable
from graphs.sessions import scripts
from graphs.sessions.errors import reachable
from graphs.tasks import cancelled


class Lease:
    """Held from `SessionStore.lease` until `release`; inside `async with` it is renewed three times per period.

    `token` is a fencing token: greater than any before of the session. The saver refuses writes with an older one.
    """

    def __init__(
        self, client: Client, key: bytes, holder: str, token: int, seconds: float, *, previous: int = 0
    ) -> None:
        self.holder = holder
        self.token = token
        self.previous = previous
        # the token before; when that was the holder's own, nobody else has written since
        self.seconds = seconds
        # how long it is held without renewal
        self.lost = asyncio.Event()
        # set once it is known that another writer has taken over
        self._client = client
        self._key = key
        self._renewal: asyncio.Task[None] | None = None

    async def renew(self) -> bool:
        """Hold it for another period; False, and `lost` is set, when another writer has taken over."""
        with reachable():
            held = await scripts.RENEW(self._client, [self._key], self.token, int(self.seconds * 1000))
        if not held:
            self.lost.set()
        return bool(held)

    async def release(self) -> None:
        """Let the next writer in at once; nothing happens when another has it already."""
        with reachable():
            await scripts.RELEASE(self._client, [self._key], self.token)

    async def __aenter__(self) -> Lease:
        self._renewal = asyncio.create_task(self._keep(), name="lease")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._renewal is not None:
            await cancelled(self._renewal)
        with contextlib.suppress(StoreUnavailable):
            await self.release()

    async def _keep(self) -> None:
        """Renew until lost; Redis out of reach decides nothing, the token does once it is back."""
        while not self.lost.is_set():
            await asyncio.sleep(self.seconds / 3)
            with contextlib.suppress(StoreUnavailable):
                await self.renew()

"""The right and the means to write a session's thread: one lock, one lease, one saver behind."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from langgraph.checkpoint.base import BaseCheckpointSaver

from graphs.checkpoints import WriteBehind
from graphs.errors import StoreUnavailable
from graphs.sessions import Lease, SessionStore
from graphs.sessions.errors import reachable
from graphs.tasks import cancelled, done_within

LEASE_WAIT_SECONDS = 2.5
# for another writer to let go, or for its lease to run out
RETRY_SECONDS = 0.2
# between attempts while Redis is away
STORE_WAIT_SECONDS = 0.5
# the end of a turn waits so long for the store; what is not stored by then is stored when Redis is back


class Claim:
    """A lease that is being asked for: first `answered`, then `begin`."""

    def __init__(self, asking: asyncio.Task[Lease], begin: Callable[[Lease], Awaitable[None]], token: int | None):
        """`token`: of our last lease, where the thread is in memory as that has left it; a run may begin on that."""
        self.is_remembered = token is not None
        self.has_begun = False
        self._asking = asking
        self._begin = begin
        self._token = token

    async def answered(self) -> bool:
        """Wait for the lease; whether the thread is as it is remembered. Nothing is written yet.

        Raises SessionBusy, StoreUnavailable, SessionNotFound.
        """
        return (await self._asking).previous == self._token

    async def begin(self) -> Lease:
        """Write under the lease from now on; what was remembered wrongly is forgotten, with what was written on it."""
        lease = await self._asking
        await self._begin(lease)
        self.has_begun = True
        return await lease.__aenter__()

    async def aclose(self) -> None:
        """Let go; a lease that came too late as well."""
        if not self._asking.done():
            await cancelled(self._asking)
        if not self._asking.cancelled() and self._asking.exception() is None:
            await self._asking.result().__aexit__(None, None, None)


class Writer:
    """One session's writer in this process; what others write is seen by their fencing tokens."""

    def __init__(
        self,
        sessions: SessionStore,
        session_id: str,
        saver: BaseCheckpointSaver[str],
        *,
        holder: str,
        outage_seconds: float,
    ) -> None:
        """`outage_seconds`: Redis may be away for so long before a turn fails."""
        self.saver = WriteBehind(saver)
        # what turns write through
        self.outage_seconds = outage_seconds
        self.away_since: float | None = None
        # when Redis stopped to answer, time.monotonic()
        self._sessions = sessions
        self._session_id = session_id
        self._holder = holder
        self._lock = asyncio.Lock()
        self._token: int | None = None
        # of the last lease

    @property
    def token(self) -> int | None:
        """The fencing token of the last lease."""
        return self._token

    @asynccontextmanager
    async def lease(self) -> AsyncIterator[Lease]:
        """Be the only writer inside: in this process by a lock, among processes by the lease.

        What others have written since the last time is seen; what they have not let us write is given up.
        """
        async with self.claim() as claim:
            yield await claim.begin()

    @asynccontextmanager
    async def claim(self) -> AsyncIterator[Claim]:
        """Like `lease`, but inside before Redis has answered: nothing is written until `Claim.begin`."""
        async with self._lock, AsyncExitStack() as held:
            await held.enter_async_context(self.saver.held_back())
            self.saver.trim()
            backlog = self.saver.backlog
            remembered = self._token if self.saver.newest(self._session_id) else None
            asking = asyncio.create_task(self._acquired(), name="lease")
            claim = Claim(asking, lambda lease: self._begin(lease, held), remembered)
            try:
                yield claim
            finally:
                if claim.has_begun:
                    await self.written(STORE_WAIT_SECONDS)
                else:
                    self.saver.take_back(backlog)
                await claim.aclose()

    async def _begin(self, lease: Lease, held: AsyncExitStack) -> None:
        self.saver.begin(lease.token, known=lease.previous == self._token)
        self._token = lease.token
        await held.aclose()

    async def _acquired(self) -> Lease:
        """The lease; while Redis is away, attempts are made for as long as an outage may last."""
        while True:
            try:
                lease = await self._sessions.lease(self._session_id, self._holder, wait_seconds=LEASE_WAIT_SECONDS)
            except StoreUnavailable:
                now = time.monotonic()
                self.away_since = self.away_since or now
                if now - self.away_since >= self.outage_seconds:
                    raise
                await asyncio.sleep(RETRY_SECONDS)
            else:
                self.away_since = None
                return lease

    async def look_again(self) -> None:
        """Without the lease: forget what is remembered of the thread when another process has written since."""
        if not self._lock.locked() and await self._sessions.token(self._session_id) != self._token:
            self.saver.forget()

    async def head(self) -> str | None:
        """Id of the thread's newest checkpoint, for the holder of the lease."""
        newest = await self.saver.aget_tuple({"configurable": {"thread_id": self._session_id}})
        return newest.config["configurable"]["checkpoint_id"] if newest else None

    async def durable(self) -> None:
        """Wait until the store has all that was written. Raises StoreUnavailable, StaleWriter."""
        try:
            async with asyncio.timeout(self.outage_seconds):
                with reachable():
                    await self.saver.durable()
        except TimeoutError as error:
            raise StoreUnavailable("Redis does not answer.") from error

    async def stored(self, seconds: float) -> bool:
        """Whether the store has everything within so many seconds; it will have it when Redis is back.

        Raises what the store refuses with: StaleWriter and its like.
        """
        is_written = await self.written(seconds)
        if (error := self.saver.error) is not None:
            raise error
        return is_written

    async def written(self, seconds: float) -> bool:
        """Whether the store has taken or refused everything within so many seconds."""
        return self.saver.backlog == 0 or await done_within(seconds, self.saver.settled())

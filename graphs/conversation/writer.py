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
from graphs.tasks import cancelled

LEASE_WAIT_SECONDS = 2.5
# for another writer to let go, or for its lease to run out
RETRY_SECONDS = 0.2
# between attempts while Redis is away
STORE_WAIT_SECONDS = 0.5
# the end of a turn waits so long for the store; what is not stored by then is stored when Redis is back


class Claim:
    """A lease that is being asked for."""

    def __init__(
        self, asking: asyncio.Task[Lease], begin: Callable[[Lease], Awaitable[bool]], is_remembered: bool
    ) -> None:
        self.is_remembered = is_remembered
        # the thread is in memory as it was after our last turn: a run may begin on that
        self.is_granted = False
        self._asking = asking
        self._begin = begin

    async def granted(self) -> bool:
        """Wait for the lease; whether the thread is as it was after our last turn.

        Raises SessionBusy, StoreUnavailable, SessionNotFound.
        """
        lease = await self._asking
        is_known = await self._begin(lease)
        self.is_granted = True
        await lease.__aenter__()
        return is_known

    @property
    def lease(self) -> Lease:
        """The lease, once it is granted."""
        return self._asking.result()

    async def aclose(self) -> None:
        """Let go; a lease that came too late as well."""
        if not self._asking.done():
            await cancelled(self._asking)
        if not self._asking.cancelled() and self._asking.exception() is None:
            await self.lease.__aexit__(None, None, None)


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
            await claim.granted()
            yield claim.lease

    @asynccontextmanager
    async def claim(self) -> AsyncIterator[Claim]:
        """Like `lease`, but inside before Redis has answered: nothing is written until `granted`."""
        async with self._lock, AsyncExitStack() as held:
            await held.enter_async_context(self.saver.held_back())
            self.saver.trim()
            backlog = self.saver.backlog
            claim = Claim(
                asyncio.create_task(self._acquired(), name="lease"),
                lambda lease: self._begin(lease, held),
                self._token is not None and self.saver.newest(self._session_id) is not None,
            )
            try:
                yield claim
            finally:
                if claim.is_granted:
                    await self.written(STORE_WAIT_SECONDS)
                else:
                    self.saver.take_back(backlog)
                await claim.aclose()

    async def _begin(self, lease: Lease, held: AsyncExitStack) -> bool:
        """Write under this lease; whether nobody else has written since the last one."""
        is_known = lease.previous == self._token
        self.saver.begin(lease.token, known=is_known)
        self._token = lease.token
        await held.aclose()
        return is_known

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

    async def written(self, seconds: float) -> bool:
        """Whether the store has taken or refused everything within so many seconds."""
        return self.saver.backlog == 0 or await done_in(seconds, self.saver.settled())


async def done_in(seconds: float, work: Awaitable[None]) -> bool:
    """Whether the work was done within so many seconds; it is cancelled if not."""
    try:
        async with asyncio.timeout(seconds):
            await work
    except TimeoutError:
        return False
    return True

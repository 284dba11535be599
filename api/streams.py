"""Event streams of this process: each is read by a task of its own, and all of them end when the process stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from dataclasses import dataclass, field
from typing import Any

from fastapi.sse import ServerSentEvent

from api.problems import problem_of
from graphs.events import Event

READ_AHEAD = 64
# events that a watcher may lag behind before reading from the journal pauses
AGAIN_SECONDS = 1.0
# between cancellations of a task that goes on


def sse(event: Event) -> ServerSentEvent:
    """One event on the wire; those of the journal carry their `seq` as id, so that Last-Event-ID resumes."""
    return ServerSentEvent(data=event.as_dict(), event=event.type, id=str(event.seq) if event.seq else None)


@dataclass(slots=True)
class Stream:
    """Events from the task that reads their source to one reader."""

    session: str
    queue: asyncio.Queue[Event | None]
    failure: Exception | None = None

    async def read(self) -> AsyncGenerator[Event]:
        """The events; a source that broke ends with an "error" event."""
        while (event := await self.queue.get()) is not None:
            yield event
        if self.failure is not None:
            problem = problem_of(self.failure)
            yield Event("error", self.session, data={"code": problem.code, "message": problem.detail})

    async def fill(self, source: AsyncIterator[Event]) -> None:
        """Read the source to its end; the reader is told of the end however it comes."""
        try:
            async for event in source:
                await self.queue.put(event)
        except Exception as error:
            self.failure = error
        finally:
            self._end()

    def _end(self) -> None:
        while self.queue.full():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


@dataclass(slots=True)
class Streams:
    """Owner of the tasks behind all streams; `close` ends every stream so that the server can stop at once."""

    closing: bool = False
    _watchers: set[asyncio.Task[None]] = field(default_factory=set)
    _turns: set[asyncio.Task[None]] = field(default_factory=set)

    def turn(self, session: str, events: AsyncIterator[Event]) -> Stream:
        """Read a turn to its end, also when the caller has left: it happens, so it is waited for."""
        stream = Stream(session, asyncio.Queue())
        self._start(self._turns, stream.fill(events))
        return stream

    async def watch(self, session: str, events: AsyncIterator[Event]) -> AsyncGenerator[Event]:
        """Follow a source for as long as somebody reads and the process goes on."""
        stream = Stream(session, asyncio.Queue(READ_AHEAD))
        task = self._start(self._watchers, stream.fill(events))
        try:
            async for event in stream.read():
                yield event
        finally:
            _cancel(task)

    def _start(self, owned: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        owned.add(task)
        task.add_done_callback(owned.discard)
        if self.closing:
            asyncio.get_running_loop().call_soon(_cancel, task)
        return task

    async def close(self, seconds: float) -> None:
        """End the watchers now and the turns within `seconds`; what is left then is cancelled. Idempotent."""
        self.closing = True
        for task in self._watchers:
            _cancel(task)
        if self._turns:
            await asyncio.wait(self._turns, timeout=seconds)
        for task in self._turns:
            _cancel(task)
        await asyncio.gather(*self._watchers, *self._turns, return_exceptions=True)


def _cancel(task: asyncio.Task[None]) -> None:
    """Cancel until it has ended: redis-py sends inside `wait_for`, which in Python 3.11 may lose a cancellation."""
    if not task.done():
        task.cancel()
        asyncio.get_running_loop().call_later(AGAIN_SECONDS, _cancel, task)

"""What is written about a session after the fact, its events and its record, in order and off the path of a turn."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import structlog

from graphs.errors import SessionNotFound, StoreUnavailable
from graphs.events import Event
from graphs.sessions import Session, SessionStore
from graphs.tasks import done_within

log = structlog.get_logger(__name__)

RETRY_SECONDS = 0.1
GATHER_SECONDS = 0.01
# how long events wait for others to go with them, unless somebody waits until they are written
MOST_WAITING = 5_000
# events kept while Redis is away; older ones are given up


@dataclass(slots=True)
class Change:
    """A change of the session's record."""

    turns_by: int
    values: dict[str, Any]
    once: str = field(default_factory=lambda: uuid4().hex)


class Outbox:
    """Writes what it is given, one after another; while Redis is away it keeps it and tries again."""

    def __init__(self, sessions: SessionStore, session_id: str, on_record: Callable[[Session], None]) -> None:
        """`on_record` is given the session's record whenever it has changed."""
        self._sessions = sessions
        self._session_id = session_id
        self._on_record = on_record
        self._waiting: deque[Event | Change] = deque()
        self._task: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()

    def put(self, events: Sequence[Event]) -> None:
        """Queue events; deltas of a reply are live only and are left out."""
        self._queue(*(event for event in events if event.type != "reply.delta"))

    def update(self, *, turns_by: int = 0, **values: Any) -> None:
        """Queue a change of the record, as `SessionStore.update` takes it."""
        self._queue(Change(turns_by, values))

    def _queue(self, *items: Event | Change) -> None:
        self._waiting.extend(items)
        if (lost := len(self._waiting) - MOST_WAITING) > 0:
            for _ in range(lost):
                self._waiting.popleft()
            log.error("events lost: Redis is away for too long", session=self._session_id, events=lost)
        if self._waiting and (self._task is None or self._task.done()):
            self._hurry.clear()
            self._task = asyncio.create_task(self._write(), name="outbox")

    @property
    def backlog(self) -> int:
        """How many events and changes are not written yet."""
        return len(self._waiting)

    async def flush(self) -> None:
        """Wait until everything queued so far is written, as long as that takes."""
        if self._task is not None:
            self._hurry.set()
            await asyncio.wait([self._task])

    async def flushed(self, seconds: float) -> bool:
        """Whether everything queued so far is written within so many seconds."""
        return not self._waiting or await done_within(seconds, self.flush())

    async def aclose(self, seconds: float) -> None:
        """Write what is left, for at most so many seconds."""
        if self._task is not None and not self._task.done():
            self._hurry.set()
            _, late = await asyncio.wait([self._task], timeout=seconds)
            for task in late:
                log.error("events lost: Redis is away", session=self._session_id, events=len(self._waiting))
                task.cancel()

    async def _write(self) -> None:
        while self._waiting:
            if not self._hurry.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._hurry.wait(), GATHER_SECONDS)
            try:
                await self._together(*self._next())
            except SessionNotFound:
                self._waiting.clear()  # it was deleted: there is nothing to write about

    def _next(self) -> tuple[list[Event], Change | None]:
        """The events up to the next change, and that change."""
        events: list[Event] = []
        for item in self._waiting:
            if isinstance(item, Change):
                return events, item
            events.append(item)
        return events, None

    async def _together(self, events: list[Event], change: Change | None) -> None:
        """Events and change in one call, which may be repeated."""
        once = change.once if change else uuid4().hex
        while events or change:
            try:
                if change is None:
                    await self._sessions.append(events, once=once)
                else:
                    _, record = await self._sessions.append_and_update(
                        self._session_id, events, turns_by=change.turns_by, once=once, **change.values
                    )
                    self._on_record(record)
                break
            except StoreUnavailable:
                await asyncio.sleep(RETRY_SECONDS)
        self._drop([*events, *([change] if change else [])])

    def _drop(self, written: Sequence[Event | Change]) -> None:
        """What was written leaves the queue, unless it was given up meanwhile."""
        for item in written:
            if self._waiting and self._waiting[0] is item:
                self._waiting.popleft()

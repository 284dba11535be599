"""Writes a session's events to its journal in order, off the path of the turn."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

import structlog

from graphs.errors import StoreUnavailable
from graphs.events import Event
from graphs.sessions import SessionStore

log = structlog.get_logger(__name__)


class JournalWriter:
    """Appends what it is given, batch by batch; a journal out of reach is logged and does not end a call."""

    def __init__(self, sessions: SessionStore) -> None:
        self._sessions = sessions
        self._waiting: deque[Event] = deque()
        self._task: asyncio.Task[None] | None = None

    def put(self, events: Sequence[Event]) -> None:
        """Queue events; deltas of a reply are live only and are left out."""
        self._waiting.extend(event for event in events if event.type != "reply.delta")
        if self._waiting and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._write(), name="journal")

    async def flush(self) -> None:
        """Wait until everything queued so far is written."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _write(self) -> None:
        while self._waiting:
            batch = list(self._waiting)
            self._waiting.clear()
            try:
                await self._sessions.append(batch)
            except StoreUnavailable as error:
                log.warning("journal not written", session=batch[0].session, events=len(batch), code=error.code)

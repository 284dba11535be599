"""Sessions whose events somebody counts: those of typed turns and of voice calls, as they enter the journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graphs.events import Event
from graphs.sessions import Session, SessionStore


class ObservedSessions(SessionStore):
    """A SessionStore that hands every event to `observe` once it is in the journal."""

    def __init__(self, *args: Any, observe: Callable[[Event], None], **options: Any) -> None:
        """Takes what SessionStore takes besides."""
        super().__init__(*args, **options)
        self._observe = observe

    async def append(self, events: Sequence[Event], **options: Any) -> list[Event]:
        """See SessionStore.append; a batch that failed is counted when it is given again."""
        written = await super().append(events, **options)
        for event in written:
            self._observe(event)
        return written

    async def append_and_update(self, id: str, events: Sequence[Event], **options: Any) -> tuple[list[Event], Session]:
        """See SessionStore.append_and_update."""
        written, record = await super().append_and_update(id, events, **options)
        for event in written:
            self._observe(event)
        return written, record

"""What happened in a session, in order: a Redis stream, an entry for each batch, whose id is the last event's `seq`."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Any
from uuid import uuid4

from graphs.checkpoints.blocking import twin
from graphs.checkpoints.keys import ThreadKeys
from graphs.checkpoints.scripts import Client
from graphs.errors import SessionNotFound
from graphs.events import Event
from graphs.sessions import scripts
from graphs.sessions.entries import packed, rounded, unpacked
from graphs.sessions.errors import reachable

Change = Sequence[bytes | str | int]
# of the record, as the scripts take it
LIVE_ONLY = frozenset({"reply.delta"})
PAGE_ENTRIES = 250
# read at once; a batch has about four events
BLOCK_SECONDS = 5.0
# after so long without an event a follower looks whether the session still exists


class Journal:
    """Append, read, follow. Reading a session that does not exist gives nothing."""

    def __init__(self, client: Client, prefix: str, *, ttl_milliseconds: int, length: int) -> None:
        self._client = client
        self._prefix = prefix
        self._ttl_milliseconds = ttl_milliseconds
        self._length = length

    def _keys(self, session_id: str) -> tuple[bytes, ...]:
        keys = ThreadKeys(session_id, self._prefix)
        return keys.named("session"), keys.named("journal"), keys.lease, keys.effects, keys.state, keys.index

    async def append(self, events: Sequence[Event], *, once: str | None = None) -> list[Event]:
        """The events with `seq` and `at`, in the order given; live-only ones are not stored and keep seq 0.

        One call of Redis per session among them. `once`: a name of this batch; given again right after, nothing is
        stored twice. Values that JSON does not know are stored as text, times to the microsecond. Raises
        SessionNotFound, when nothing of that session was written.
        """
        written = _stamped(events)
        for session in dict.fromkeys(event.session for event in written if event.type not in LIVE_ONLY):
            written, _ = await self._append(session, written, once, ())
        return written

    async def append_and_change(
        self, session_id: str, events: Sequence[Event], change: Change, *, once: str | None = None
    ) -> tuple[list[Event], list[bytes]]:
        """`append`, maybe of no event, and a change of the record, both or neither; with the record as HGETALL has it.

        Raises SessionNotFound, and ValueError for an event of another session.
        """
        if any(event.session != session_id for event in events):
            raise ValueError("all events are of the session whose record changes")
        return await self._append(session_id, _stamped(events), once, change)

    async def _append(
        self, session_id: str, events: list[Event], once: str | None, change: Change
    ) -> tuple[list[Event], list[bytes]]:
        """All events, the session's now with their seq; and its record, empty when there is no change."""
        places = [n for n, event in enumerate(events) if event.session == session_id and event.type not in LIVE_ONLY]
        entry = packed([events[place] for place in places]) if places else b""
        with reachable():
            reply: Any = await scripts.APPEND(
                self._client,
                self._keys(session_id),
                self._ttl_milliseconds,
                once or uuid4().hex,
                self._length,
                len(places),
                entry,
                *change,
            )
        if reply is None:
            raise SessionNotFound("There is no session of that id.")
        seqs = dict(zip(places, count(reply[0])))
        numbered = [replace(event, seq=seqs.get(place, event.seq)) for place, event in enumerate(events)]
        return numbered, reply[1]

    async def read(self, session_id: str, *, after: int = 0, limit: int = 1000) -> list[Event]:
        """Stored events with `seq` above `after`, oldest first; the oldest of a long session are gone.

        Raises ThreadUnreadable for an entry that is damaged or that another version of Threadline wrote.
        """
        events: list[Event] = []
        while (missing := limit - len(events)) > 0:
            most = min(missing, PAGE_ENTRIES)
            with reachable():
                found: Any = await self._client.xrange(self._keys(session_id)[1], f"{after + 1}-0", "+", count=most)
            for entry, fields in found:
                last = int(entry.split(b"-")[0])
                events += [event for event in unpacked(session_id, last, fields) if event.seq > after]
                after = last
            if len(found) < most:
                break
        return events[:limit]

    async def follow(self, session_id: str, *, after: int = 0) -> AsyncIterator[Event]:
        """Stored events, then new ones as they are appended; ends when the session is deleted.

        Raises SessionNotFound at the first step, StoreUnavailable when Redis goes away, ThreadUnreadable as `read`.
        """
        record, journal, *_ = self._keys(session_id)
        # a connection of its own: the wait outlives the timeout of the others
        client = twin(self._client, socket_timeout=BLOCK_SECONDS + 5)
        try:
            with reachable():
                exists = await client.exists(record)
            if not exists:
                raise SessionNotFound("There is no session of that id.")
            while exists:
                for event in await self.read(session_id, after=after):
                    after = event.seq
                    yield event
                with reachable():
                    await client.xread({journal: f"{after}-0"}, count=1, block=int(BLOCK_SECONDS * 1000))
                    exists = await client.exists(record)
        finally:
            await client.aclose()


def _stamped(events: Sequence[Event]) -> list[Event]:
    now = time.time()
    return [replace(event, at=rounded(event.at or now)) for event in events]

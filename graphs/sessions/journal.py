"""What happened in a session, in order: a Redis stream whose ids are the events' `seq`."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

from graphs.checkpoints.blocking import twin
from graphs.checkpoints.keys import ThreadKeys
from graphs.checkpoints.scripts import Client
from graphs.errors import SessionNotFound
from graphs.events import Event
from graphs.sessions import scripts
from graphs.sessions.errors import reachable

LIVE_ONLY = frozenset({"reply.delta"})
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
        stored twice. Values that JSON does not know are stored as text. Raises SessionNotFound, when nothing of that
        session was written.
        """
        now = time.time()
        stamped = [replace(event, at=event.at or now) for event in events]
        lasting = [position for position, event in enumerate(stamped) if event.type not in LIVE_ONLY]
        for session in dict.fromkeys(stamped[position].session for position in lasting):
            places = [position for position in lasting if stamped[position].session == session]
            first = await self._append(session, [stamped[position] for position in places], once or uuid4().hex)
            for seq, position in enumerate(places, first):
                stamped[position] = replace(stamped[position], seq=seq)
        return stamped

    async def _append(self, session: str, events: Sequence[Event], once: str) -> int:
        with reachable():
            first = await scripts.APPEND(
                self._client,
                self._keys(session),
                self._ttl_milliseconds,
                once,
                self._length,
                *map(_encoded, events),
            )
        if first is None:
            raise SessionNotFound("There is no session of that id.")
        return int(first)

    async def read(self, session_id: str, *, after: int = 0, limit: int = 1000) -> list[Event]:
        """Stored events with `seq` above `after`, oldest first; the oldest of a long session are gone."""
        with reachable():
            found: Any = await self._client.xrange(self._keys(session_id)[1], f"{after + 1}-0", "+", count=limit)
        return [_decoded(session_id, entry, fields) for entry, fields in found]

    async def follow(self, session_id: str, *, after: int = 0) -> AsyncIterator[Event]:
        """Stored events, then new ones as they are appended; ends when the session is deleted.

        Raises SessionNotFound at the first step, StoreUnavailable when Redis goes away.
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


def _encoded(event: Event) -> bytes:
    fields = {"type": event.type, "turn": event.turn, "data": event.data, "at": event.at}
    return json.dumps(fields, default=str).encode()


def _decoded(session_id: str, entry: bytes, fields: dict[bytes, bytes]) -> Event:
    stored: dict[str, Any] = json.loads(fields[b"e"])
    return Event(session=session_id, seq=int(entry.split(b"-")[0]), **stored)

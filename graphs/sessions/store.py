"""SessionStore: sessions by id, newest first, with an owner's secret."""

from __future__ import annotations

import asyncio
import base64
import hmac
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import uuid4

from langgraph.checkpoint.base import BaseCheckpointSaver
from redis.asyncio import RedisCluster
from uuid_utils.compat import uuid7

from graphs.checkpoints import RedisSaver
from graphs.checkpoints.keys import PREFIX, ThreadKeys
from graphs.checkpoints.scripts import Client
from graphs.errors import BadInput, SessionBusy, SessionNotFound
from graphs.events import Event
from graphs.sessions import scripts
from graphs.sessions.effects import EffectLedger
from graphs.sessions.errors import SessionExists, reachable
from graphs.sessions.journal import Change, Journal
from graphs.sessions.lease import Lease
from graphs.sessions.session import CHANGEABLE, Page, Session, checked_id, decoded, digest, encoded

MAX_PAGE = 1000
LEASE_POLL_SECONDS = 0.05
Events = list[Event]
Records = list[dict[bytes, bytes]]


class SessionStore:
    """Records, journal and lease of sessions. Every method raises StoreUnavailable when Redis does not answer."""

    def __init__(
        self, redis: Client, *, prefix: str = PREFIX, ttl_seconds: int | None = None, journal_length: int = 10_000
    ) -> None:
        """`ttl_seconds`: a session is forgotten that long after its last change; None keeps it.
        `journal_length`: about how many events a session keeps."""
        self._client = redis
        self._prefix = prefix
        self._index = f"{prefix}:sessions".encode()
        self._ttl_milliseconds = (ttl_seconds or 0) * 1000
        self._journal = Journal(redis, prefix, ttl_milliseconds=self._ttl_milliseconds, length=journal_length)

    def _keys(self, session_id: str) -> ThreadKeys:
        return ThreadKeys(session_id, self._prefix)

    def _record(self, session_id: str) -> bytes:
        return self._keys(session_id).named("session")

    async def ping(self) -> None:
        """Returns when Redis answers."""
        with reachable():
            await self._client.ping()

    async def create(
        self,
        *,
        graph: str,
        id: str | None = None,
        language: str | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> tuple[Session, str]:
        """A new session and its owner's secret, of which only a hash is stored. Raises SessionExists, BadInput."""
        session_id, secret, now = checked_id(str(uuid7()) if id is None else id), secrets.token_urlsafe(32), time.time()
        values = {"graph": graph, "language": language, "metadata": metadata or {}}
        fields = encoded({**values, "created_at": now, "last_seen_at": now})
        pairs = [part for name, value in fields.items() if value is not None for part in (name, value)]
        with reachable():
            created = await scripts.CREATE(
                self._client, [self._record(session_id)], self._ttl_milliseconds, digest(secret), *pairs
            )
            if not created:
                raise SessionExists("A session of that id exists already.")
            await self._client.zadd(self._index, {_member(session_id, now): 0})
        return await self.get(session_id), secret

    async def get(self, id: str) -> Session:
        """Raises SessionNotFound."""
        with reachable():
            fields: Any = await self._client.hgetall(self._record(id))
        if not fields:
            raise SessionNotFound("There is no session of that id.")
        return decoded(id, fields)

    async def owns(self, id: str, secret: str) -> bool:
        """Whether the secret is the session's, in constant time; False when there is no such session."""
        with reachable():
            known: Any = await self._client.hget(self._record(id), "secret")
        return hmac.compare_digest(known or b"", digest(secret))

    async def list(self, *, cursor: str | None = None, limit: int = 50) -> Page:
        """Newest first; the cursor is the page's before. Raises BadInput for a cursor that is none."""
        if not 1 <= limit <= MAX_PAGE:
            raise BadInput(f"A page has 1 to {MAX_PAGE} sessions.")
        below: bytes | None = _from_cursor(cursor)
        found: list[tuple[bytes, Session]] = []
        while len(found) <= limit:
            members = await self._members(below, limit + 1 - len(found))
            if not members:
                return Page([session for _, session in found], None)
            found += await self._sessions(members)
            below = members[-1]
        return Page([session for _, session in found[:limit]], _to_cursor(found[limit - 1][0]))

    async def _members(self, below: bytes | None, count: int) -> Sequence[bytes]:
        upper = b"+" if below is None else b"(" + below
        with reachable():
            members: Sequence[Any] = await self._client.zrevrangebylex(self._index, upper, b"-", start=0, num=count)
        return members

    async def _sessions(self, members: Sequence[bytes]) -> Sequence[tuple[bytes, Session]]:
        """The sessions of index members; members whose session has expired leave the index."""
        records = await self._records([_session_id(member) for member in members])
        expired = [member for member, fields in zip(members, records, strict=True) if not fields]
        if expired:
            with reachable():
                await self._client.zrem(self._index, *expired)
        pairs = zip(members, records, strict=True)
        return [(member, decoded(_session_id(member), fields)) for member, fields in pairs if fields]

    async def _records(self, session_ids: Sequence[str]) -> Records:
        keys = [self._record(session_id) for session_id in session_ids]
        with reachable():
            if isinstance(self._client, RedisCluster):
                calls: Any = asyncio.gather(*(self._client.hgetall(key) for key in keys))
                gathered: Records = await calls
                return gathered
            async with self._client.pipeline(transaction=False) as pipeline:
                for key in keys:
                    pipeline.hgetall(key)
                records: Records = await pipeline.execute()
                return records

    async def update(self, id: str, *, turns_by: int = 0, once: str | None = None, **changes: Any) -> Session:
        """Change language, specialist, call, metadata, last_seen_at or unheard, add to turns. Raises SessionNotFound.

        `once`: a name of this change; made again under it, turns are not counted again.
        """
        change = _change(turns_by, changes)
        keys = self._keys(id)
        with reachable():
            flat = await scripts.UPDATE(
                self._client,
                [self._record(id), *_others(keys)],
                self._ttl_milliseconds,
                once or uuid4().hex,
                *change,
            )
        if flat is None:
            raise SessionNotFound("There is no session of that id.")
        return _of_flat(id, flat)

    async def delete(self, id: str, *, saver: BaseCheckpointSaver[Any] | None = None) -> None:
        """Everything of it at once, and the thread of a saver that keeps it elsewhere. Raises SessionNotFound.

        A writer that is still at it is refused: its lease is gone.
        """
        session, keys = await self.get(id), self._keys(id)
        with reachable():
            if saver is not None and not isinstance(saver, RedisSaver):
                await saver.adelete_thread(id)
            await self._client.unlink(self._record(id), *_others(keys))
            if isinstance(saver, RedisSaver):
                await saver.adelete_thread(id)  # of another prefix, perhaps
            await self._client.zrem(self._index, _member(id, session.created_at))

    async def append(self, events: Sequence[Event], *, once: str | None = None) -> Events:
        """See Journal.append."""
        return await self._journal.append(events, once=once)

    async def append_and_update(
        self, id: str, events: Sequence[Event], *, turns_by: int = 0, once: str | None = None, **changes: Any
    ) -> tuple[Events, Session]:
        """`append` of that session's events, maybe none, and `update`, in one call of Redis: both or neither.

        `once` names both. Raises SessionNotFound, ValueError for an event of another session.
        """
        written, flat = await self._journal.append_and_change(id, events, _change(turns_by, changes), once=once)
        return written, _of_flat(id, flat)

    def ledger(self, id: str, lease: Lease) -> EffectLedger:
        """The session's effects, for the holder of that lease."""
        return EffectLedger(self._client, self._keys(id), lease.token, self._ttl_milliseconds)

    async def read(self, id: str, *, after: int = 0, limit: int = 1000) -> Events:
        """See Journal.read."""
        return await self._journal.read(id, after=after, limit=limit)

    def follow(self, id: str, *, after: int = 0) -> AsyncIterator[Event]:
        """See Journal.follow."""
        return self._journal.follow(id, after=after)

    async def token(self, id: str) -> int:
        """The fencing token that was given last; 0 before the first."""
        with reachable():
            found: Any = await self._client.hget(self._keys(id).lease, "token")
        return int(found or 0)

    async def lease(
        self, id: str, holder: str, *, seconds: float = 2.0, wait_seconds: float = 0, force: bool = False
    ) -> Lease:
        """Become the session's writer. Raises SessionNotFound, and SessionBusy when another holds it after the wait.

        The same holder may ask again and gets a new token; its older one is stale then. `force` takes it from anybody.
        """
        deadline = time.monotonic() + wait_seconds
        key = self._keys(id).lease
        while True:
            with reachable():
                reply = await scripts.ACQUIRE(
                    self._client,
                    [key, self._record(id)],
                    self._ttl_milliseconds,
                    holder,
                    int(seconds * 1000),
                    int(force),
                )
            if reply is None:
                raise SessionNotFound("There is no session of that id.")
            if reply[0]:
                return Lease(self._client, key, holder, int(reply[1]), seconds, previous=int(reply[2]))
            if (left := deadline - time.monotonic()) <= 0:
                raise SessionBusy("Another call holds this session.")
            await asyncio.sleep(min(left, LEASE_POLL_SECONDS, reply[1] / 1000 + 0.001))


def _others(keys: ThreadKeys) -> list[bytes]:
    """All keys of a session but its record: they expire together with it."""
    return [keys.named("journal"), keys.lease, keys.effects, keys.state, keys.index]


def _change(turns_by: int, changes: dict[str, Any]) -> Change:
    """As the scripts take it. Raises TypeError for what can't be changed."""
    if unknown := changes.keys() - CHANGEABLE:
        raise TypeError(f"a session has no changeable {sorted(unknown)}")
    fields = encoded(changes)
    pairs = [part for name, value in fields.items() if value is not None for part in (name, value)]
    return [turns_by, len(pairs) // 2, *pairs, *(name for name, value in fields.items() if value is None)]


def _of_flat(session_id: str, flat: Sequence[bytes]) -> Session:
    """The session of a record as HGETALL tells it in a script: name, value, name, ..."""
    return decoded(session_id, dict(zip(flat[::2], flat[1::2], strict=True)))


def _member(session_id: str, created_at: float) -> bytes:
    """A session in the index, in the order of creation."""
    return f"{int(created_at * 1_000_000):016}:{session_id}".encode()


def _session_id(member: bytes) -> str:
    return member.decode().split(":", 1)[1]


def _to_cursor(member: bytes) -> str:
    return base64.urlsafe_b64encode(member).decode()


def _from_cursor(cursor: str | None) -> bytes | None:
    try:
        return None if cursor is None else base64.b64decode(cursor, altchars=b"-_", validate=True)
    except ValueError as error:
        raise BadInput("This cursor is not one of ours.") from error

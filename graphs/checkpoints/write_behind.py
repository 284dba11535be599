"""WriteBehind: the saver of a thread's only writer. It reads from memory and writes in order behind the run.

A run waits for Redis only where it matters (`durable`); while nobody waits, writes go together. The run goes on while
Redis is away for a while: what it writes then is kept in order and stored as soon as Redis is back, under the fencing
token that says whether it still may.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
from collections import deque
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
)
from redis.exceptions import ConnectionError, TimeoutError

from graphs.checkpoints.once import OnceSerializer
from graphs.checkpoints.recent import Recent
from graphs.checkpoints.saver import FENCE_KEY
from graphs.checkpoints.writing import Batching, Call, replay

RETRY_SECONDS = 0.1
# between attempts while Redis is away
GATHER_SECONDS = 0.005
# how long writes wait for others to go with them, unless somebody waits until they are stored
TOGETHER = 64
# writes in one call, at most
Write = tuple[BaseCheckpointSaver[str], Call]
# a call and the saver that makes it


@dataclass(slots=True)
class Line:
    """Writes on their way to the store; shared by copies of a saver (`with_allowlist`)."""

    waiting: deque[Write] = field(default_factory=deque)
    hurry: asyncio.Event = field(default_factory=asyncio.Event)
    # set while somebody waits until everything is stored
    task: asyncio.Task[None] | None = None
    error: Exception | None = None
    # why the store refused; nothing more is written until `begin`
    fence: int | None = None
    # the fencing token of the writer's lease
    is_fresh: bool = True
    # True until the first writes of a turn, the caller's words, are stored: they wait for no company
    is_held_back: bool = False
    # True while another token may be about to be given


class WriteBehind(BaseCheckpointSaver[str]):
    """One thread's saver for the time that its writer holds the lease, from `begin` to the next `begin`.

    Maintenance (copy, prune, delete) and reading without the lease are done on `base` itself.
    """

    def __init__(self, base: BaseCheckpointSaver[str], *, limit: int = 2_000) -> None:
        """`limit`: so many writes may wait; one more waits for the store."""
        super().__init__(serde=base.serde)
        self._limit = limit
        self._line = Line()
        self._recent = Recent(base.serde)
        self._take(base)

    def _take(self, base: BaseCheckpointSaver[str]) -> None:
        """Write to `base`; what goes there and into memory becomes bytes once."""
        self.base, self.serde = base, base.serde
        self._once = OnceSerializer(base.serde)
        self._recent = self._recent.with_serde(self._once)
        self._preparing = copy.copy(base)
        self._preparing.serde = self._once

    def begin(self, fence: int | None, *, known: bool) -> None:
        """Write under this token from now on. `known`: nobody else has written since the last turn.

        Otherwise what is remembered is forgotten, and with it the writes that the store has not taken.
        """
        line = self._line
        if not known or line.error is not None:
            line.waiting.clear()
            self._recent.forget()
        line.error, line.fence, line.is_fresh = None, fence, True

    def trim(self) -> None:
        """Forget of earlier turns what the next one does not read. Not while a run is under way."""
        self._recent.trim()

    def newest(self, thread_id: str) -> str | None:
        """Id of the thread's newest checkpoint, where it is known without asking the store."""
        return self._recent.newest(thread_id) if self._line.error is None else None

    def take_back(self, backlog: int) -> None:
        """Give up the writes since there were so many in the line; only inside `held_back`."""
        while len(self._line.waiting) > backlog:
            self._line.waiting.pop()
        self._recent.forget()

    def forget(self) -> None:
        """Somebody else has written: read from the store what is not on its way there."""
        if not self._line.waiting:
            self._recent.forget()

    @asynccontextmanager
    async def held_back(self) -> AsyncIterator[None]:
        """Writes nothing inside: a new token is asked for, after which the old one is refused."""
        line = self._line
        line.is_held_back = True
        try:
            if line.task is not None and not line.task.done():
                line.hurry.set()
                await asyncio.wait([line.task])
            yield
        finally:
            line.is_held_back = False
            _start(line)

    @property
    def backlog(self) -> int:
        """How many writes the store has not taken yet."""
        return len(self._line.waiting)

    async def durable(self) -> None:
        """Wait until the store has everything written so far. Raises what it refuses with, e.g. StaleWriter."""
        await self.settled()
        if self._line.error is not None:
            raise self._line.error

    async def settled(self) -> None:
        """Wait until the store has taken or refused everything written so far."""
        while (task := self._line.task) is not None and not task.done():
            self._line.hurry.set()
            await asyncio.wait([task])

    @property
    def error(self) -> Exception | None:
        """Why the store refused, since the last `begin`."""
        return self._line.error

    def with_allowlist(self, extra_allowlist: Collection[tuple[str, ...]]) -> WriteBehind:
        clone = copy.copy(self)
        clone._take(self.base.with_allowlist(extra_allowlist))
        return clone

    def get_next_version(self, current: str | None, channel: None) -> str:
        return self.base.get_next_version(current, channel)

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        await self._room()
        written = self._recent.put(config, checkpoint, metadata, new_versions)
        self._send("aput", config, checkpoint, metadata, new_versions)
        return written

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        await self._room()
        self._recent.put_writes(config, writes, task_id, task_path)
        self._send("aput_writes", config, list(writes), task_id, task_path)

    async def _room(self) -> None:
        if len(self._line.waiting) >= self._limit:
            await self.durable()
        if self._line.error is not None:
            raise self._line.error

    def _send(self, method: str, *arguments: Any) -> None:
        call: Call = method, arguments
        saver = self._preparing
        self._line.waiting.append((self.base, saver.prepared(call) if isinstance(saver, Batching) else call))
        self._once.forget()
        _start(self._line)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """From memory where it is known; else from the store, once that has everything."""
        is_known, recent = self._recent.look(config)
        if is_known:
            return recent
        await self.durable()
        found = await self.base.aget_tuple(config)
        if not config["configurable"].get("checkpoint_id"):
            self._recent.learn(config, found)
        return found

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        await self.durable()
        async for found in self.base.alist(config, filter=filter, before=before, limit=limit):
            yield found

    async def adelete_thread(self, thread_id: str) -> None:
        await self.durable()
        await self.base.adelete_thread(thread_id)
        self._recent.forget()

    async def aget_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        await self.durable()
        return await self.base.aget_delta_channel_history(config=config, channels=channels)


def _start(line: Line) -> None:
    if line.waiting and not line.is_held_back and (line.task is None or line.task.done()):
        line.hurry.clear()
        line.task = asyncio.create_task(_deliver(line), name="checkpoints")


async def _deliver(line: Line) -> None:
    """Make the waiting writes in order, many at once; while Redis is away the first are tried again and again."""
    while line.waiting and not line.is_held_back:
        await _gathered(line)
        if together := [] if line.is_held_back else _next(line):
            await _stored(line, together)


async def _gathered(line: Line) -> None:
    """Wait for company, not for long."""
    is_fresh, line.is_fresh = line.is_fresh, False
    if not is_fresh and not line.hurry.is_set() and len(line.waiting) < TOGETHER:
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(line.hurry.wait(), GATHER_SECONDS)


def _next(line: Line) -> list[Write]:
    """The first of the waiting writes, as many as one saver makes in one call."""
    first = islice(line.waiting, TOGETHER)
    return list(takewhile(lambda write: write[0] is line.waiting[0][0], first))


async def _stored(line: Line, together: list[Write]) -> None:
    saver = together[0][0]
    try:
        await replay(saver, [_fenced(call, line.fence) for _, call in together])
    except (ConnectionError, TimeoutError):
        await asyncio.sleep(RETRY_SECONDS)
    except Exception as error:
        if _is_next(line, together[0]):
            line.error = error
            line.waiting.clear()
    else:
        if _is_next(line, together[0]):
            for _ in together:
                line.waiting.popleft()


def _fenced(call: Call, fence: int | None) -> Call:
    method, (config, *arguments) = call
    if fence is None:
        return call
    return method, ({**config, "configurable": {**config["configurable"], FENCE_KEY: fence}}, *arguments)


def _is_next(line: Line, write: Write) -> bool:
    """False when `begin` has given up the write while the store was asked."""
    return bool(line.waiting) and line.waiting[0] is write

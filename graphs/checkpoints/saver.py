"""RedisSaver: LangGraph's checkpointer contract on plain Redis commands and Lua."""

from __future__ import annotations

import copy
import random
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain, groupby
from typing import Any, Protocol, runtime_checkable

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
    get_checkpoint_id,
)
from langgraph.checkpoint.serde.base import SerializerProtocol

from graphs.checkpoints import copying, history, layout, retention, scripts, writing
from graphs.checkpoints.keys import PREFIX, ThreadKeys, thread_id_of
from graphs.checkpoints.pruning import Survey
from graphs.checkpoints.scripts import Client
from graphs.checkpoints.strict import AllowedType, StrictSerializer, told_types_of_states
from graphs.checkpoints.synchronous import Synchronous

FENCE_KEY = "__fence"
# in `configurable`: the fencing token of the writer's lease
KNOWN_KEY = "__known"
# in `configurable`: id of a checkpoint that the thread's root is known to have had, or True for any
BATCH = 20
# checkpoints read per round trip when listing


@runtime_checkable
class Selective(Protocol):
    """A serializer that can be told which types it may load."""

    def with_msgpack_allowlist(self, extra_allowlist: Collection[tuple[str, ...]]) -> SerializerProtocol: ...


class RedisSaver(Synchronous):
    """Checkpoints in Redis 6.2+ or Valkey, one node or a cluster, without modules.

    `put`, `put_writes` and `get_tuple` are one script call each. Errors of redis-py are raised as they are. A config
    whose `configurable` holds `__fence` writes only while the thread's lease carries that token, else StaleWriter.
    With `__known` a thread that has nothing as late as that checkpoint any more raises ThreadLost.
    The client must not decode responses; it stays the caller's to close.
    """

    def __init__(
        self,
        client: Client,
        *,
        prefix: str = PREFIX,
        ttl_seconds: float | None = None,
        serde: SerializerProtocol | None = None,
        allowed_types: Iterable[AllowedType] = (),
        turn_key: str = "turn",
    ) -> None:
        """`ttl_seconds`: a thread is forgotten as a whole that long after its last write; None gives it no end, nor
        does it take one away. `prefix`: of every key, without braces.
        `allowed_types`: types that checkpoints may hold besides LangGraph's safe ones and those of the graph's state.
        `serde`: instead of a StrictSerializer of the allowed types; it is then told them if it can be.
        `turn_key`: where the metadata (or `configurable`) names the turn, for `aprune_turns`."""
        if client.get_encoder().decode_responses:
            raise ValueError("RedisSaver needs a Redis client with decode_responses=False")
        if "{" in prefix or "}" in prefix:
            raise ValueError("a prefix has no braces: they mark the thread, which decides on the slot of a cluster")
        told_types_of_states()
        super().__init__(client, serde=serde or StrictSerializer())
        self._prefix = prefix
        self._ttl_milliseconds = int((ttl_seconds or 0) * 1000)
        self._turn_key = turn_key
        if named := [_named(each) for each in allowed_types]:
            self.serde = self.with_allowlist(named).serde

    def with_allowlist(self, extra_allowlist: Collection[tuple[str, ...]]) -> BaseCheckpointSaver[str]:
        """A saver of the same store that also takes these types, (module, name) each."""
        if not isinstance(self.serde, Selective):
            return super().with_allowlist(extra_allowlist)
        clone = copy.copy(self)
        clone.serde = self.serde.with_msgpack_allowlist(extra_allowlist)
        return clone

    def _keys(self, thread_id: object) -> ThreadKeys:
        return ThreadKeys(str(thread_id), self._prefix)

    async def _write(self, config: RunnableConfig, *operations: writing.Operation) -> None:
        """Operations on the config's thread, in one script call."""
        configurable = config["configurable"]
        keys, fence, known = self._keys(configurable["thread_id"]), configurable.get(FENCE_KEY), _known(configurable)
        await self._fenced(scripts.WRITE, keys, fence, known, self._ttl_milliseconds, *chain(*operations))

    async def _fenced(self, script: scripts.Script, keys: ThreadKeys, fence: object, *args: bytes | str | int) -> Any:
        if fence is None:
            return await script(self._client, [keys.state, keys.index], "", *args)
        return await script(self._client, [keys.state, keys.index, keys.lease], str(fence), *args)

    async def _read(
        self, thread_id: object, wanted: Sequence[tuple[str, str]], known: bytes = b""
    ) -> list[layout.Stored | None]:
        """Checkpoints by (namespace, id); an empty id means the latest of the namespace."""
        keys = self._keys(thread_id)
        names = [layout.part(text) for pair in wanted for text in pair]
        replies = await scripts.GET(self._client, [keys.state, keys.index], known, *names)
        return [reply and layout.Stored.of(ns, reply) for (ns, _), reply in zip(wanted, replies, strict=True)]

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        await self._write(config, writing.put(self.serde, self._turn_key, config, checkpoint, metadata, new_versions))
        configurable = config["configurable"]
        written: RunnableConfig = layout.config_of(
            configurable["thread_id"], configurable.get("checkpoint_ns", ""), checkpoint["id"]
        )
        return written

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        await self._write(config, writing.put_writes(self.serde, config, writes, task_id, task_path))

    async def awrite(self, calls: Sequence[writing.Call]) -> None:
        """Make calls of `aput` and `aput_writes`, `prepared` or not, in their order.

        One script call as long as thread, fencing token and what is known of the thread stay the same. A call that is
        refused for its token or a full store has written nothing."""
        for _, together in groupby(calls, key=_circumstances):
            run = list(together)
            await self._write(run[0][1][0], *(self._operation(*call) for call in run))

    def prepared(self, call: writing.Call) -> writing.Call:
        """The same call for `awrite`, its values already bytes: they may change before it is made."""
        method, arguments = call
        return "prepared", (arguments[0], self._operation(method, arguments))

    def _operation(self, method: str, arguments: Sequence[Any]) -> writing.Operation:
        if method == "prepared":
            operation: writing.Operation = arguments[1]
            return operation
        if method == "aput":
            return writing.put(self.serde, self._turn_key, *arguments)
        return writing.put_writes(self.serde, *arguments)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        configurable = config["configurable"]
        wanted = (configurable.get("checkpoint_ns", ""), get_checkpoint_id(config) or "")
        [stored] = await self._read(configurable["thread_id"], [wanted], _known(configurable))
        return (
            None if stored is None else stored.tuple(self.serde, configurable["thread_id"], stored.metadata(self.serde))
        )

    async def aget_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        """Raises ThreadLost when an ancestor that a channel is rebuilt from is gone."""
        configurable = config["configurable"]
        keys = self._keys(configurable["thread_id"])
        args = history.arguments(configurable.get("checkpoint_ns", ""), get_checkpoint_id(config) or "", channels)
        reply = await history.HISTORY(self._client, [keys.state, keys.index], *args) if channels else []
        return history.unpack(self.serde, channels, reply)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """Newest first within a thread; without a config every thread in Redis is walked."""
        left = float("inf") if limit is None else limit
        async for thread_id in self._threads(config):
            async for found in self._thread_list(thread_id, config, filter or {}, before):
                if left <= 0:
                    return
                left -= 1
                yield found

    async def _threads(self, config: RunnableConfig | None) -> AsyncIterator[str]:
        if config is not None:
            yield config["configurable"]["thread_id"]
            return
        async for key in self._client.scan_iter(match=f"{_literal(self._prefix)}:{{*}}:index", count=1000):
            yield thread_id_of(key)

    async def _thread_list(
        self, thread_id: str, config: RunnableConfig | None, wanted: dict[str, Any], before: RunnableConfig | None
    ) -> AsyncIterator[CheckpointTuple]:
        known = _known(config["configurable"]) if config else b""
        names = _selected(await self._names(thread_id, known), config, before)
        for start in range(0, len(names), BATCH):
            for stored in await self._read(thread_id, names[start : start + BATCH]):
                if stored is None:
                    continue
                metadata = stored.metadata(self.serde)
                if all(metadata.get(key) == value for key, value in wanted.items()):
                    yield stored.tuple(self.serde, thread_id, metadata)

    async def _names(self, thread_id: str, known: bytes) -> list[tuple[str, str]]:
        """(namespace, id) of all checkpoints of a thread, newest id first."""
        keys = self._keys(thread_id)
        found: Sequence[bytes] = await scripts.NAMES(self._client, [keys.state, keys.index], known)
        return sorted(map(layout.checkpoint_of, found), key=lambda name: name[1], reverse=True)

    async def adelete_thread(self, thread_id: str) -> None:
        keys = self._keys(thread_id)
        await self._client.unlink(keys.state, keys.index)

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """The target becomes the source's copy at one moment, byte for byte, with its remaining time to live."""
        await copying.copy_thread(self._client, self._keys(source_thread_id), self._keys(target_thread_id))

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Keeps the latest checkpoint per namespace and the ancestors that its delta channels are rebuilt from."""
        for thread_id in thread_ids:
            await self._forget(thread_id, lambda survey: survey.to_prune(strategy, self.serde))

    async def aprune_turns(
        self, thread_id: str, *, whole: int = 5, forkable: int = 50, fence: int | None = None
    ) -> int:
        """Forget old turns in one atomic script; the number of checkpoints removed.

        `whole`: the last turns (at least 1) that keep every checkpoint. `forkable`: the last turns, those included,
        that keep at least one. `fence`: as `__fence` of a write. Does not postpone the thread's end of life."""
        if whole < 1:
            raise ValueError("whole must be at least 1: the thread goes on from its last turn")
        keys = self._keys(thread_id)
        removed: int = await self._fenced(retention.PRUNE_TURNS, keys, fence, whole, max(whole, forkable))
        return removed

    def prune_turns(self, thread_id: str, *, whole: int = 5, forkable: int = 50, fence: int | None = None) -> int:
        return self._sync(lambda saver: saver.aprune_turns(thread_id, whole=whole, forkable=forkable, fence=fence))

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        """Walks every thread in Redis: meant for maintenance, not for the path of a turn."""
        runs = set(run_ids)
        if runs:
            async for thread_id in self._threads(None):
                await self._forget(thread_id, lambda survey: survey.of_runs(runs, self.serde))

    async def _forget(self, thread_id: str, choose: Callable[[Survey], set[bytes]]) -> None:
        """Remove the chosen checkpoints with what only they need; begins again when the thread changes meanwhile."""
        keys = self._keys(thread_id)
        done = False
        while not done:
            survey = Survey.of(await scripts.SURVEY(self._client, [keys.state, keys.index]))
            doomed = choose(survey)
            if not doomed:
                return
            names = survey.fields_of(doomed)
            done = bool(await scripts.FORGET(self._client, [keys.state, keys.index], survey.digest, *names))

    def get_next_version(self, current: str | None, channel: None) -> str:
        """Increasing, and never the same twice: forks of one checkpoint do not share a version."""
        number = int(str(current or 0).split(".")[0])
        return f"{number + 1:010}.{random.getrandbits(64):016x}"


def _circumstances(call: writing.Call) -> tuple[Any, ...]:
    configurable = call[1][0]["configurable"]
    return tuple(configurable.get(key) for key in ("thread_id", FENCE_KEY, KNOWN_KEY))


def _known(configurable: Mapping[str, Any]) -> bytes:
    """What the caller knows of the thread, as scripts take it."""
    known = configurable.get(KNOWN_KEY)
    return b"" if not known else b"=" if known is True else b"=" + layout.part(str(known))


def _named(allowed: AllowedType) -> tuple[str, str]:
    return (allowed.__module__, allowed.__name__) if isinstance(allowed, type) else allowed


def _selected(
    names: Sequence[tuple[str, str]], config: RunnableConfig | None, before: RunnableConfig | None
) -> list[tuple[str, str]]:
    ns = config["configurable"].get("checkpoint_ns") if config else None
    exact = get_checkpoint_id(config) if config else None
    bound = get_checkpoint_id(before) if before else None
    return [
        name
        for name in names
        if (ns is None or name[0] == ns) and (not exact or name[1] == exact) and (not bound or name[1] < bound)
    ]


def _literal(pattern: str) -> str:
    """A text as Redis's glob that matches only itself."""
    return "".join(f"\\{character}" if character in "*?[]^\\" else character for character in pattern)

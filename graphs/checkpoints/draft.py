"""What a turn that may be taken back has written so far, and how reads see it. No I/O."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    PendingWrite,
    get_checkpoint_id,
    writes_sort_key,
)
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.base import SerializerProtocol

from graphs.checkpoints.writing import Call


class Draft:
    """Buffered calls of a saver, in order, and their effect."""

    def __init__(self, serde: SerializerProtocol) -> None:
        self.calls: list[Call] = []
        # (name of the saver's async method, its arguments), not yet replayed
        self._buffer = InMemorySaver(serde=serde)
        self._deleted: set[str] = set()
        # threads deleted in this turn: what the saver below holds of them is not seen

    def with_serde(self, serde: SerializerProtocol) -> Draft:
        """The same draft, read and written with another serializer."""
        twin = copy.copy(self)
        twin._buffer = copy.copy(self._buffer)
        twin._buffer.serde = serde
        return twin

    def forget(self) -> None:
        """Drop everything."""
        self.calls.clear()
        self._deleted.clear()
        for store in (self._buffer.storage, self._buffer.writes, self._buffer.blobs):
            store.clear()

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        self.calls.append(("aput", (config, checkpoint, metadata, new_versions)))
        configurable = {"checkpoint_ns": "", **config["configurable"]}
        own = self._not_yet(configurable, checkpoint) | new_versions
        return self._buffer.put({**config, "configurable": configurable}, checkpoint, metadata, own)

    def _not_yet(self, configurable: dict[str, Any], checkpoint: Checkpoint) -> ChannelVersions:
        """Values that only the saver below has yet; the draft's checkpoints are complete in themselves."""
        place, values = (configurable["thread_id"], configurable["checkpoint_ns"]), checkpoint["channel_values"]
        return {
            channel: version
            for channel, version in checkpoint["channel_versions"].items()
            if channel in values and (*place, channel, version) not in self._buffer.blobs
        }

    def put_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str
    ) -> None:
        self.calls.append(("aput_writes", (config, list(writes), task_id, task_path)))
        self._buffer.put_writes(config, writes, task_id, task_path)

    def delete_thread(self, thread_id: str) -> None:
        self.calls.append(("adelete_thread", (thread_id,)))
        self._deleted.add(thread_id)
        self._buffer.delete_thread(thread_id)

    def exact(self, config: RunnableConfig) -> CheckpointTuple | None:
        """The drafted checkpoint that the config names by its id."""
        return self._buffer.get_tuple(config) if get_checkpoint_id(config) else None

    def tuple(self, config: RunnableConfig, below: CheckpointTuple | None) -> CheckpointTuple | None:
        """What a reader sees, given what the saver below has for the config."""
        drafted = self._buffer.get_tuple(config)
        seen = self._seen([below] if below else [])
        if drafted and (not seen or drafted.checkpoint["id"] >= seen[0].checkpoint["id"]):
            return drafted
        return seen[0] if seen else None

    def listed(
        self,
        below: Iterable[CheckpointTuple],
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None,
        before: RunnableConfig | None,
        limit: int | None,
    ) -> list[CheckpointTuple]:
        """Both together, newest first."""
        drafted = list(self._buffer.list(config, filter=filter, before=before))
        known = {_place(item) for item in drafted}
        both = drafted + [item for item in self._seen(below) if _place(item) not in known]
        return sorted(both, key=lambda item: item.checkpoint["id"], reverse=True)[:limit]

    def _seen(self, below: Iterable[CheckpointTuple]) -> list[CheckpointTuple]:
        return [self._with_writes(item) for item in below if _place(item)[0] not in self._deleted]

    def _with_writes(self, below: CheckpointTuple) -> CheckpointTuple:
        """Buffered writes join those of the saver below, by LangGraph's rules for first and last write."""
        drafted = self._buffer.writes.get(_place(below), {})
        if not drafted:
            return below
        old = below.pending_writes or []
        settled = {task_id for task_id, channel, _ in old if channel not in WRITES_IDX_MAP}
        order = sorted(drafted, key=lambda key: writes_sort_key(drafted[key][3], *key))
        new: list[PendingWrite] = [
            (key[0], drafted[key][1], self._buffer.serde.loads_typed(drafted[key][2]))
            for key in order
            if key[1] < 0 or key[0] not in settled
        ]
        replaced = {(task_id, channel) for task_id, channel, _ in new if channel in WRITES_IDX_MAP}
        return below._replace(pending_writes=[write for write in old if write[:2] not in replaced] + new)


def _place(item: CheckpointTuple) -> tuple[str, str, str]:
    configurable = item.config["configurable"]
    return configurable["thread_id"], configurable.get("checkpoint_ns", ""), item.checkpoint["id"]

"""The newest checkpoints of one thread in memory, as bytes: what a reader is given is never what a writer kept."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    get_checkpoint_id,
)
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.base import SerializerProtocol


class Recent:
    """Checkpoints that were written or read under the present lease. No I/O."""

    def __init__(self, serde: SerializerProtocol) -> None:
        self._memory = InMemorySaver(serde=serde)
        self._heads: set[tuple[str, str]] = set()
        # (thread, namespace) of which the newest checkpoint is here, or of which it is known that there is none

    def with_serde(self, serde: SerializerProtocol) -> Recent:
        """The same memory, read and written with another serializer."""
        twin = copy.copy(self)
        twin._memory = copy.copy(self._memory)
        twin._memory.serde = serde
        return twin

    def forget(self) -> None:
        """Know nothing any more."""
        self._heads.clear()
        for store in (self._memory.storage, self._memory.writes, self._memory.blobs):
            store.clear()

    def look(self, config: RunnableConfig) -> tuple[bool, CheckpointTuple | None]:
        """Whether it is known here what the config asks for, by its id or as the newest, and what that is."""
        if get_checkpoint_id(config) or _place(config) in self._heads:
            found = self._memory.get_tuple(config)
            return found is not None or not get_checkpoint_id(config), found
        return False, None

    def newest(self, thread_id: str) -> str | None:
        """Id of the thread's newest checkpoint, where it is known here."""
        known = self._memory.storage[thread_id][""] if (thread_id, "") in self._heads else {}
        return max(known, default=None)

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Take a checkpoint as it is written; values of older versions are taken with it, so it is complete."""
        configurable = {"checkpoint_ns": "", **config["configurable"]}
        self._heads.add((configurable["thread_id"], configurable["checkpoint_ns"]))
        own = self._missing(configurable, checkpoint) | new_versions
        return self._memory.put({**config, "configurable": configurable}, checkpoint, metadata, own)

    def put_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str
    ) -> None:
        """Take pending writes as they are written."""
        self._memory.put_writes(config, writes, task_id, task_path)

    def learn(self, config: RunnableConfig, found: CheckpointTuple | None) -> None:
        """Take what the store has for the newest checkpoint of the config's namespace.

        One with pending writes is left to the store, which alone knows their order.
        """
        if found is None:
            self._heads.add(_place(config))
        elif not found.pending_writes:
            parent = (found.parent_config or {}).get("configurable", {}).get("checkpoint_id")
            place = {**found.config["configurable"], "checkpoint_id": parent}
            self.put({"configurable": place}, found.checkpoint, found.metadata, {})

    def trim(self) -> None:
        """Keep only the newest checkpoint of every namespace that outlives its turn (it names no task)."""
        for thread_id, spaces in self._memory.storage.items():
            for ns in list(spaces):
                if ":" in ns:
                    self._heads.discard((thread_id, ns))
                    del spaces[ns]
                elif spaces[ns]:
                    newest = max(spaces[ns])
                    spaces[ns] = {newest: spaces[ns][newest]}
            self._trim_values(thread_id)
        kept = {(thread, ns, id) for thread, all in self._memory.storage.items() for ns in all for id in all[ns]}
        for place in [place for place in self._memory.writes if place not in kept]:
            del self._memory.writes[place]

    def _trim_values(self, thread_id: str) -> None:
        needed = set()
        for ns, checkpoints in self._memory.storage[thread_id].items():
            for stored, _, _ in checkpoints.values():
                versions = self._memory.serde.loads_typed(stored)["channel_versions"]
                needed |= {(thread_id, ns, channel, version) for channel, version in versions.items()}
        for key in [key for key in self._memory.blobs if key[0] == thread_id and key not in needed]:
            del self._memory.blobs[key]

    def _missing(self, configurable: dict[str, Any], checkpoint: Checkpoint) -> ChannelVersions:
        place, values = (configurable["thread_id"], configurable["checkpoint_ns"]), checkpoint["channel_values"]
        return {
            channel: version
            for channel, version in checkpoint["channel_versions"].items()
            if channel in values and (*place, channel, version) not in self._memory.blobs
        }


def _place(config: RunnableConfig) -> tuple[str, str]:
    configurable = config["configurable"]
    return configurable["thread_id"], configurable.get("checkpoint_ns", "")

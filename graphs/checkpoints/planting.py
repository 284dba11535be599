"""One checkpoint as the beginning of another thread, with the ancestors that its delta channels are rebuilt from."""

from __future__ import annotations

from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver, CheckpointTuple

from graphs.checkpoints.errors import ThreadLost


async def plant(saver: BaseCheckpointSaver[Any], found: CheckpointTuple, thread_id: str) -> None:
    """Write a checkpoint of any saver, as read, into another thread of it, with its pending writes.

    Ancestors come with it as far as its delta channels need them, nothing older. A caller who wants other pending
    writes replaces those of `found`. Raises ThreadLost when such an ancestor is gone.
    """
    parent: str | None = None
    for each in [*await _lineage(saver, found), found]:
        parent = await _write(saver, each, thread_id, parent)


async def _lineage(saver: BaseCheckpointSaver[Any], found: CheckpointTuple) -> list[CheckpointTuple]:
    """What the delta channels of a checkpoint are rebuilt from, oldest first."""
    ancestors: list[CheckpointTuple] = []
    deltas = _deltas(found)
    while deltas and found.parent_config:
        before = await saver.aget_tuple(found.parent_config)
        if before is None:
            raise ThreadLost("a checkpoint that a delta channel is rebuilt from is gone")
        ancestors.append(before)
        deltas &= _deltas(before)
        found = before
    return ancestors[::-1]


def _deltas(found: CheckpointTuple) -> set[str]:
    """Delta channels whose value is not in this checkpoint itself but in a snapshot before it."""
    return set(found.metadata.get("counters_since_delta_snapshot") or {})


async def _write(
    saver: BaseCheckpointSaver[Any], found: CheckpointTuple, thread_id: str, parent: str | None
) -> str | None:
    """Write one checkpoint; its id."""
    place: dict[str, Any] = {
        "thread_id": thread_id,
        "checkpoint_ns": found.config["configurable"].get("checkpoint_ns", ""),
    }
    config: RunnableConfig = {"configurable": place | ({"checkpoint_id": parent} if parent else {})}
    metadata: Any = {**found.metadata} | ({"thread_id": thread_id} if "thread_id" in found.metadata else {})
    written = await saver.aput(config, found.checkpoint, metadata, found.checkpoint["channel_versions"])
    tasks: dict[str, list[tuple[str, Any]]] = {}
    for task_id, channel, value in found.pending_writes or []:
        tasks.setdefault(task_id, []).append((channel, value))
    for position, (task_id, writes) in enumerate(tasks.items()):
        # savers sort by path first: a path per position keeps the order in which the run has applied them
        await saver.aput_writes(written, writes, task_id, f"{position:08}")
    return found.checkpoint["id"]

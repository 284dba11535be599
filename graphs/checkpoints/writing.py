"""What a saver is asked to write, as arguments of the WRITE script. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    get_checkpoint_metadata,
)
from langgraph.checkpoint.serde.base import SerializerProtocol

from graphs.checkpoints import layout

Call = tuple[str, tuple[Any, ...]]
# "aput" or "aput_writes" and the arguments of that method, the config first
Operation = list[bytes | str | int]


@runtime_checkable
class Batching(Protocol):
    """A saver that makes many calls at once."""

    def prepared(self, call: Call) -> Call: ...

    async def awrite(self, calls: Sequence[Call]) -> None: ...


async def replay(saver: BaseCheckpointSaver[Any], calls: Sequence[Call]) -> None:
    """Make the calls in their order, at once where the saver can. After an error they may be made again."""
    if isinstance(saver, Batching):
        await saver.awrite(calls)
        return
    for method, arguments in calls:
        await getattr(saver, method)(*arguments)


def put(
    serde: SerializerProtocol,
    turn_key: str,
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    new_versions: ChannelVersions,
) -> Operation:
    """A checkpoint with the values that are new in it; `turn_key` names the turn in its metadata."""
    configurable, values = config["configurable"], checkpoint["channel_values"]
    bare = {key: value for key, value in checkpoint.items() if key != "channel_values"}
    parent, described = configurable.get("checkpoint_id"), get_checkpoint_metadata(config, metadata)
    record = layout.Record(parent, layout.dump(serde, bare), layout.dump(serde, described))
    ties = layout.ties(str(described.get(turn_key, "")), parent, described)
    refs = [layout.value_ref(*pair) for pair in checkpoint["channel_versions"].items()]
    full = [
        part
        for channel, version in new_versions.items()
        if channel in values
        for part in (layout.value_ref(channel, version), layout.dump(serde, values[channel]))
    ]
    empty = [layout.value_ref(*pair) for pair in new_versions.items() if pair[0] not in values]
    names = [layout.part(text) for text in (configurable.get("checkpoint_ns", ""), checkpoint["id"], parent or "")]
    return ["p", *names, record.pack(), ties, len(refs), *refs, len(full) // 2, *full, len(empty), *empty]


def put_writes(
    serde: SerializerProtocol,
    config: RunnableConfig,
    writes: Sequence[tuple[str, Any]],
    task_id: str,
    task_path: str = "",
) -> Operation:
    """Pending writes of a task to a checkpoint."""
    configurable = config["configurable"]
    names = [layout.part(text) for text in (configurable.get("checkpoint_ns", ""), configurable["checkpoint_id"])]
    operation: Operation = ["w", *names, len(writes)]
    for position, (channel, value) in enumerate(writes):
        ref, replaces = layout.write_ref(task_id, channel, position)
        operation += [ref, "1" if replaces else "0", layout.pack_write(serde, task_path, channel, value)]
    return operation

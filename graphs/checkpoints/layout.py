"""How checkpoints lie in a thread's HASH and ZSET: names of fields and the bytes in them. Pure.

Fields of the HASH (index members have the same names):
    c <ns> 0 <checkpoint id>                    the checkpoint without its values, metadata, parent
    t <ns> 0 <checkpoint id>                    its ties, for scripts: <turn> 0 <parent's id> (0 <delta channel>)...
    r <ns> 0 <checkpoint id>                    references to its values (written by the script)
    v <ns> 0 <channel> 0 <version>              a channel's value
    w <ns> 0 <checkpoint id> 0 <task id> 0 <n>  a pending write
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

import ormsgpack
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    PendingWrite,
    writes_sort_key,
)
from langgraph.checkpoint.serde.base import SerializerProtocol

SEPARATOR = b"\0"
LONG_BYTES = 4_096
# a conversation's messages shrink to a fifth in 0.1 ms
PACKED = b"zlib:"
# before the serializer's type
Version = str | int | float


def part(text: str) -> bytes:
    """One part of a name: any Unicode, without the separator, in the order of `text`."""
    return text.encode("utf-8", "surrogatepass").replace(b"\1", b"\1\2").replace(b"\0", b"\1\1")


def text_of(name: bytes) -> str:
    """The inverse of `part`."""
    return name.replace(b"\1\1", b"\0").replace(b"\1\2", b"\1").decode("utf-8", "surrogatepass")


def name(*parts: str) -> bytes:
    """Parts joined by the separator."""
    return SEPARATOR.join(map(part, parts))


def checkpoint_of(member: bytes) -> tuple[str, str]:
    """Namespace and id of a checkpoint in the index."""
    ns, checkpoint_id = member[1:].split(SEPARATOR)
    return text_of(ns), text_of(checkpoint_id)


def value_ref(channel: str, version: Version) -> bytes:
    """The name of a channel's value at a version, without its namespace."""
    return name(channel, f"{type(version).__name__}:{version}")


def channel_of(ref: bytes) -> str:
    """The channel in a value's name."""
    return text_of(ref.split(SEPARATOR)[0])


def ties(turn: str, parent: str | None, metadata: CheckpointMetadata) -> bytes:
    """What scripts must know of a checkpoint: its turn, its parent, the delta channels whose value lies before it."""
    return name(turn, parent or "", *(metadata.get("counters_since_delta_snapshot") or {}))


def write_ref(task_id: str, channel: str, position: int) -> tuple[bytes, bool]:
    """The name of a write and whether it replaces an earlier one (LangGraph's special channels do)."""
    idx = WRITES_IDX_MAP.get(channel, position)
    return name(task_id, str(idx)), idx < 0


def dump(serde: SerializerProtocol, value: Any) -> bytes:
    """A value with the serializer's type before it; a long one is packed, unless it is encrypted."""
    kind, data = serde.dumps_typed(value)
    if len(data) >= LONG_BYTES and "+" not in kind:
        return PACKED + kind.encode() + SEPARATOR + zlib.compress(data, 1)
    return kind.encode() + SEPARATOR + data


def load(serde: SerializerProtocol, blob: bytes) -> Any:
    """The inverse of `dump`."""
    kind, _, data = blob.partition(SEPARATOR)
    if kind.startswith(PACKED):
        kind, data = kind[len(PACKED) :], zlib.decompress(data)
    return serde.loads_typed((kind.decode(), data))


@dataclass(frozen=True, slots=True)
class Record:
    """One checkpoint as stored, without values and writes."""

    parent: str | None
    # id of the checkpoint before it, in the same namespace
    checkpoint: bytes
    # `dump` of the checkpoint without channel_values
    metadata: bytes
    # `dump` of its metadata

    def pack(self) -> bytes:
        parent = None if self.parent is None else part(self.parent)
        return ormsgpack.packb([parent, self.checkpoint, self.metadata])

    @classmethod
    def unpack(cls, blob: bytes) -> Record:
        parent, checkpoint, metadata = ormsgpack.unpackb(blob)
        return cls(None if parent is None else text_of(parent), checkpoint, metadata)


def pack_write(serde: SerializerProtocol, task_path: str, channel: str, value: Any) -> bytes:
    """A pending write's field."""
    return ormsgpack.packb([part(task_path), part(channel), dump(serde, value)])


def unpack_writes(
    serde: SerializerProtocol, refs: Sequence[bytes], blobs: Sequence[bytes], only: Collection[str] | None = None
) -> list[PendingWrite]:
    """Pending writes (`only`: to these channels) in the order in which a run applies them."""
    found = []
    for ref, blob in zip(refs, blobs, strict=True):
        task_id, idx = map(text_of, ref.split(SEPARATOR))
        task_path, packed, value = ormsgpack.unpackb(blob)
        channel = text_of(packed)
        if only is None or channel in only:
            order = writes_sort_key(text_of(task_path), task_id, int(idx))
            found.append((order, (task_id, channel, load(serde, value))))
    return [write for _, write in sorted(found, key=lambda item: item[0])]


@dataclass(frozen=True, slots=True)
class Stored:
    """One checkpoint as the read script returns it."""

    ns: str
    checkpoint_id: str
    record: Record
    value_refs: Sequence[bytes]
    values: Sequence[bytes | None]
    # None: the channel is empty at that version
    write_refs: Sequence[bytes]
    # task id and position
    writes: Sequence[bytes]

    @classmethod
    def of(cls, ns: str, reply: Sequence[Any]) -> Stored:
        checkpoint_id, record, *rest = reply
        return cls(ns, text_of(checkpoint_id), Record.unpack(record), *rest)

    def metadata(self, serde: SerializerProtocol) -> CheckpointMetadata:
        loaded: CheckpointMetadata = load(serde, self.record.metadata)
        return loaded

    def tuple(self, serde: SerializerProtocol, thread_id: str, metadata: CheckpointMetadata) -> CheckpointTuple:
        """LangGraph's form of it."""
        pairs = zip(self.value_refs, self.values, strict=True)
        values = {channel_of(ref): load(serde, blob) for ref, blob in pairs if blob is not None}
        return CheckpointTuple(
            config=config_of(thread_id, self.ns, self.checkpoint_id),
            checkpoint=cast(Checkpoint, {**load(serde, self.record.checkpoint), "channel_values": values}),
            metadata=metadata,
            parent_config=config_of(thread_id, self.ns, self.record.parent) if self.record.parent else None,
            pending_writes=unpack_writes(serde, self.write_refs, self.writes),
        )


def config_of(thread_id: str, ns: str, checkpoint_id: str) -> Any:
    """The config that names one checkpoint."""
    return {"configurable": {"thread_id": thread_id, "checkpoint_ns": ns, "checkpoint_id": checkpoint_id}}

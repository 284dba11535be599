"""Which checkpoints of a thread to forget, and what goes with them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from langgraph.checkpoint.base import CheckpointMetadata
from langgraph.checkpoint.serde.base import SerializerProtocol

from graphs.checkpoints import layout


@dataclass(frozen=True, slots=True)
class Known:
    """One checkpoint, as far as forgetting needs it."""

    ns: bytes
    record: layout.Record
    value_refs: frozenset[bytes]
    # names of the values it refers to, without namespace

    def values(self) -> set[bytes]:
        return {b"v" + self.ns + layout.SEPARATOR + ref for ref in self.value_refs}


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything that a thread holds, without values."""

    digest: bytes
    # of the index
    members: Sequence[bytes]
    checkpoints: dict[bytes, Known]
    # by name: namespace and id

    @classmethod
    def of(cls, reply: Sequence[Any]) -> Survey:
        digest, members, records = reply
        known = {
            name: Known(name.split(layout.SEPARATOR)[0], layout.Record.unpack(record), frozenset(refs))
            for name, record, refs in records
        }
        return cls(digest, members, known)

    def to_prune(self, strategy: str, serde: SerializerProtocol) -> set[bytes]:
        """Names of the checkpoints that the strategy drops."""
        if strategy == "delete":
            return set(self.checkpoints)
        if strategy != "keep_latest":
            raise ValueError(f"unknown strategy {strategy!r}: keep_latest or delete")
        kept: set[bytes] = set()
        for name in self._heads():
            kept |= self._needed(name, serde)
        return set(self.checkpoints) - kept

    def of_runs(self, run_ids: set[str], serde: SerializerProtocol) -> set[bytes]:
        """Names of the checkpoints that these runs wrote."""
        return {name for name in self.checkpoints if self._metadata(name, serde).get("run_id") in run_ids}

    def fields_of(self, doomed: set[bytes]) -> list[bytes]:
        """Fields and index members that go with these checkpoints: records, writes, and values nobody else needs."""
        lost = self._values(doomed) - self._values(set(self.checkpoints) - doomed)
        gone = {kind + name for name in doomed for kind in (b"c", b"r", b"t")}
        writes = {member for member in self.members if member[:1] == b"w" and _owner(member) in doomed}
        return sorted(gone | lost | writes)

    def _values(self, names: Iterable[bytes]) -> set[bytes]:
        return set().union(*(self.checkpoints[name].values() for name in names))

    def _heads(self) -> Iterable[bytes]:
        """The latest checkpoint of each namespace."""
        latest: dict[bytes, bytes] = {}
        for name in sorted(self.checkpoints):
            latest[self.checkpoints[name].ns] = name
        return latest.values()

    def _needed(self, name: bytes, serde: SerializerProtocol) -> set[bytes]:
        """The checkpoint and the ancestors without which a DeltaChannel of it could not be rebuilt."""
        needed, ancestor = {name}, self._parent(name)
        deltas = self._deltas(name, serde)
        while deltas and ancestor in self.checkpoints:
            needed.add(ancestor)
            deltas &= self._deltas(ancestor, serde)
            ancestor = self._parent(ancestor)
        return needed

    def _deltas(self, name: bytes, serde: SerializerProtocol) -> set[str]:
        """Delta channels whose value is not in this checkpoint itself but in a snapshot before it."""
        return set(self._metadata(name, serde).get("counters_since_delta_snapshot") or {})

    def _metadata(self, name: bytes, serde: SerializerProtocol) -> CheckpointMetadata:
        loaded: CheckpointMetadata = layout.load(serde, self.checkpoints[name].record.metadata)
        return loaded

    def _parent(self, name: bytes) -> bytes:
        known = self.checkpoints[name]
        return known.ns + layout.SEPARATOR + layout.part(known.record.parent or "")


def _owner(member: bytes) -> bytes:
    """The checkpoint that a write in the index belongs to."""
    return layout.SEPARATOR.join(member[1:].split(layout.SEPARATOR)[:2])

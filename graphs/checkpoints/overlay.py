"""Overlay: a turn that may be taken back writes here; kept, it is replayed on the saver below, dropped, it is gone."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Literal

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)

from graphs.checkpoints.draft import Draft
from graphs.checkpoints.saver import FENCE_KEY
from graphs.checkpoints.writing import Call, replay

FENCED = frozenset({"aput", "aput_writes"})
# methods whose first argument is a config


@dataclass(slots=True)
class Fate:
    """What became of the draft; shared by copies of an overlay (`with_allowlist`)."""

    state: Literal["open", "committed", "dropped"] = "open"
    fence: int | None = None
    # the fencing token under which the draft was committed


class Overlay(BaseCheckpointSaver[str]):
    """Reads through to `base`; buffers every write until `commit`, after which it passes everything on.

    After `drop` it reads what `base` has and ignores writes: a run that is still being cancelled leaves nothing.
    Maintenance (copy, prune, delete for runs) is done on `base` itself.
    """

    def __init__(self, base: BaseCheckpointSaver[str]) -> None:
        super().__init__(serde=base.serde)
        self.base = base
        self._fate = Fate()
        self._draft = Draft(base.serde)

    async def commit(self, *, fence: int | None = None) -> None:
        """Replay the writes on `base` in order; when `base` fails, the rest stays and `commit` may be called again.

        `fence`: the token of the lease that the writes are made under, these and all later ones through the overlay.
        """
        if self._fate.state == "dropped":
            raise RuntimeError("a dropped overlay cannot be committed")
        self._fate.fence = fence
        calls = self._draft.calls
        while calls:
            together = list(takewhile(lambda call: call[0] in FENCED, calls))
            if together:
                fenced: list[Call] = [(method, (self._fenced(config), *rest)) for method, (config, *rest) in together]
                await replay(self.base, fenced)
            else:
                method, arguments = calls[0]
                await getattr(self.base, method)(*arguments)
            del calls[: len(together) or 1]
        self._fate.state = "committed"
        self._draft.forget()

    def _fenced(self, config: RunnableConfig) -> RunnableConfig:
        if self._fate.fence is None:
            return config
        return {**config, "configurable": {**config["configurable"], FENCE_KEY: self._fate.fence}}

    def drop(self) -> None:
        """Forget every write; nothing happens when they were committed."""
        if self._fate.state == "open":
            self._fate.state = "dropped"
            self._draft.forget()

    @property
    def _open(self) -> bool:
        return self._fate.state == "open"

    @property
    def _committed(self) -> bool:
        return self._fate.state == "committed"

    def with_allowlist(self, extra_allowlist: Collection[tuple[str, ...]]) -> Overlay:
        clone = copy.copy(self)
        clone.base = self.base.with_allowlist(extra_allowlist)
        clone.serde = clone.base.serde
        clone._draft = self._draft.with_serde(clone.serde)
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
        if self._committed:
            return await self.base.aput(self._fenced(config), checkpoint, metadata, new_versions)
        return self._put(config, checkpoint, metadata, new_versions)

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        if self._committed:
            return self.base.put(self._fenced(config), checkpoint, metadata, new_versions)
        return self._put(config, checkpoint, metadata, new_versions)

    def _put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        if self._open:
            return self._draft.put(config, checkpoint, metadata, new_versions)
        place = {key: config["configurable"].get(key, "") for key in ("thread_id", "checkpoint_ns")}
        return {"configurable": {**place, "checkpoint_id": checkpoint["id"]}}

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        if self._committed:
            await self.base.aput_writes(self._fenced(config), writes, task_id, task_path)
        elif self._open:
            self._draft.put_writes(config, writes, task_id, task_path)

    def put_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        if self._committed:
            self.base.put_writes(self._fenced(config), writes, task_id, task_path)
        elif self._open:
            self._draft.put_writes(config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        if self._committed:
            await self.base.adelete_thread(thread_id)
        elif self._open:
            self._draft.delete_thread(thread_id)

    def delete_thread(self, thread_id: str) -> None:
        if self._committed:
            self.base.delete_thread(thread_id)
        elif self._open:
            self._draft.delete_thread(thread_id)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """The checkpoint with what was buffered for it; buffered writes come after those of `base`."""
        if self._open and (drafted := self._draft.exact(config)):
            return drafted
        below = await self.base.aget_tuple(config)
        return self._draft.tuple(config, below) if self._open else below

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        if self._open and (drafted := self._draft.exact(config)):
            return drafted
        below = self.base.get_tuple(config)
        return self._draft.tuple(config, below) if self._open else below

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """Newest first over both."""
        found = self.base.alist(config, filter=filter, before=before, limit=limit)
        below = [item async for item in found]
        both = self._draft.listed(below, config, filter=filter, before=before, limit=limit) if self._open else below
        for item in both:
            yield item

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        below = [*self.base.list(config, filter=filter, before=before, limit=limit)]
        yield from (
            self._draft.listed(below, config, filter=filter, before=before, limit=limit) if self._open else below
        )

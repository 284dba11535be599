"""The synchronous half of a saver: every method runs its asynchronous twin on a thread with a client of its own."""

from __future__ import annotations

import copy
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from typing import Any, Self, TypeVar

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
)
from langgraph.checkpoint.serde.base import SerializerProtocol

from graphs.checkpoints.blocking import Blocking
from graphs.checkpoints.scripts import Client

T = TypeVar("T")


class Synchronous(BaseCheckpointSaver[str]):
    """Base of a saver that has written the asynchronous methods, all of them over `self._client`."""

    def __init__(self, client: Client, *, serde: SerializerProtocol) -> None:
        super().__init__(serde=serde)
        self._client = client
        self._blocking = Blocking(client)

    def close(self) -> None:
        """End what synchronous calls have started; the client given to the saver stays open."""
        self._blocking.close()

    def _sync(self, call: Callable[[Self], Coroutine[Any, Any, T]]) -> T:
        def with_client(client: Client) -> Coroutine[Any, Any, T]:
            twin = copy.copy(self)
            twin._client = client
            return call(twin)

        return self._blocking.run(with_client)

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        return self._sync(lambda saver: saver.aput(config, checkpoint, metadata, new_versions))

    def put_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        self._sync(lambda saver: saver.aput_writes(config, writes, task_id, task_path))

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        return self._sync(lambda saver: saver.aget_tuple(config))

    def get_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        return self._sync(lambda saver: saver.aget_delta_channel_history(config=config, channels=channels))

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        async def collect(saver: Self) -> tuple[CheckpointTuple, ...]:
            found = saver.alist(config, filter=filter, before=before, limit=limit)
            return tuple([item async for item in found])

        yield from self._sync(collect)

    def delete_thread(self, thread_id: str) -> None:
        self._sync(lambda saver: saver.adelete_thread(thread_id))

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        self._sync(lambda saver: saver.acopy_thread(source_thread_id, target_thread_id))

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        self._sync(lambda saver: saver.aprune(thread_ids, strategy=strategy))

    def delete_for_runs(self, run_ids: Sequence[str]) -> None:
        self._sync(lambda saver: saver.adelete_for_runs(run_ids))

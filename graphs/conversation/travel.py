"""Back in time: a session's checkpoints, what each changed, and a new session from one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver, CheckpointTuple, PendingWrite
from langgraph.types import StateSnapshot
from pydantic_core import to_jsonable_python

from graphs.checkpoints import plant
from graphs.conversation import thread
from graphs.errors import BadInput, CheckpointNotFound

INTERRUPT, RESUME = "__interrupt__", "__resume__"
NO_TASK = "00000000-0000-0000-0000-000000000000"
# LangGraph's channels of questions and answers, and the task of what no task wrote (langgraph/_internal/_constants.py)

State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """One checkpoint of the thread's root."""

    id: str
    parent: str | None
    turn: str | None
    # id of the turn that wrote it
    at: float
    # seconds since the epoch
    step: int
    # LangGraph's count, from -1
    next: Sequence[str]
    # nodes that run next; empty when the turn has ended
    question: str | None
    # what the graph asks here, as it is spoken

    @property
    def at_rest(self) -> bool:
        """The turn has ended or waits for an answer: a new session can begin here."""
        return not self.next or self.question is not None


@dataclass(frozen=True, slots=True)
class Change:
    """How one part of the state differs; None: it was not there."""

    before: Any
    after: Any


def moment(snapshot: StateSnapshot) -> Moment:
    """What a snapshot tells of its checkpoint."""
    metadata: Mapping[str, Any] = snapshot.metadata or {}
    waiting = thread.questions(snapshot)
    return Moment(
        id=_id_of(snapshot.config) or "",
        parent=_id_of(snapshot.parent_config),
        turn=metadata.get(thread.TURN_KEY),
        at=datetime.fromisoformat(snapshot.created_at).timestamp() if snapshot.created_at else 0.0,
        step=int(metadata.get("step", -1)),
        next=snapshot.next,
        question=waiting[0].text if waiting else None,
    )


async def moments(graph: thread.Graph, thread_id: str, *, before: str | None, limit: int) -> list[Moment]:
    """Newest first; `before` is the id of a checkpoint that is not listed any more."""
    config: RunnableConfig = {"configurable": {"thread_id": thread_id}}
    bound: RunnableConfig | None = _config(thread_id, before) if before else None
    return [moment(found) async for found in graph.aget_state_history(config, before=bound, limit=limit)]


async def snapshot_at(graph: thread.Graph, thread_id: str, checkpoint_id: str) -> StateSnapshot:
    """The thread as it was. Raises CheckpointNotFound."""
    found = await graph.aget_state(_config(thread_id, checkpoint_id))
    if found.created_at is None:
        raise CheckpointNotFound("This session has no checkpoint of that id (any more).")
    return found


def state_of(snapshot: StateSnapshot) -> State:
    """The state as plain JSON; messages without their empty fields."""
    values = snapshot.values if isinstance(snapshot.values, Mapping) else {"value": snapshot.values}
    return {str(key): _plain(value) for key, value in values.items()}


def difference(before: State, after: State) -> dict[str, Change]:
    """The parts of the state that differ. Of a list of things with ids only those that differ are shown."""
    changes = {}
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old != new:
            changes[key] = Change(*_differing(old, new))
    return changes


async def fork(saver: BaseCheckpointSaver[Any], source: str, checkpoint_id: str, target: str) -> None:
    """Write the checkpoint, and those of its waiting subgraphs, as the beginning of another thread.

    Nothing older comes with it but what its delta channels are rebuilt from. A question that waited then waits again,
    whatever was answered since.
    """
    root = await saver.aget_tuple(_config(source, checkpoint_id))
    if root is None:
        raise CheckpointNotFound("This session has no checkpoint of that id (any more).")
    for found in (root, *await _children(saver, source, checkpoint_id)):
        await plant(saver, found._replace(pending_writes=_as_asked(found.pending_writes or [])), target)


async def _children(saver: BaseCheckpointSaver[Any], thread_id: str, root: str) -> list[CheckpointTuple]:
    """Of each subgraph that ran under `root` the checkpoint where it asked, or its newest."""
    chosen: dict[str, CheckpointTuple] = {}
    asked: set[str] = set()
    async for found in saver.alist({"configurable": {"thread_id": thread_id}}):
        ns = found.config["configurable"].get("checkpoint_ns", "")
        if ns and ns not in asked and found.metadata.get("parents", {}).get("") == root:
            asks = any(channel == INTERRUPT for _, channel, _ in found.pending_writes or [])
            if asks or ns not in chosen:
                chosen[ns] = found
            if asks:
                asked.add(ns)
    return list(chosen.values())


def _as_asked(pending: Sequence[PendingWrite]) -> list[PendingWrite]:
    """The writes as they were when the checkpoint's questions were asked: answers and what followed are gone."""
    channels: dict[str, set[str]] = {}
    for task_id, channel, _ in pending:
        channels.setdefault(task_id, set()).add(channel)
    asked = {task for task, names in channels.items() if INTERRUPT in names and names - {INTERRUPT, RESUME}}
    kept = []
    for task_id, channel, value in pending:
        if task_id == NO_TASK:
            continue
        if task_id in asked and channel != INTERRUPT:
            earlier = value[:-1] if channel == RESUME and isinstance(value, list) else None
            if not earlier:
                continue
            value = earlier
        kept.append((task_id, channel, value))
    return kept


def require_rest(found: Moment) -> None:
    """Raises BadInput in the middle of a turn, whose effects would happen a second time."""
    if not found.at_rest:
        raise BadInput("This checkpoint lies in the middle of a turn: fork from one where a turn has ended.")


def _differing(old: Any, new: Any) -> tuple[Any, Any]:
    if not (_has_ids(old) and _has_ids(new)):
        return old, new
    return [item for item in old if item not in new], [item for item in new if item not in old]


def _has_ids(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) and item.get("id") for item in value)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseMessage):
        value = {"id": value.id, "type": value.type, **value.model_dump(exclude_defaults=True)}
    elif isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return to_jsonable_python(value, fallback=repr, exclude_none=False)


def _config(thread_id: str, checkpoint_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread_id, "checkpoint_ns": "", "checkpoint_id": checkpoint_id}}


def _id_of(config: RunnableConfig | None) -> str | None:
    return config["configurable"].get("checkpoint_id") if config else None

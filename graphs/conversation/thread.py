"""A session's thread as LangGraph keeps it: read it, see what is unfinished, amend what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, RemoveMessage
from langchain_core.runnables import RunnableConfig
from langgraph.channels import BinaryOperatorAggregate
from langgraph.graph import END, START
from langgraph.graph.message import add_messages
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import StateSnapshot

from graphs.conversation.heard import Spoken
from graphs.conversation.questions import Question
from graphs.conversation.stream import HAND_BACK
from graphs.turn import Turn

Graph = CompiledStateGraph[Any, Any, Any, Any]
INTERRUPTED = "interrupted"
# marks a message in the thread of which the caller heard only what it holds
TURN_KEY, OPENING_KEY, MODALITY_KEY = "turn", "turn_opening", "turn_modality"
# in the metadata of a checkpoint: the turn that wrote it


@dataclass(frozen=True, slots=True)
class Message:
    """What was said, or said and heard."""

    id: str
    role: Literal["caller", "agent"]
    text: str
    interrupted: bool = False
    # True when the caller cut the agent off: `text` is the part that was heard


def messages_of(snapshot: StateSnapshot) -> list[BaseMessage]:
    """The thread's messages; none before the first turn."""
    found = snapshot.values.get("messages", []) if isinstance(snapshot.values, Mapping) else []
    return list(found)


def said(snapshot: StateSnapshot, speaking: frozenset[str] | None = None) -> list[Message]:
    """What caller and agent said, in order; without tool calls, tool results and empty messages.

    `speaking`: agents who may speak; of messages that name their author only theirs are told.
    """
    spoken = []
    for message in messages_of(snapshot):
        if isinstance(message, HumanMessage | AIMessage) and message.text and _is_told(message, speaking):
            role: Literal["caller", "agent"] = "caller" if isinstance(message, HumanMessage) else "agent"
            cut = bool(message.additional_kwargs.get(INTERRUPTED))
            spoken.append(Message(message.id or "", role, message.text, interrupted=cut))
    return spoken


def _is_told(message: BaseMessage, speaking: frozenset[str] | None) -> bool:
    if not isinstance(message, AIMessage):
        return True
    return not message.response_metadata.get(HAND_BACK) and (
        speaking is None or message.name is None or message.name in speaking
    )


def questions(snapshot: StateSnapshot) -> list[Question]:
    """Questions that wait for an answer, oldest first."""
    return [Question(interrupt.id, interrupt.value) for task in snapshot.tasks for interrupt in task.interrupts]


def is_unfinished(snapshot: StateSnapshot) -> bool:
    """True when a turn was begun and not ended, and no question is the reason. `next` alone does not tell."""
    return bool(snapshot.tasks) and not questions(snapshot)


def traces(turn: Turn) -> dict[str, str | bool]:
    """What a turn leaves in the metadata of its checkpoints."""
    return {TURN_KEY: turn.id, OPENING_KEY: turn.opening, MODALITY_KEY: turn.modality}


def unfinished_turn(snapshot: StateSnapshot, now: Turn) -> Turn:
    """The turn that the snapshot's checkpoint belongs to, to be ended under its own name.

    Its effects have that name in their keys: under another one they would happen again.
    """
    metadata: Mapping[str, Any] = snapshot.metadata or {}
    return replace(
        now,
        id=metadata.get(TURN_KEY, now.id),
        opening=metadata.get(OPENING_KEY, False),
        modality=metadata.get(MODALITY_KEY, now.modality),
    )


def checkpoint_id(snapshot: StateSnapshot) -> str | None:
    """Id of the checkpoint that the snapshot shows; None before the first."""
    found: str | None = snapshot.config["configurable"].get("checkpoint_id")
    return found


def wrote_last(snapshot: StateSnapshot, turn_id: str) -> bool:
    """Whether the thread's newest checkpoint is that turn's."""
    return (snapshot.metadata or {}).get(TURN_KEY) == turn_id


def reply_to(snapshot: StateSnapshot, turn_id: str) -> list[AIMessage] | None:
    """What the agent answered in that turn; None when the thread does not know the turn.

    A turn that answered a question has no message of the caller: it is known only while it is the last one, by the
    agent's last message.
    """
    messages = messages_of(snapshot)
    at = next((i for i, m in enumerate(messages) if isinstance(m, HumanMessage) and m.id == turn_id), None)
    if at is None:
        last = [m for m in messages[-1:] if isinstance(m, AIMessage) and m.text]
        return last if wrote_last(snapshot, turn_id) and not snapshot.tasks else None
    answer: list[AIMessage] = []
    for message in messages[at + 1 :]:
        if isinstance(message, HumanMessage):
            break
        if isinstance(message, AIMessage) and message.text:
            answer.append(message)
    return answer


async def amend(
    graph: Graph,
    config: RunnableConfig,
    pieces: Sequence[Spoken],
    words: HumanMessage | None = None,
    apology: str | None = None,
) -> dict[str, str]:
    """Keep of a reply only `pieces`, each as the node that spoke it; an empty piece is taken out of the thread.

    `words`: the caller's, which the thread gets when the turn was cut before it did. `apology`: what the agent said
    instead of the end of a turn. A turn that was cut while nodes
    still ran is over. Nothing is written while a question waits, since that would be the end of it. Returns what is
    to be kept of each message, by its id.
    """
    snapshot = await graph.aget_state(config)
    known = {message.id: message for message in messages_of(snapshot)}
    joined = _by_message(pieces)
    changes: list[tuple[BaseMessage, str | None]] = []
    if words is not None and words.id not in known:
        changes.append((words, START))
    for message_id, (text, node) in joined.items():
        update = _replacement(known.get(message_id), message_id, text)
        if update is not None:
            changes.append((update, node))
    if apology and (snapshot.tasks or changes):
        changes.append((AIMessage(apology), None))
    if not questions(snapshot):
        await _write(graph, config, snapshot, changes)
    return {message_id: text for message_id, (text, _) in joined.items()}


async def _write(
    graph: Graph, config: RunnableConfig, snapshot: StateSnapshot, changes: Sequence[tuple[BaseMessage, str | None]]
) -> None:
    """Write messages as their nodes, and see that nothing runs after them: the turn is over."""
    pending = [task.name for task in snapshot.tasks]
    for message, node in changes:
        writer = pending[0] if pending and node != START else node
        as_node = writer if writer in graph.nodes else START
        await graph.aupdate_state(config, {"messages": [message]}, as_node=as_node)
    if changes or pending:
        left = await graph.aget_state(config)
        if left.tasks:
            await graph.aupdate_state(config, None, as_node=END)


def takes_removals(graph: Graph) -> bool:
    """Whether the graph's messages are kept by `add_messages`, which knows RemoveMessage."""
    channel = graph.channels.get("messages")
    return isinstance(channel, BinaryOperatorAggregate) and channel.operator is add_messages


def outgrown(snapshot: StateSnapshot, most: int) -> list[RemoveMessage]:
    """Removals that keep the live list to about `most` messages: whole turns go, the oldest first."""
    messages = messages_of(snapshot)
    excess = len(messages) - most
    if excess <= 0:
        return []
    begins = next((i for i, m in enumerate(messages) if i >= excess and isinstance(m, HumanMessage)), 0)
    return [RemoveMessage(id=message.id) for message in messages[:begins] if message.id]


def _by_message(pieces: Sequence[Spoken]) -> dict[str, tuple[str, str | None]]:
    """Text and speaking node per message, in the order they were spoken; fillers belong to none.

    A reply that is said again has no node: the one that ran last, by LangGraph's own account, stands for it.
    """
    joined: dict[str, tuple[str, str | None]] = {}
    for piece in pieces:
        if piece.message_id:
            text, _ = joined.get(piece.message_id, ("", ""))
            joined[piece.message_id] = (text + piece.text, piece.node)
    return {message_id: (text.strip(), node) for message_id, (text, node) in joined.items()}


def _replacement(known: BaseMessage | None, message_id: str, text: str) -> BaseMessage | None:
    """The message that takes the place of what was meant to be said; None when there is nothing to change."""
    if known is not None and known.text.strip() == text.strip():
        return None
    calls = known.tool_calls if isinstance(known, AIMessage) else []
    if not text.strip() and not calls:
        return RemoveMessage(id=message_id) if known else None
    kept = known.additional_kwargs if isinstance(known, AIMessage) else {}
    return AIMessage(text, id=message_id, tool_calls=calls, additional_kwargs={**kept, INTERRUPTED: True})

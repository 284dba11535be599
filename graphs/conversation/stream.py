"""What a running graph streams, read as events of a turn. Pure: no I/O, one object per turn."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from graphs.events import EventType

STREAM_MODES: Final[Sequence[Literal["messages", "tasks"]]] = ("messages", "tasks")

ACTIVE_KEYS = ("specialist", "active_agent")
# where graphs keep who is speaking with the caller: ours, and langgraph-swarm's


@dataclass(frozen=True, slots=True)
class Said:
    """An event before it belongs to a session and a turn."""

    type: EventType
    data: dict[str, Any]


@dataclass(slots=True)
class GraphStream:
    """Reads `(namespace, mode, payload)` parts of `astream(stream_mode=STREAM_MODES, subgraphs=True)`."""

    speaking: frozenset[str] | None = None
    # the nodes that are spoken; None: every node that writes a message of the agent
    specialist: str | None = None
    # who is speaking with the caller, as far as the graph's state tells
    language: str | None = None
    speech_rate: float | None = None
    # 1.0 is the voice's own, 0.8 after "slower"; None: as before
    tokens: dict[str, int] = field(default_factory=dict)
    # summed usage of the turn's model calls: input_tokens, output_tokens, total_tokens
    texts: dict[str, str] = field(default_factory=dict)
    # message id -> what was streamed of it so far
    _nodes: dict[str, str] = field(default_factory=dict)
    _roots: dict[str, str] = field(default_factory=dict)
    _started: dict[str, float] = field(default_factory=dict)

    def read(self, part: tuple[tuple[str, ...], str, Any]) -> Iterator[Said]:
        """The events that one streamed part means; usually none or one."""
        namespace, mode, payload = part
        if mode == "messages":
            yield from self._message(namespace, *payload)
        elif mode == "tasks":
            yield from self._finished(payload) if "result" in payload else self._entered(payload)

    def finished_replies(self) -> Iterator[Said]:
        """`reply.finished` for every message that was spoken, in order; to be read once the graph has ended."""
        for message_id, text in self.texts.items():
            yield Said("reply.finished", {"text": text, "message_id": message_id, "node": self._nodes[message_id]})

    def manner(self) -> dict[str, Any]:
        """How words are to be spoken, as far as the graph's state tells."""
        known = {"language": self.language, "speech_rate": self.speech_rate}
        return {name: value for name, value in known.items() if value}

    @property
    def in_tool(self) -> bool:
        """True while a tool that was called has not answered."""
        return any(name.startswith("tool:") for name in self._started)

    def root_of(self, message_id: str) -> str | None:
        """The node of the outermost graph under which that message was spoken; None when another process heard it."""
        return self._roots.get(message_id)

    def _message(self, namespace: tuple[str, ...], message: BaseMessage, metadata: Mapping[str, Any]) -> Iterator[Said]:
        node = str(metadata.get("langgraph_node", ""))
        root = namespace[0].partition(":")[0] if namespace else node
        if not isinstance(message, AIMessage):
            return
        for name, count in (message.usage_metadata or {}).items():
            if isinstance(count, int):
                self.tokens[name] = self.tokens.get(name, 0) + count
        text = message.text
        if not text or (self.speaking is not None and not self.speaking & {node, root}):
            return
        message_id = message.id or node
        self.texts[message_id] = self.texts.get(message_id, "") + text
        self._nodes[message_id], self._roots[message_id] = node, root
        yield Said("reply.delta", {"text": text, "message_id": message_id, "node": node} | self.manner())

    def _entered(self, task: Mapping[str, Any]) -> Iterator[Said]:
        self._started[task["id"]] = time.perf_counter()
        yield Said("node.started", {"node": task["name"]})

    def _finished(self, task: Mapping[str, Any]) -> Iterator[Said]:
        result = task.get("result")
        values = result if isinstance(result, Mapping) else {}
        self.language = values.get("language") or self.language
        self.speech_rate = values.get("speech_rate") or self.speech_rate
        yield from self._tools(_messages(values.get("messages")))
        seconds = time.perf_counter() - self._started.pop(task["id"], time.perf_counter())
        yield Said("node.finished", {"node": task["name"], "seconds": round(seconds, 6)})
        yield from self._handoff(values)

    def _tools(self, messages: Sequence[BaseMessage]) -> Iterator[Said]:
        for message in messages:
            if isinstance(message, AIMessage):
                for call in message.tool_calls:
                    self._started[f"tool:{call['id']}"] = time.perf_counter()
                    data = {"tool": call["name"], "call_id": call["id"], "arguments": call["args"]}
                    yield Said("tool.started", data)
            elif isinstance(message, ToolMessage):
                begun = self._started.pop(f"tool:{message.tool_call_id}", time.perf_counter())
                yield Said(
                    "tool.finished",
                    {
                        "tool": message.name,
                        "call_id": message.tool_call_id,
                        "result": message.text,
                        "seconds": round(time.perf_counter() - begun, 6),
                    },
                )

    def _handoff(self, values: Mapping[str, Any]) -> Iterator[Said]:
        target = next((values[key] for key in ACTIVE_KEYS if values.get(key)), None)
        if isinstance(target, str) and target != self.specialist:
            source, self.specialist = self.specialist, target
            yield Said("handoff", {"source": source, "target": target})


def _messages(value: Any) -> list[BaseMessage]:
    """A node's writes to `messages`, which may be one message, a list, or several writes folded by LangGraph."""
    if isinstance(value, BaseMessage):
        return [value]
    if isinstance(value, Mapping) and "$writes" in value:
        return [message for write in value["$writes"] for message in _messages(write)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [message for item in value for message in _messages(item)]
    return []

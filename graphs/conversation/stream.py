"""What a running graph streams, read as events of a turn. Pure: no I/O, one object per turn."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from graphs.events import EventType

STREAM_MODES: Final[Sequence[Literal["messages", "tasks"]]] = ("messages", "tasks")

ACTIVE_KEYS = ("specialist", "active_agent")
# where graphs keep who is speaking with the caller: ours, and langgraph-swarm's
HAND_BACK = "__is_handoff_back"
# in the metadata of the messages with which langgraph-supervisor returns to itself
Path = tuple[str, ...]
# nodes from the outermost graph to the one that speaks


@dataclass(frozen=True, slots=True)
class Said:
    """An event before it belongs to a session and a turn."""

    type: EventType
    data: dict[str, Any]


@dataclass(slots=True)
class Voices:
    """Which nodes of a graph were found to speak with the caller; shared by all turns of a process.

    A node's words are of the conversation when the message that it streams is in the messages of the outermost graph.
    That is known when it has ended; a node that was found to speak is passed on token by token from then on.
    """

    named: frozenset[str] | None = None
    # the graph's own setting; None: found out
    found: set[Path] = field(default_factory=set)
    refuted: set[Path] = field(default_factory=set)

    def speaks(self, path: Path) -> bool | None:
        """True: its words are for the caller; False: they are not; None: that is to be found out."""
        if self.named is not None:
            return bool(self.named & set(path))
        return True if path in self.found else None

    def learn(self, path: Path, *, spoken: bool) -> None:
        """What became of a message of that node; one that was not for the caller refutes it for ever."""
        if spoken and path not in self.refuted:
            self.found.add(path)
        elif not spoken:
            self.found.discard(path)
            self.refuted.add(path)


@dataclass(slots=True)
class Heard:
    """A message while it comes in."""

    path: Path
    root: str
    # the node of the outermost graph
    task: str
    # the id of that node's task
    text: str = ""
    spoken: bool = False
    is_over: bool = False
    # True once the node's task has ended


@dataclass(slots=True)
class GraphStream:
    """Reads `(namespace, mode, payload)` parts of `astream(stream_mode=STREAM_MODES, subgraphs=True)`."""

    voices: Voices = field(default_factory=Voices)
    specialist: str | None = None
    # who is speaking with the caller, as far as the graph's state tells
    language: str | None = None
    speech_rate: float | None = None
    # 1.0 is the voice's own, 0.8 after "slower"; None: as before
    tokens: dict[str, int] = field(default_factory=dict)
    # summed usage of the turn's model calls: input_tokens, output_tokens, total_tokens
    _coming: dict[str, Heard] = field(default_factory=dict)
    # message id -> what is known of it, in the order they began
    _known: set[str] = field(default_factory=set)
    # ids of messages and tool calls that are told already, or were there before the turn
    _inside: set[str] = field(default_factory=set)
    # ids of messages that a subgraph has put into its own messages
    _started: dict[str, float] = field(default_factory=dict)

    @property
    def spoken(self) -> set[str]:
        """Ids of the messages that were spoken in this turn."""
        return {message_id for message_id, coming in self._coming.items() if coming.spoken}

    def know(self, messages: Sequence[BaseMessage], spoken: Collection[str] = ()) -> None:
        """The thread before the turn, and what was spoken but is not in it yet: nothing of it is told again."""
        self._known.update(spoken)
        for message in messages:
            self._known.add(message.id or "")
            if isinstance(message, AIMessage):
                self._known |= {str(call["id"]) for call in message.tool_calls}

    def begin_again(self) -> None:
        """The run was given up before anything was told: what it said was never said."""
        self.tokens.clear()
        for store in (self._coming, self._known, self._inside, self._started):
            store.clear()

    def read(self, part: tuple[tuple[str, ...], str, Any]) -> Iterator[Said]:
        """The events that one streamed part means; usually none or one."""
        namespace, mode, payload = part
        if mode == "messages":
            yield from self._message(namespace, *payload)
        elif mode == "tasks" and "result" in payload:
            yield from self._finished(namespace, payload)
        elif mode == "tasks":
            if not namespace:
                yield from self.left_over(_messages(_field(payload.get("input"), "messages")))
            yield from self._entered(payload)

    def held_back(self) -> Iterator[Said]:
        """Words of a node that has not ended since the graph asks something: they lead to the question."""
        for message_id, coming in self._coming.items():
            if not coming.spoken and message_id in self._inside:
                yield from self._say(message_id, coming, coming.text)

    def finished_replies(self) -> Iterator[Said]:
        """`reply.finished` for every message that was spoken, in order; to be read once the graph has ended."""
        for message_id, coming in self._coming.items():
            if coming.spoken:
                data = {"text": coming.text, "message_id": message_id, "node": coming.path[-1]}
                yield Said("reply.finished", data)

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
        coming = self._coming.get(message_id)
        return coming.root or None if coming else None

    def _message(self, namespace: tuple[str, ...], message: BaseMessage, metadata: Mapping[str, Any]) -> Iterator[Said]:
        if not isinstance(message, AIMessage) or message.response_metadata.get(HAND_BACK):
            return
        self._count(message)
        path = (*(each.partition(":")[0] for each in namespace), str(metadata.get("langgraph_node", "")))
        message_id = message.id or path[-1]
        if not message.text or (message_id in self._known and message_id not in self._coming):
            return
        task = str(metadata.get("langgraph_checkpoint_ns", "")).partition("|")[0].rpartition(":")[2]
        coming = self._coming.setdefault(message_id, Heard(path, path[0], task))
        coming.text += message.text
        speaks = self.voices.speaks(path)
        if coming.spoken or speaks:
            yield from self._say(message_id, coming, message.text)
        elif speaks is False:
            del self._coming[message_id]

    def _say(self, message_id: str, coming: Heard, text: str) -> Iterator[Said]:
        coming.spoken = True
        data = {"text": text, "message_id": message_id, "node": coming.path[-1]}
        yield Said("reply.delta", data | self.manner())

    def _count(self, message: AIMessage) -> None:
        for name, count in (message.usage_metadata or {}).items():
            if isinstance(count, int):
                self.tokens[name] = self.tokens.get(name, 0) + count

    def left_over(self, messages: Sequence[BaseMessage]) -> Iterator[Said]:
        """Words of messages that are in the thread now, whichever way they came there, and were not spoken yet."""
        for message in messages if self.voices.named is None else ():
            if not isinstance(message, AIMessage) or not message.text or message.response_metadata.get(HAND_BACK):
                continue
            message_id = message.id or ""
            coming = self._coming.get(message_id)
            if coming is None and message_id not in self._known:
                coming = self._coming[message_id] = Heard((message.name or "",), "", "", message.text, is_over=True)
            if coming is not None and coming.is_over and not coming.spoken:
                yield from self._say(message_id, coming, coming.text)

    def _settle(self, task: str, messages: Sequence[BaseMessage]) -> Iterator[Said]:
        """A node of the outermost graph has ended: what it put into the messages is of the conversation."""
        kept = {message.id for message in messages}
        for message_id, coming in list(self._coming.items()):
            if coming.task != task or coming.is_over:
                continue
            coming.is_over = True
            if message_id in kept and not coming.spoken:
                self.voices.learn(coming.path, spoken=True)
                yield from self._say(message_id, coming, coming.text)
            elif message_id not in kept:
                self.voices.learn(coming.path, spoken=False)
            self._known.add(message_id)

    def _entered(self, task: Mapping[str, Any]) -> Iterator[Said]:
        self._started[task["id"]] = time.perf_counter()
        yield Said("node.started", {"node": task["name"]})

    def _finished(self, namespace: tuple[str, ...], task: Mapping[str, Any]) -> Iterator[Said]:
        result = task.get("result")
        values = result if isinstance(result, Mapping) else {}
        messages = _messages(values.get("messages"))
        self.language = values.get("language") or self.language
        self.speech_rate = values.get("speech_rate") or self.speech_rate
        yield from self._tools(messages)
        if not namespace and self.voices.named is None:
            yield from self._settle(task["id"], messages)
        self._inside |= {message.id for message in messages if message.id}
        seconds = time.perf_counter() - self._started.pop(task["id"], time.perf_counter())
        yield Said("node.finished", {"node": task["name"], "seconds": round(seconds, 6)})
        yield from self._handoff(values)

    def _tools(self, messages: Sequence[BaseMessage]) -> Iterator[Said]:
        for message in messages:
            if isinstance(message, AIMessage):
                for call in message.tool_calls:
                    if str(call["id"]) in self._known or message.response_metadata.get(HAND_BACK):
                        continue
                    self._known.add(str(call["id"]))
                    self._started[f"tool:{call['id']}"] = time.perf_counter()
                    data = {"tool": call["name"], "call_id": call["id"], "arguments": call["args"]}
                    yield Said("tool.started", data)
            elif isinstance(message, ToolMessage) and f"tool:{message.tool_call_id}" in self._started:
                begun = self._started.pop(f"tool:{message.tool_call_id}")
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


def _field(values: Any, name: str) -> Any:
    """Part of a state, which is a mapping or an object."""
    return values.get(name) if isinstance(values, Mapping) else getattr(values, name, None)

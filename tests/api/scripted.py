"""Scripted parts behind the routes: enough of sessions, conversation and registry to answer as they are documented."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from graphs.errors import GraphBroken, GraphNotFound, QuestionNotOpen, SessionNotFound, ThreadlineError
from graphs.events import Event


class SessionExists(ThreadlineError):
    code = "session_exists"


@dataclass(frozen=True)
class Session:
    id: str
    graph: str
    language: str | None
    created_at: float
    last_seen_at: float
    metadata: dict[str, Any]
    turns: int = 0
    specialist: str | None = None
    call: str | None = None


@dataclass(frozen=True)
class Page:
    sessions: list[Session]
    next_cursor: str | None


@dataclass
class ScriptedSessions:
    """Sessions and journals in memory."""

    records: dict[str, Session] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    journals: dict[str, list[Event]] = field(default_factory=dict)
    failure: Exception | None = None
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def create(
        self, *, graph: str, id: str | None = None, language: str | None = None, metadata: Any = None
    ) -> tuple[Session, str]:
        self._check()
        name = id or f"s-{len(self.records) + 1}"
        if name in self.records:
            raise SessionExists("exists")
        now = time.time()
        self.records[name] = Session(name, graph, language, now, now, metadata or {})
        self.secrets[name] = f"secret-of-{name}"
        self.journals[name] = []
        return self.records[name], self.secrets[name]

    async def get(self, id: str) -> Session:
        self._check()
        if id not in self.records:
            raise SessionNotFound("There is no such session.")
        return self.records[id]

    async def owns(self, id: str, secret: str) -> bool:
        self._check()
        return self.secrets.get(id) == secret

    async def list(self, *, cursor: str | None = None, limit: int = 50) -> Page:
        newest = list(reversed(self.records.values()))
        begin = int(cursor or 0)
        more = begin + limit < len(newest)
        return Page(newest[begin : begin + limit], str(begin + limit) if more else None)

    async def delete(self, id: str, *, saver: Any = None) -> None:
        del self.records[id], self.secrets[id], self.journals[id]

    async def append(self, event: Event) -> None:
        journal = self.journals[event.session]
        async with self.changed:
            journal.append(replace(event, seq=len(journal) + 1))
            self.changed.notify_all()

    async def follow(self, id: str, *, after: int = 0) -> AsyncIterator[Event]:
        at = after
        while True:
            async with self.changed:
                await self.changed.wait_for(lambda: len(self.journals[id]) > at)
                new = self.journals[id][at:]
            for event in new:
                yield event
            at += len(new)

    def _check(self) -> None:
        if self.failure:
            raise self.failure


@dataclass(frozen=True)
class Message:
    id: str
    role: str
    text: str
    interrupted: bool = False


class ScriptedReply:
    """Says its script; runs in a task of its own, as the real one does."""

    def __init__(self, turn_id: str, events: list[Event], record: Callable[[Event], Any]) -> None:
        self.turn_id = turn_id
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self.task = asyncio.create_task(self._run(events, record))

    async def _run(self, events: list[Event], record: Callable[[Event], Any]) -> None:
        for event in events:
            self._queue.put_nowait(event)
            if event.type != "reply.delta":
                await record(event)
        self._queue.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[Event]:
        while (event := await self._queue.get()) is not None:
            yield event


class ScriptedConversation:
    """Repeats the caller's words back."""

    def __init__(self, session: Session, sessions: ScriptedSessions) -> None:
        self.session = session
        self.sessions = sessions
        self.said: list[Message] = []
        self.effects: list[str] = []
        self.question: str | None = "q-1"

    def reply(self, transcript: str, *, turn_id: str | None = None, modality: str = "text", by: str = "caller") -> Any:
        turn = turn_id or f"t-{len(self.said)}"
        if turn not in self.effects:
            self.effects.append(turn)
            self.said.append(Message(turn, "caller", transcript))
            self.said.append(Message(f"m-{turn}", "agent", f"You said: {transcript}"))
        text = next(m.text for m in self.said if m.id == f"m-{turn}")
        return ScriptedReply(turn, self._events(turn, transcript, text, by), self.sessions.append)

    def _events(self, turn: str, transcript: str, text: str, by: str) -> list[Event]:
        message, at = f"m-{turn}", time.time()

        def event(kind: Any, **data: Any) -> Event:
            return Event(kind, self.session.id, turn, data, at)

        half = len(text) // 2
        return [
            event("turn.started", text=transcript, by=by, modality="text"),
            event("node.started", node="front_desk"),
            event("reply.delta", text=text[:half], message_id=message, node="front_desk"),
            event("reply.delta", text=text[half:], message_id=message, node="front_desk"),
            event("node.finished", node="front_desk", seconds=0.01),
            event("reply.finished", text=text, message_id=message, node="front_desk"),
            event("turn.finished", outcome="done", specialist="front_desk", latency={"total_seconds": 0.02}),
        ]

    async def answer(self, question_id: str, value: Any, *, by: str) -> Any:
        if question_id != self.question:
            raise QuestionNotOpen("This question does not wait for an answer.")
        self.question = None
        return self.reply(str(value), by=by)

    async def messages(self) -> list[Message]:
        return self.said


@dataclass
class ScriptedConversations:
    """Opens the conversations of `sessions`."""

    sessions: ScriptedSessions
    open_ones: dict[str, ScriptedConversation] = field(default_factory=dict)

    async def open(self, session_id: str) -> ScriptedConversation:
        session = await self.sessions.get(session_id)
        return self.open_ones.setdefault(session_id, ScriptedConversation(session, self.sessions))


@dataclass(frozen=True)
class Edge:
    source: str
    target: str
    conditional: bool = False


@dataclass(frozen=True)
class Drawing:
    nodes: list[str]
    edges: list[Edge]
    mermaid: str


class ScriptedRegistry:
    """A graph that works and one that is broken."""

    def names(self) -> list[str]:
        return ["clinic", "broken"]

    async def describe(self, name: str) -> Drawing:
        if name == "broken":
            raise GraphBroken("graphs/broken.py, line 3: no such module.")
        if name != "clinic":
            raise GraphNotFound("There is no graph of that name.")
        nodes = ["__start__", "front_desk", "__end__"]
        return Drawing(nodes, [Edge("__start__", "front_desk"), Edge("front_desk", "__end__", True)], "graph TD;")

    async def png(self, name: str) -> bytes:
        await self.describe(name)
        return b"\x89PNG\r\n\x1a\n"

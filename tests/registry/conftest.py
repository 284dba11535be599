"""Conversations with the graphs of kinds/, each of another kind, on a real Valkey."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio

from graphs.checkpoints import RedisSaver
from graphs.conversation import Conversation, Conversations, Reply
from graphs.events import Event
from graphs.registry import Registry
from graphs.sessions import SessionStore

KINDS = Path(__file__).parent / "kinds"


@dataclass(frozen=True)
class Taken:
    """A turn as its listener met it."""

    events: list[Event]

    @property
    def words(self) -> str:
        """What was said, message by message, with a space between two."""
        deltas = self.of("reply.delta")
        messages = groupby(deltas, key=lambda delta: delta["message_id"])
        return " ".join("".join(delta["text"] for delta in pieces).strip() for _, pieces in messages)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event.data for event in self.events if event.type == kind]


async def taken(reply: Reply) -> Taken:
    """The turn, read to its end. A turn that failed is an error."""
    events = [event async for event in reply]
    assert not [event for event in events if event.type == "error"], events
    return Taken(events)


class Talk:
    """One session, as a test talks to it."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation

    async def say(self, words: str, **options: Any) -> Taken:
        return await taken(self.conversation.reply(words, **options))

    async def answer(self, value: Any) -> Taken:
        """Answer the question that waits."""
        [question] = await self.conversation.questions()
        return await taken(await self.conversation.answer(question.id, value, by="caller"))

    async def thread(self) -> list[tuple[str, str]]:
        return [(message.role, message.text) for message in await self.conversation.messages()]


@pytest.fixture
def imports() -> Iterator[None]:
    """The modules and the import folder of the graphs are gone afterwards."""
    path, modules = list(sys.path), set(sys.modules)
    yield
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if str(KINDS.parent) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


@pytest.fixture
async def kinds(imports: None, redis_client: redis.asyncio.Redis) -> AsyncIterator[Conversations]:
    registry = Registry(KINDS / "langgraph.json")
    opened = Conversations(SessionStore(redis_client), RedisSaver(redis_client), registry, turn_seconds=10)
    yield opened
    await opened.aclose()
    await registry.aclose()


@pytest.fixture
def talk(kinds: Conversations) -> Callable[..., Any]:
    """Begin a session of the named graph."""

    async def begin(graph: str) -> Talk:
        session, _ = await kinds.sessions.create(graph=graph)
        return Talk(await kinds.open(session.id))

    return begin

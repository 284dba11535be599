"""Threadline's side: sessions, conversations and turns over one Redis."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from redis.asyncio import Redis

from bench.threads.graph.two import words
from graphs.checkpoints import RedisSaver
from graphs.conversation import Conversation, Conversations
from graphs.conversation.reply import Reply
from graphs.registry import Registry
from graphs.sessions import SessionStore, connect

GRAPHS = Path(__file__).parent / "graph" / "langgraph.json"
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Ours:
    """One process of Threadline without voice and API."""

    redis: Redis
    sessions: SessionStore
    saver: RedisSaver
    conversations: Conversations

    async def conversation(self, graph: str = "two") -> Conversation:
        """Of a new session."""
        session, _ = await self.sessions.create(graph=graph)
        return await self.conversations.open(session.id)

    async def bytes_of(self, session_id: str) -> tuple[int, int]:
        """What Redis keeps of one session, its own overhead included; and how much of that is the journal of events."""
        keys = await self.redis.keys(f"*{{{session_id}}}*")
        sizes = {key: int(await self.redis.memory_usage(key, samples=0) or 0) for key in keys}
        return sum(sizes.values()), sum(size for key, size in sizes.items() if key.endswith(b":journal"))


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Ours]:
    """Everything as `app.wiring` puts it together."""
    redis = connect(url)
    sessions, saver = SessionStore(redis, ttl_seconds=7 * DAY_SECONDS), RedisSaver(redis, ttl_seconds=7 * DAY_SECONDS)
    conversations = Conversations(sessions, saver, Registry(GRAPHS))
    try:
        yield Ours(redis, sessions, saver, conversations)
    finally:
        await conversations.aclose()
        await redis.aclose()


async def turn(conversation: Conversation, number: int, *, speculative: bool = False) -> float:
    """One turn, from the caller's words to the end of the reply; seconds to the first word of the reply."""
    begun = time.perf_counter()
    reply: Reply = conversation.reply(words(number).text, speculative=speculative)
    if speculative:
        await reply.accept()
    first: float | None = None
    async for event in reply:
        if event.type == "reply.delta" and first is None:
            first = time.perf_counter() - begun
        if event.type == "error":
            raise RuntimeError(f"a turn of the bench failed: {event.data}")
    if first is None:
        raise RuntimeError("a turn of the bench said nothing")
    return first

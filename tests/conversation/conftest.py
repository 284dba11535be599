from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType

import pytest
import redis.asyncio

from graphs.checkpoints import RedisSaver
from graphs.conversation import Conversation, Conversations
from graphs.registry import Registry
from graphs.sessions import SessionStore

GRAPHS = Path(__file__).parent / "graphs" / "langgraph.json"


@pytest.fixture
async def conversations(redis_client: redis.asyncio.Redis) -> AsyncIterator[Conversations]:
    opened = Conversations(
        SessionStore(redis_client), RedisSaver(redis_client), Registry(GRAPHS), turn_seconds=5, filler_seconds=3
    )
    yield opened
    await opened.aclose()


@pytest.fixture
async def conversation(conversations: Conversations) -> Conversation:
    session, _ = await conversations.sessions.create(graph="desk")
    return await conversations.open(session.id)


@pytest.fixture
async def desk(conversation: Conversation) -> ModuleType:
    """The scripted graph's own module, as the registry loaded it, with empty records."""
    graph = await conversation.graph()
    module = __import__("sys").modules[graph.nodes["agent"].bound.afunc.__module__]
    module.effects.clear()
    module.prompts.clear()
    return module

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import redis.asyncio

from api.app import create_app
from api.metrics import Metrics
from api.services import ApiServices
from app.observed import ObservedSessions
from graphs.checkpoints import RedisSaver
from graphs.conversation import Conversations
from graphs.registry import Registry

GRAPHS = Path(__file__).parent / "graphs" / "langgraph.json"


@pytest.fixture
async def services(redis_client: redis.asyncio.Redis) -> AsyncIterator[ApiServices]:
    """Real sessions, saver, registry and conversations over a small graph."""
    metrics = Metrics()
    sessions = ObservedSessions(redis_client, observe=metrics.observe)
    saver, registry = RedisSaver(redis_client), Registry(GRAPHS)
    conversations = Conversations(sessions, saver, registry, turn_seconds=5, filler_seconds=3)
    yield ApiServices(
        sessions,
        conversations,
        registry,
        saver=saver,
        operator_keys=["operator-key", ""],
        version="1.2.3",
        metrics=metrics,
    )
    await conversations.aclose()


@pytest.fixture
async def client(services: ApiServices) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service without a network between."""
    transport = httpx.ASGITransport(create_app(services))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as opened:
        yield opened

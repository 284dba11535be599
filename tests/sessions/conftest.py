"""A session store on the run's Valkey."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from graphs.sessions import Session, SessionStore


@pytest.fixture
def store(redis_client: Redis) -> SessionStore:
    return SessionStore(redis_client)


@pytest.fixture
async def session(store: SessionStore) -> Session:
    made, _ = await store.create(graph="clinic")
    return made

"""A saver on each engine that is there, one server per test module."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis

from graphs.checkpoints import RedisSaver
from tests.checkpoints.redis_servers import ENGINE_PARAMETERS, require, running


@pytest.fixture(scope="module", params=ENGINE_PARAMETERS)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A running server; each test finds it empty."""
    require(request.param)
    with running(request.param) as address:
        yield address


@pytest.fixture
async def client(url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(url) as redis:
        await redis.flushall()  # a writer behind the test before may have come after its end
        yield redis
        await redis.flushall()


@pytest.fixture
def saver(client: Redis) -> Iterator[RedisSaver]:
    made = RedisSaver(client)
    yield made
    made.close()

"""Fixtures of every test: a real Valkey of the run's own, and how to name it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import redis.asyncio
from hypothesis import Phase, settings

from app.embedded.valkey import embedded_valkey

settings.register_profile(
    "threadline", phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink], deadline=None
)
settings.load_profile("threadline")
# without Phase.explain, which traces every line: ten times slower, and of use only to who looks at a failure


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """A Valkey for the whole run, on a Unix socket in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="tl-"))
    server = embedded_valkey(folder)
    loop = asyncio.new_event_loop()
    try:
        yield loop.run_until_complete(server.__aenter__())
        loop.run_until_complete(server.__aexit__(None, None, None))
    finally:
        loop.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def redis_client(valkey_url: str) -> AsyncIterator[redis.asyncio.Redis]:
    """An empty database of the run's Valkey."""
    client = redis.asyncio.Redis(unix_socket_path=valkey_url.removeprefix("unix://"))
    await client.flushall()
    yield client
    await client.aclose()

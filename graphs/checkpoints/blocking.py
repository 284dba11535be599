"""Synchronous callers: their calls run on an event loop of their own, in a thread, with a client of its own."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from redis.asyncio import Redis, RedisCluster
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.connection import SSLConnection
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool

from graphs.checkpoints.scripts import Client

T = TypeVar("T")


def twin(client: Client, **changes: Any) -> Client:
    """A second client of the same server with connections of its own; `changes` are redis-py's arguments."""
    if isinstance(client, RedisCluster):
        nodes = [ClusterNode(node.host, node.port) for node in client.nodes_manager.startup_nodes.values()]
        return RedisCluster(startup_nodes=nodes, **_accepted(RedisCluster, client.connection_kwargs) | changes)
    pool = client.connection_pool
    if isinstance(pool, SentinelConnectionPool):
        return _behind_sentinels(pool, changes)
    arguments = _accepted(Redis, pool.connection_kwargs)
    if "path" in pool.connection_kwargs:
        arguments["unix_socket_path"] = pool.connection_kwargs["path"]
    if issubclass(pool.connection_class, SSLConnection):
        arguments["ssl"] = True
    return Redis(**arguments | changes)


def _behind_sentinels(pool: SentinelConnectionPool, changes: dict[str, Any]) -> Redis:
    given = [sentinel.connection_pool.connection_kwargs for sentinel in pool.sentinel_manager.sentinels]
    manager = Sentinel(  # type: ignore[no-untyped-call]  # redis-py leaves its constructor untyped
        [(each["host"], each["port"]) for each in given],
        min_other_sentinels=pool.sentinel_manager.min_other_sentinels,
        sentinel_kwargs=pool.sentinel_manager.sentinel_kwargs,
    )
    tls = {"ssl": True} if issubclass(pool.connection_class, SSLConnection) else {}
    arguments = _accepted(Redis, pool.connection_kwargs) | tls | changes
    found: Redis = (manager.master_for if pool.is_master else manager.slave_for)(pool.service_name, **arguments)
    return found


def _accepted(kind: type[Client], given: dict[str, Any]) -> dict[str, Any]:
    known = inspect.signature(kind.__init__).parameters.keys() - {"self", "host", "port", "path"}
    known |= {"host", "port"} if kind is Redis else set()
    return {key: value for key, value in given.items() if key in known and not key.startswith("maint_")}


class Blocking:
    """A loop in a daemon thread, started by the first call, ended by `close`."""

    def __init__(self, client: Client) -> None:
        self._origin = client
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._client: Client | None = None

    def run(self, call: Callable[[Client], Coroutine[Any, Any, T]]) -> T:
        """The result of `call` with the thread's client; must not be waited for on that thread itself."""
        with self._lock:
            loop, client = self._started()
        return asyncio.run_coroutine_threadsafe(call(client), loop).result()

    def _started(self) -> tuple[asyncio.AbstractEventLoop, Client]:
        if self._loop is None or self._client is None:
            self._loop, self._client = asyncio.new_event_loop(), twin(self._origin)
            self._thread = threading.Thread(target=self._loop.run_forever, name="redis-saver", daemon=True)
            self._thread.start()
        return self._loop, self._client

    def close(self) -> None:
        """Close the client and end the thread; a later call starts anew."""
        with self._lock:
            if self._loop is None or self._client is None or self._thread is None:
                return
            asyncio.run_coroutine_threadsafe(self._client.aclose(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
            self._loop = self._client = self._thread = None

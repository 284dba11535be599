"""Who runs the same graph beside us: bare LangGraph, and LangGraph over other savers, as their own READMEs say."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver

from bench.threads import servers
from bench.threads.graph.two import builder, words
from bench.threads.ours import DAY_SECONDS
from graphs.checkpoints import RedisSaver
from graphs.sessions import connect

TURNS_A_THREAD = 12
Opened = AbstractAsyncContextManager[Any]


class Absent(Exception):
    """The peer cannot run here; the message says why."""


@dataclass(slots=True)
class Peer:
    """A graph over one saver, turn after turn; a new thread from time to time, so that all are equally long."""

    graph: Any
    turns: int = 0

    async def turn(self) -> None:
        """One turn to its end, its checkpoint included."""
        thread, number = divmod(self.turns, TURNS_A_THREAD)
        self.turns += 1
        await self.graph.ainvoke({"messages": [words(number)]}, {"configurable": {"thread_id": f"thread-{thread}"}})


@asynccontextmanager
async def bare(url: str) -> AsyncIterator[Any]:
    yield None


@asynccontextmanager
async def memory(url: str) -> AsyncIterator[Any]:
    yield InMemorySaver()


@asynccontextmanager
async def our_saver(url: str) -> AsyncIterator[Any]:
    client = connect(url)
    try:
        yield RedisSaver(client, ttl_seconds=7 * DAY_SECONDS)
    finally:
        await client.aclose()


@asynccontextmanager
async def sqlite(url: str) -> AsyncIterator[Any]:
    _require("langgraph.checkpoint.sqlite")
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

    with tempfile.TemporaryDirectory(prefix="tl-bench-") as folder:
        async with AsyncSqliteSaver.from_conn_string(str(Path(folder) / "threads.db")) as saver:
            yield saver


@asynccontextmanager
async def aws_valkey(url: str) -> AsyncIterator[Any]:
    _require("langgraph_checkpoint_aws")
    from langgraph_checkpoint_aws import AsyncValkeySaver

    async with AsyncValkeySaver.from_conn_string(url, ttl_seconds=7 * DAY_SECONDS) as saver:
        yield saver


@asynccontextmanager
async def langgraph_redis(url: str) -> AsyncIterator[Any]:
    _require("langgraph.checkpoint.redis")
    from langgraph.checkpoint.redis.aio import AsyncRedisSaver

    with servers.with_modules() as stack:
        if stack is None:
            raise Absent("no RedisJSON/RediSearch")
        async with AsyncRedisSaver.from_conn_string(stack) as saver:
            await saver.asetup()
            yield saver


PEERS: dict[str, Callable[[str], Opened]] = {
    "bare LangGraph, no checkpointer": bare,
    "InMemorySaver": memory,
    "RedisSaver alone": our_saver,
    "AsyncSqliteSaver": sqlite,
    "langgraph-checkpoint-aws, Valkey": aws_valkey,
    "langgraph-checkpoint-redis": langgraph_redis,
}
BARE = next(iter(PEERS))


@asynccontextmanager
async def peer(name: str, url: str) -> AsyncIterator[Peer]:
    """The peer over that Redis. Raises Absent."""
    async with PEERS[name](url) as saver:
        yield Peer(builder.compile(checkpointer=saver))


def _require(module: str) -> None:
    with suppress(ModuleNotFoundError):
        if importlib.util.find_spec(module) is not None:
            return
    raise Absent(f"{module} is not installed: `make bench` does it")

"""Factories of every form that LangGraph's own server takes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph_sdk.runtime import ServerRuntime
from plain_kind import chain, talk

opened: list[str] = []
# what is open now
graph = chain(talk)


async def plain_async() -> Any:
    return graph


async def takes_config(config: RunnableConfig) -> Any:
    assert config["configurable"] == {}
    return graph.compile()


def takes_runtime(runtime: ServerRuntime) -> Any:
    assert runtime.execution_runtime
    assert runtime.user is None
    return graph


def takes_both(config: RunnableConfig, runtime: ServerRuntime) -> Any:
    assert config["configurable"] == {}
    return takes_runtime(runtime)


@asynccontextmanager
async def opens() -> AsyncIterator[Any]:
    opened.append("async")
    try:
        yield graph
    finally:
        opened.remove("async")


@asynccontextmanager
async def opens_with_config(config: RunnableConfig) -> AsyncIterator[Any]:
    async with opens() as made:
        yield made


@contextmanager
def opens_on_a_thread() -> Iterator[Any]:
    opened.append("sync")
    try:
        yield graph.compile()
    finally:
        opened.remove("sync")


@asynccontextmanager
async def fails_to_open() -> AsyncIterator[Any]:
    raise RuntimeError("the tools' server is away")
    yield graph

"""LangGraph's own conformance suite, on every engine."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.checkpoint.conformance.capabilities import ALL_CAPABILITIES, BASE_CAPABILITIES
from langgraph.checkpoint.memory import InMemorySaver
from redis.asyncio import Redis

from graphs.checkpoints import Overlay, RedisSaver, WriteBehind

pytestmark = pytest.mark.check
CASES = {"put": 17, "put_writes": 10, "get_tuple": 10, "list": 16, "delete_thread": 5}
OPTIONAL = {"delete_for_runs": 7, "copy_thread": 8, "prune": 8}


async def passed(saver: BaseCheckpointSaver, capabilities: frozenset) -> dict[str, int]:
    """Number of passed cases by capability; fails on the first capability with a failure."""

    @checkpointer_test(name="ours")
    async def made() -> AsyncIterator[BaseCheckpointSaver]:
        yield saver

    report = await validate(made, capabilities={capability.value for capability in capabilities})
    results = {name: result for name, result in report.results.items() if result.detected}
    assert {name: result.failures for name, result in results.items() if result.failures} == {}
    return {name: result.tests_passed for name, result in results.items()}


async def test_the_saver_passes_every_case_of_base_and_optional_capabilities(saver: RedisSaver) -> None:
    assert await passed(saver, ALL_CAPABILITIES) == CASES | OPTIONAL


async def test_the_saver_passes_with_a_time_to_live(client: Redis) -> None:
    assert await passed(RedisSaver(client, ttl_seconds=60), ALL_CAPABILITIES) == CASES | OPTIONAL


async def test_an_open_overlay_passes_every_base_case_and_writes_no_key(client: Redis) -> None:
    assert await passed(Overlay(RedisSaver(client)), BASE_CAPABILITIES) == CASES
    assert await client.keys("*") == []


async def test_a_committed_overlay_passes_every_base_case(client: Redis) -> None:
    overlay = Overlay(RedisSaver(client))
    await overlay.commit()
    assert await passed(overlay, BASE_CAPABILITIES) == CASES


async def test_an_overlay_of_another_saver_passes_every_base_case() -> None:
    assert await passed(Overlay(InMemorySaver()), BASE_CAPABILITIES) == CASES


async def test_a_writer_behind_passes_every_base_case(client: Redis) -> None:
    assert await passed(WriteBehind(RedisSaver(client)), BASE_CAPABILITIES) == CASES

"""Factories of every form: their graphs run, and what they open is closed with the registry."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any

import pytest

from graphs.conversation import Conversations
from graphs.errors import GraphBroken

pytestmark = pytest.mark.check
FORMS = ("plain_async", "takes_config", "takes_runtime", "takes_both", "opens", "opens_with_config")


def opened() -> list[str]:
    """What the factories have open."""
    return sys.modules["made_kind"].opened


@pytest.mark.parametrize("name", [*FORMS, "opens_on_a_thread"])
async def test_a_graph_made_by_a_factory_runs_and_remembers(talk: Callable[..., Any], name: str) -> None:
    line = await talk(name)
    assert (await line.say("one")).words == "So far you said: one."
    assert (await line.say("two")).words == "So far you said: one; two."


async def test_what_a_factory_opens_stays_open_for_all_sessions_and_is_closed_once(
    kinds: Conversations, talk: Callable[..., Any]
) -> None:
    for name in ("opens", "opens_on_a_thread", "opens"):
        await (await asyncio.create_task(talk(name))).say("one")
    assert sorted(opened()) == ["async", "sync"]
    await asyncio.create_task(kinds.registry.aclose())
    assert opened() == []
    await kinds.registry.aclose()


async def test_a_factory_that_cannot_open_what_it_needs_breaks_its_graph_alone(kinds: Conversations) -> None:
    with pytest.raises(GraphBroken, match=r"made_kind\.py, line \d+: RuntimeError: the tools' server is away"):
        await kinds.registry.load("fails_to_open", None)
    assert await kinds.registry.load("opens", None)

"""Calls what langgraph.json names when it is a function that makes a graph, as LangGraph's own server does."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

from langgraph_sdk.runtime import _ExecutionRuntime

from graphs.errors import GraphBroken
from graphs.registry.keeping import Keeper, on_threads


async def made_by(factory: Callable[..., Any], label: str, keeper: Keeper) -> Any:
    """What a factory makes, whether it is synchronous (it then runs on a thread), asynchronous, or a context manager.

    It may take nothing, a config, a ServerRuntime, or both. A context manager stays open for as long as `keeper` does.
    """
    given = _arguments(factory, label)
    if inspect.iscoroutinefunction(factory):
        made = await factory(**given)
    else:
        made = await asyncio.to_thread(partial(factory, **given))
    if inspect.isawaitable(made):
        made = await made
    if hasattr(made, "__aenter__"):
        return await keeper.enter(made)
    if hasattr(made, "__enter__"):
        return await keeper.enter(on_threads(made))
    return made


def _arguments(factory: Callable[..., Any], label: str) -> dict[str, Any]:
    """A value for each parameter that wants one, by its name."""
    wanted = [each for each in inspect.signature(factory).parameters.values() if _is_wanted(each)]
    runtimes = [each.name for each in wanted if _is_runtime(each)]
    configs = [each.name for each in wanted if not _is_runtime(each)]
    if len(configs) > 1 or len(runtimes) > 1:
        raise GraphBroken(f"{label} needs {len(wanted)} arguments; a factory takes none, a config or a ServerRuntime.")
    values: dict[str, Any] = {name: {"configurable": {}} for name in configs}
    # made once for all sessions: there is no user, no store and nothing to configure
    runtime: Any = _ExecutionRuntime(access_context="threads.create_run", store=None)  # type: ignore[arg-type]
    return values | dict.fromkeys(runtimes, runtime)


def _is_wanted(parameter: inspect.Parameter) -> bool:
    free = parameter.kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return not free and (parameter.name == "config" or parameter.default is inspect.Parameter.empty)


def _is_runtime(parameter: inspect.Parameter) -> bool:
    return parameter.name == "runtime" or "ServerRuntime" in str(parameter.annotation)

"""Graphs made by functions."""

from langchain_core.runnables import RunnableConfig
from plain import builder

calls = []


def sync():
    calls.append("sync")
    return builder


async def without_wait(config: RunnableConfig):
    calls.append(config)
    return builder.compile(name="made")


def optional(model="small", config=None):
    assert config == {"configurable": {}}
    return builder


def greedy(one, two):
    return builder


def failing():
    raise RuntimeError("no model is configured")

"""What Threadline may be told of a graph, under its name in the "threadline" key of langgraph.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """One graph's settings; all may be left out."""

    greeting: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    # said when a new call begins, by language: {"en": ..., "es": ...}
    speaking_nodes: frozenset[str] | None = None
    # key "speaking": nodes whose messages are for the caller; None: all
    opens: bool = False
    # the graph itself speaks first when a call begins


def parsed(given: Any) -> GraphSettings:
    """Settings from JSON; ValueError says what is wrong with them."""
    if not isinstance(given, dict):
        raise ValueError("settings are a JSON object")
    if unknown := sorted(given.keys() - {"greeting", "speaking", "opens"}):
        raise ValueError(f"unknown setting {unknown[0]!r}: greeting, speaking or opens")
    greeting, speaking, opens = given.get("greeting", {}), given.get("speaking"), given.get("opens", False)
    if not isinstance(greeting, dict) or not all(isinstance(text, str) for text in greeting.values()):
        raise ValueError('"greeting" is an object of texts by language')
    if speaking is not None and not (isinstance(speaking, list) and all(isinstance(node, str) for node in speaking)):
        raise ValueError('"speaking" is a list of node names')
    if not isinstance(opens, bool):
        raise ValueError('"opens" is true or false')
    nodes = None if speaking is None else frozenset(speaking)
    return GraphSettings(MappingProxyType(dict(greeting)), nodes, opens)

"""Which graphs there are, by langgraph.json; loading them and drawing them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphs.registry.drawing import Edge, GraphDrawing
    from graphs.registry.registry import Registry
    from graphs.registry.settings import GraphSettings

__all__ = ["Edge", "GraphDrawing", "GraphSettings", "Registry"]

_HOMES = {"Edge": "drawing", "GraphDrawing": "drawing", "GraphSettings": "settings", "Registry": "registry"}


def __getattr__(name: str) -> Any:
    """Import a name when it is asked for: a start reads `manifest` long before it needs LangGraph."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

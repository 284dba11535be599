"""Which graphs there are, by langgraph.json; loading them and drawing them."""

from graphs.registry.drawing import Edge, GraphDrawing
from graphs.registry.registry import Registry
from graphs.registry.settings import GraphSettings

__all__ = ["Edge", "GraphDrawing", "GraphSettings", "Registry"]

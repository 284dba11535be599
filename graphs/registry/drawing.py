"""What a graph looks like: nodes, edges, and mermaid text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from langchain_core.runnables.graph import Graph
from langgraph.pregel import Pregel


@dataclass(frozen=True, slots=True)
class Edge:
    """From one node to another."""

    source: str
    target: str
    conditional: bool = False
    # taken only when the graph decides so
    label: str | None = None
    # what the decision is called, when it is not the target's name


@dataclass(frozen=True, slots=True)
class GraphDrawing:
    """A graph with its subgraphs unfolded; a subgraph's nodes are named SUBGRAPH:NODE."""

    nodes: list[str]
    edges: list[Edge]
    mermaid: str


async def drawing_of(graph: Pregel[Any, Any, Any, Any]) -> GraphDrawing:
    """The drawing of a compiled graph."""
    drawable: Graph = await graph.aget_graph(xray=True)
    edges = [
        Edge(edge.source, edge.target, edge.conditional, None if edge.data is None else str(edge.data))
        for edge in drawable.edges
    ]
    return GraphDrawing(list(drawable.nodes), edges, drawable.draw_mermaid())

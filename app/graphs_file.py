"""Which langgraph.json counts, and whether it knows the graph that sessions get."""

from __future__ import annotations

from pathlib import Path

from app.settings import Settings
from graphs.errors import BadInput
from graphs.registry import manifest
from graphs.registry.settings import parsed

CLINIC = "clinic"
# Threadline's own graph


def graphs_file(settings: Settings) -> Path:
    """The langgraph.json that names the graphs: GRAPHS_FILE, the one in the working folder, or Threadline's own."""
    if settings.graphs_file is not None:
        return settings.graphs_file
    here = Path("langgraph.json")
    return here if here.exists() else Path(__file__).resolve().parent.parent / "langgraph.json"


def default_graph(settings: Settings) -> str:
    """The graph of sessions that name none: GRAPH, else the clinic where the file has it, else its first one.

    Raises BadInput when the file is none, or names no graph to choose.
    """
    if settings.graph is not None:
        return settings.graph
    file = graphs_file(settings)
    names = list(manifest.read(file).graphs)
    if not names:
        raise BadInput(f"{file} names no graph. Add one.")
    return CLINIC if CLINIC in names else names[0]


def require_graph(settings: Settings) -> None:
    """Raise BadInput when the file is none, does not name GRAPH, or the graph does not speak LANGUAGE; loads none."""
    file, graph = graphs_file(settings), default_graph(settings)
    found = manifest.read(file)
    names = ", ".join(found.graphs) or "those you add"
    if graph not in found.graphs:
        raise BadInput(f"GRAPH={graph} is not in {file}: use one of {names}.")
    try:
        own = parsed(found.settings.get(graph, {}))
    except ValueError as error:
        raise BadInput(f'{file}, "{manifest.OWN_KEY}", "{graph}": {error}.') from error
    if not own.speaks(settings.language):
        known = ", ".join(own.languages or ())
        raise BadInput(f"LANGUAGE={settings.language}, but the graph {graph} speaks {known}.")

"""Which langgraph.json counts, and whether it knows the graph that sessions get."""

from __future__ import annotations

from pathlib import Path

from app.settings import Settings
from graphs.errors import BadInput
from graphs.registry import manifest
from graphs.registry.settings import parsed


def graphs_file(settings: Settings) -> Path:
    """The langgraph.json that names the graphs: GRAPHS_FILE, the one in the working folder, or Threadline's own."""
    if settings.graphs_file is not None:
        return settings.graphs_file
    here = Path("langgraph.json")
    return here if here.exists() else Path(__file__).resolve().parent.parent / "langgraph.json"


def require_graph(settings: Settings) -> None:
    """Raise BadInput when the file is none, does not name GRAPH, or GRAPH does not speak LANGUAGE; loads no graph."""
    file = graphs_file(settings)
    found = manifest.read(file)
    names = ", ".join(found.graphs) or "those you add"
    if settings.graph not in found.graphs:
        raise BadInput(f"GRAPH={settings.graph} is not in {file}: use one of {names}.")
    try:
        own = parsed(found.settings.get(settings.graph, {}))
    except ValueError as error:
        raise BadInput(f'{file}, "{manifest.OWN_KEY}", "{settings.graph}": {error}.') from error
    if not own.speaks(settings.language):
        known = ", ".join(own.languages or ())
        raise BadInput(f"LANGUAGE={settings.language}, but the graph {settings.graph} speaks {known}.")

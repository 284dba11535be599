"""Which langgraph.json counts, and whether it knows the graph that sessions get."""

from __future__ import annotations

from pathlib import Path

from app.settings import Settings
from graphs.errors import BadInput
from graphs.registry import manifest


def graphs_file(settings: Settings) -> Path:
    """The langgraph.json that names the graphs: GRAPHS_FILE, the one in the working folder, or Threadline's own."""
    if settings.graphs_file is not None:
        return settings.graphs_file
    here = Path("langgraph.json")
    return here if here.exists() else Path(__file__).resolve().parent.parent / "langgraph.json"


def require_graph(settings: Settings) -> None:
    """Raise BadInput when the file is none or does not name GRAPH; no graph is loaded for it."""
    file = graphs_file(settings)
    names = list(manifest.read(file).graphs)
    if settings.graph not in names:
        raise BadInput(f"GRAPH={settings.graph} is not in {file}: use one of {', '.join(names) or 'those you add'}.")

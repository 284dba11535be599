"""Registry: the graphs of a langgraph.json, loaded when they are first asked for."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from pathlib import Path
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import StateGraph
from langgraph.graph.state import CompiledStateGraph

from graphs.errors import GraphBroken, GraphNotFound
from graphs.registry import loading, manifest, settings
from graphs.registry.drawing import GraphDrawing, drawing_of
from graphs.registry.keeping import Keeper
from graphs.registry.settings import GraphSettings

Compiled = CompiledStateGraph[Any, Any, Any, Any]


class Registry:
    """Graphs by name. Every method raises GraphNotFound for a name that the file does not have.

    A graph that does not load raises GraphBroken and leaves the others alone; it is tried again when asked for again.
    """

    def __init__(self, path: str | Path) -> None:
        """Reads the langgraph.json at `path`; BadInput when it is none. No graph is loaded yet."""
        self._manifest = manifest.read(Path(path))
        self._sources: dict[str, loading.Source] = {}
        self._drawings: dict[str, GraphDrawing] = {}
        self._pictures: dict[str, bytes] = {}
        self._keeper = Keeper()
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def names(self) -> list[str]:
        """In the order of the file."""
        return list(self._manifest.graphs)

    def settings(self, name: str) -> GraphSettings:
        """What langgraph.json tells of this graph under "threadline"; GraphBroken when that cannot be understood."""
        self._target(name)
        try:
            return settings.parsed(self._manifest.settings.get(name, {}))
        except ValueError as error:
            raise GraphBroken(f'{self._manifest.path.name}, "{manifest.OWN_KEY}", "{name}": {error}.') from error

    async def load(self, name: str, checkpointer: BaseCheckpointSaver[Any] | None) -> Compiled:
        """The graph over this checkpointer, which is told the graph's types. Its file is run once, however often it
        is loaded."""
        graph, saver = await self._compiled(name), checkpointer
        if saver is not None:
            saver = saver.with_allowlist(await self.types(name))
        return graph.copy(update={"checkpointer": saver})

    async def types(self, name: str) -> set[tuple[str, ...]]:
        """Module and name of every class that checkpoints of this graph may hold: for `with_allowlist` of a saver.

        Those in the annotations of its state and its subgraphs' states, and those that its settings name.
        """
        graph = await self._compiled(name)
        parts = [graph, *(part for _, part in graph.get_subgraphs(recurse=True))]
        known = [getattr(part, "_serde_allowlist", None) or () for part in parts]
        return set().union(self.settings(name).allowed_types, *known)

    async def aclose(self) -> None:
        """Close what factories have opened for their graphs."""
        await self._keeper.aclose()

    async def describe(self, name: str) -> GraphDrawing:
        """Nodes, edges and mermaid text, subgraphs unfolded."""
        if name not in self._drawings:
            graph = await self.load(name, None)
            with self._blamed(name):
                self._drawings[name] = await drawing_of(graph)
        return self._drawings[name]

    async def png(self, name: str) -> bytes:
        """The graph as a picture, drawn without any network."""
        from graphs.registry.picture import png_of  # numpy and Pillow: 0.3 s that a start does not need

        drawing = await self.describe(name)
        if name not in self._pictures:
            self._pictures[name] = await asyncio.to_thread(png_of, drawing)
        return self._pictures[name]

    async def _compiled(self, name: str) -> Compiled:
        """The graph without our checkpointer; a builder is compiled once."""
        source = await self._source(name)
        if isinstance(source, StateGraph):
            with self._blamed(name):
                source = self._sources[name] = source.compile()
        return source  # type: ignore[return-value]

    async def _source(self, name: str) -> loading.Source:
        target = self._target(name)
        async with self._locks[name]:
            if name not in self._sources:
                folder, import_folders = self._manifest.path.parent, self._manifest.import_folders
                self._sources[name] = await loading.load(target, folder, import_folders, self._keeper)
        return self._sources[name]

    def _target(self, name: str) -> str:
        target = self._manifest.graphs.get(name)
        if target is None:
            raise GraphNotFound(f"There is no graph of that name; there are: {', '.join(self.names()) or 'none'}.")
        return target

    def _blamed(self, name: str) -> Any:
        return loading.blamed(self._target(name).rpartition(":")[0], self._manifest.path.parent)

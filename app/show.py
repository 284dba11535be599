"""What `threadline graph` and `threadline sessions` print."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app.graphs_file import graphs_file
from app.settings import Settings
from app.wiring import open_parts
from graphs.errors import BadInput, GraphBroken


async def show_graph(
    settings: Settings, name: str | None, *, png: Path | None, mermaid: bool, console: Console
) -> None:
    """List the graphs, or draw one. Raises GraphNotFound, GraphBroken, BadInput."""
    async with open_parts(settings) as parts:
        registry = parts.registry
        if name is None:
            if png or mermaid:
                raise BadInput(f"Name the graph to draw: one of {', '.join(registry.names())}.")
            for known in registry.names():
                try:
                    drawing = await registry.describe(known)
                    console.print(f"[bold]{known}[/]  {len(drawing.nodes)} nodes")
                except GraphBroken as error:
                    console.print(f"[bold]{known}[/]  [red]broken:[/] {error}", soft_wrap=True)
            console.print(f"[dim]from {graphs_file(settings)}[/]", soft_wrap=True)
            return
        if png is not None:
            picture = await registry.png(name)
            try:
                await asyncio.to_thread(png.write_bytes, picture)
            except OSError as error:
                raise BadInput(f"{png} can't be written: {error.strerror}.") from error
            console.print(f"{png} written", soft_wrap=True)
            return
        drawing = await registry.describe(name)
        if mermaid:
            console.print(drawing.mermaid, markup=False, highlight=False, soft_wrap=True)
            return
        console.print(f"[bold]{name}[/]: {', '.join(drawing.nodes)}", soft_wrap=True)
        for edge in drawing.edges:
            console.print(f"  {edge.source} {'┄┄▸' if edge.conditional else '──▸'} {edge.target}", highlight=False)


async def show_sessions(settings: Settings, *, limit: int, as_json: bool, console: Console) -> None:
    """The newest sessions."""
    async with open_parts(settings) as parts:
        page = await parts.sessions.list(limit=limit)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("session", "graph", "turns", "specialist", "language", "last seen"):
        table.add_column(heading, overflow="fold")
    for session in page.sessions:
        seen = datetime.fromtimestamp(session.last_seen_at, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")
        if as_json:
            row = {name: getattr(session, name) for name in ("id", "graph", "turns", "specialist", "language")}
            console.print(json.dumps(row | {"last_seen_at": session.last_seen_at}), soft_wrap=True, highlight=False)
        else:
            table.add_row(
                session.id, session.graph, str(session.turns), session.specialist or "", session.language or "", seen
            )
    if as_json:
        return
    console.print(table if page.sessions else "There are no sessions yet. Start one with: threadline chat")

"""Where the boxes and lines of a drawing lie: Sugiyama's layered layout by grandalf. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from grandalf.graphs import Edge as LayoutEdge
from grandalf.graphs import Graph as LayoutGraph
from grandalf.graphs import Vertex
from grandalf.layouts import SugiyamaLayout

from graphs.registry.curves import Point, loop, threaded
from graphs.registry.drawing import Edge, GraphDrawing

GAP_X = 36.0
# between boxes of a row, in pixels
GAP_Y, GAP_Y_PER_EDGE, GAP_Y_MOST = 44.0, 2.5, 120.0
# between rows; many lines need room
PORT = 14.0
# at most so far apart do lines meet a box
LOOP = 40.0
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """A node: centre and size in pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of everything; y grows downwards."""

    boxes: dict[str, Box]
    lines: dict[Edge, list[Point]]
    # from border to border, points close together


@dataclass(slots=True)
class _View:
    """What grandalf needs to know of a box, and tells."""

    w: float
    h: float
    xy: Point = (0.0, 0.0)

    def box(self) -> Box:
        return Box(self.xy[0], self.xy[1], self.w, self.h)


class _Line(LayoutEdge):  # type: ignore[misc]
    """grandalf keeps edges in sets: by their number the same graph looks the same every time."""

    def __init__(self, source: Any, target: Any, number: int) -> None:
        super().__init__(source, target)
        self.number = number
        self.view = _Path()

    def __hash__(self) -> int:
        return self.number


class _Path:
    """Where grandalf leads a line."""

    def __init__(self) -> None:
        self.points: list[Point] = []

    def setpath(self, points: list[Point]) -> None:
        self.points = points


def laid_out(drawing: GraphDrawing, size: Callable[[str], Point]) -> Layout:
    """Boxes of one height in rows along the edges, parts that are not connected side by side."""
    vertices = {name: Vertex(name) for name in drawing.nodes}
    for name, vertex in vertices.items():
        vertex.view = _View(*size(name))
    pairs = sorted({(edge.source, edge.target) for edge in drawing.edges if edge.source != edge.target})
    found = {pair: _Line(vertices[pair[0]], vertices[pair[1]], number) for number, pair in enumerate(pairs)}
    gap = min(GAP_Y + GAP_Y_PER_EDGE * len(drawing.edges), GAP_Y_MOST)
    right = 0.0
    for component in LayoutGraph(list(vertices.values()), list(found.values())).C:
        right = _place(component, right, gap)
    boxes = {name: vertex.view.box() for name, vertex in vertices.items()}
    return Layout(boxes, _lines(drawing.edges, boxes, {pair: line.view.points for pair, line in found.items()}))


def _place(component: Any, left: float, gap: float) -> float:
    """Lay one connected part out to the right of `left`; where the next one may begin."""
    layout = SugiyamaLayout(component)
    layout.xspace, layout.yspace = GAP_X, gap
    layout.route_edge = lambda edge, points: None
    vertices = list(component.sV)
    starts = [vertex for vertex in vertices if not vertex.e_in()] or vertices[:1]
    layout.init_all(roots=starts, optimize=True)
    layout.draw(3)
    shift = left - min(vertex.view.xy[0] - vertex.view.w / 2 for vertex in vertices)
    for vertex in vertices:
        vertex.view.xy = (vertex.view.xy[0] + shift, vertex.view.xy[1])
    for line in component.sE:
        line.view.points = [(x + shift, y) for x, y in line.view.points]
    return float(max(vertex.view.xy[0] + vertex.view.w / 2 for vertex in vertices)) + GAP_X


def _lines(edges: Sequence[Edge], boxes: dict[str, Box], routes: dict[Pair, list[Point]]) -> dict[Edge, list[Point]]:
    ports = _ports(boxes, routes)
    lines = {}
    for edge in edges:
        if edge.source == edge.target:
            lines[edge] = _around(boxes[edge.source])
        else:
            pair = (edge.source, edge.target)
            inner = routes[pair][1:-1]
            lines[edge] = threaded(
                [ports[pair, edge.source], *_through(inner, boxes[edge.source], ports[pair, edge.target])]
            )
    return lines


def _through(inner: Sequence[Point], source: Box, end: Point) -> list[Point]:
    """The waypoints after the first: every row between is crossed upright."""
    half = source.height / 2 if end[1] > source.y else -source.height / 2
    return [point for x, y in inner for point in ((x, y - half), (x, y + half))] + [end]


def _ports(boxes: dict[str, Box], routes: dict[Pair, list[Point]]) -> dict[tuple[Pair, str], Point]:
    """Where each line meets each of its boxes: side by side along top and bottom, so that lines cross little."""
    sides: defaultdict[tuple[str, bool], list[tuple[float, Pair]]] = defaultdict(list)
    for pair, route in routes.items():
        for node, beside in ((pair[0], route[1]), (pair[1], route[-2])):
            sides[node, beside[1] > boxes[node].y].append((beside[0], pair))
    ports = {}
    for (node, below), ends in sides.items():
        box = boxes[node]
        step = min(PORT, (box.width - 20) / max(len(ends) - 1, 1))
        for number, (_, pair) in enumerate(sorted(ends)):
            x = box.x + (number - (len(ends) - 1) / 2) * step
            ports[pair, node] = (x, box.y + (box.height if below else -box.height) / 2)
    return ports


def _around(box: Box) -> list[Point]:
    """From a node to itself."""
    right, quarter = box.x + box.width / 2, box.height / 4
    return loop((right, box.y - quarter), (right, box.y + quarter), LOOP)

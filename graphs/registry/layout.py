"""Where the boxes and lines of a drawing lie: Sugiyama's layered layout by grandalf. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grandalf.graphs import Edge as LayoutEdge
from grandalf.graphs import Graph as LayoutGraph
from grandalf.graphs import Vertex
from grandalf.layouts import SugiyamaLayout

from graphs.registry.drawing import Edge, GraphDrawing

Point = tuple[float, float]
GAP_X, GAP_Y = 36.0, 52.0
# between boxes, in pixels
BOW = 22.0
# how far two opposite edges bend away from each other
LOOP = 26.0


@dataclass(frozen=True, slots=True)
class Box:
    """A node: centre and size in pixels."""

    x: float
    y: float
    width: float
    height: float

    def border(self, towards: Point) -> Point:
        """Where the line from the centre to a point leaves the box."""
        dx, dy = towards[0] - self.x, towards[1] - self.y
        reach = max(abs(dx) / (self.width / 2), abs(dy) / (self.height / 2))
        return (self.x, self.y) if reach == 0 else (self.x + dx / reach, self.y + dy / reach)


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of everything; y grows downwards."""

    boxes: dict[str, Box]
    paths: dict[Edge, list[Point]]


@dataclass(slots=True)
class _View:
    """What grandalf needs to know of a box, and tells."""

    w: float
    h: float
    xy: Point = (0.0, 0.0)

    def box(self) -> Box:
        return Box(self.xy[0], self.xy[1], self.w, self.h)


class _Path:
    def __init__(self) -> None:
        self.points: list[Point] = []

    def setpath(self, points: list[Point]) -> None:
        self.points = points


def laid_out(drawing: GraphDrawing, size: Callable[[str], Point]) -> Layout:
    """Boxes in layers along the edges, parts that are not connected side by side."""
    vertices = {name: Vertex(name) for name in drawing.nodes}
    for name, vertex in vertices.items():
        vertex.view = _View(*size(name))
    between = {(edge.source, edge.target): edge for edge in drawing.edges if edge.source != edge.target}
    lines = {pair: _line(vertices, pair) for pair in between}
    graph = LayoutGraph(list(vertices.values()), list(lines.values()))
    right = 0.0
    for component in graph.C:
        right = _place(component, right)
    boxes = {name: vertex.view.box() for name, vertex in vertices.items()}
    inner = {pair: line.view.points[1:-1] for pair, line in lines.items()}
    return Layout(boxes, {edge: _path(edge, boxes, inner) for edge in drawing.edges})


def _line(vertices: dict[str, Any], pair: tuple[str, str]) -> Any:
    line = LayoutEdge(vertices[pair[0]], vertices[pair[1]])
    line.view = _Path()
    return line


def _place(component: Any, left: float) -> float:
    """Lay one connected part out to the right of `left`; its own right border."""
    layout = SugiyamaLayout(component)
    layout.xspace, layout.yspace = GAP_X, GAP_Y
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


def _path(edge: Edge, boxes: dict[str, Box], inner: dict[tuple[str, str], list[Point]]) -> list[Point]:
    """The edge's corners, from border to border."""
    source, target = boxes[edge.source], boxes[edge.target]
    if edge.source == edge.target:
        return _loop(source)
    between = inner[edge.source, edge.target]
    if not between and (edge.target, edge.source) in inner:
        between = [_bowed((source.x, source.y), (target.x, target.y))]
    first, last = (between[0], between[-1]) if between else ((target.x, target.y), (source.x, source.y))
    return [source.border(first), *between, target.border(last)]


def _bowed(start: Point, end: Point) -> Point:
    """The middle between two points, moved to the side."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    return ((start[0] + end[0]) / 2 - BOW * dy / length, (start[1] + end[1]) / 2 + BOW * dx / length)


def _loop(box: Box) -> list[Point]:
    """From a node to itself, around its right side."""
    right, quarter = box.x + box.width / 2, box.height / 4
    return [
        (right, box.y - quarter),
        (right + LOOP, box.y - quarter),
        (right + LOOP, box.y + quarter),
        (right, box.y + quarter),
    ]

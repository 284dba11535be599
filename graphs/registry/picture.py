"""A drawing as a PNG, by Pillow alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from math import cos, hypot, pi, sin

from PIL import Image, ImageDraw, ImageFont

from graphs.registry.curves import Point
from graphs.registry.drawing import Edge, GraphDrawing
from graphs.registry.layout import Box, Layout, laid_out

SCALE = 2
# picture pixels per layout pixel; drawn twice as large again and reduced, for smooth lines
FINE = SCALE * 2
MARGIN = 32.0
TEXT, SMALL = 15, 12
INK, LINE, PAPER, FILL, ENDS, FRAME = "#1f2933", "#52606d", "#ffffff", "#e6eefc", "#1f3a5f", "#f5f7fa"
DASH, SPACE = 6.0, 4.0
ARROW = 9.0
NAMES = {"__start__": "start", "__end__": "end"}


def png_of(drawing: GraphDrawing) -> bytes:
    """Boxes, arrows, dashed where the graph decides, frames around subgraphs."""
    layout = laid_out(drawing, _size)
    canvas = _Canvas(layout)
    for name, members in _frames(drawing.nodes):
        canvas.frame(name, [layout.boxes[member] for member in members])
    for edge, line in layout.lines.items():
        canvas.edge(edge, line)
    for node, box in layout.boxes.items():
        canvas.node(node, box)
    for edge, line in layout.lines.items():
        canvas.label(edge, line)
    return canvas.png()


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size * FINE)


def _shown(node: str) -> str:
    """The name on the box: the node's own, without its subgraph's."""
    own = node.rpartition(":")[2]
    return NAMES.get(own, own)


def _size(node: str) -> Point:
    return _font(TEXT).getlength(_shown(node)) / FINE + 28, TEXT + 19.0


def _frames(nodes: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Subgraphs and all nodes inside, outer ones first."""
    names = {node[:at] for node in nodes for at, character in enumerate(node) if character == ":"}
    for name in sorted(names, key=lambda name: name.count(":")):
        yield name, [node for node in nodes if node.startswith(f"{name}:")]


def _dashes(path: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Pieces of a line that are drawn when it is dashed."""
    walked = 0.0
    for a, b in pairwise(path):
        length = hypot(b[0] - a[0], b[1] - a[1])
        at = 0.0
        while at < length:
            phase = (walked + at) % (DASH + SPACE)
            step = min(length - at, (DASH if phase < DASH else DASH + SPACE) - phase + 1e-6)
            if phase < DASH:
                yield _between(a, b, at / length), _between(a, b, (at + step) / length)
            at += step
        walked += length


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


class _Canvas:
    """Layout pixels in, picture pixels out."""

    def __init__(self, layout: Layout) -> None:
        boxes = layout.boxes.values()
        points = [point for line in layout.lines.values() for point in line]
        lefts = [box.x - box.width / 2 for box in boxes] + [x for x, _ in points]
        rights = [box.x + box.width / 2 for box in boxes] + [x for x, _ in points]
        tops = [box.y - box.height / 2 for box in boxes] + [y for _, y in points]
        bottoms = [box.y + box.height / 2 for box in boxes] + [y for _, y in points]
        self._left, self._top = min(lefts, default=0) - MARGIN, min(tops, default=0) - MARGIN
        width = max(rights, default=0) + MARGIN - self._left
        height = max(bottoms, default=0) + MARGIN - self._top
        self._image = Image.new("RGB", (round(width * FINE), round(height * FINE)), PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def _at(self, point: Point) -> Point:
        return (point[0] - self._left) * FINE, (point[1] - self._top) * FINE

    def _rectangle(self, box: Box, grow: float, radius: float, fill: str, outline: str, width: float) -> None:
        left, top = self._at((box.x - box.width / 2 - grow, box.y - box.height / 2 - grow))
        right, bottom = self._at((box.x + box.width / 2 + grow, box.y + box.height / 2 + grow))
        size = (left, top, right, bottom)
        self._draw.rounded_rectangle(size, radius * FINE, fill=fill, outline=outline, width=round(width * FINE))

    def frame(self, name: str, boxes: Sequence[Box]) -> None:
        left, right = min(b.x - b.width / 2 for b in boxes), max(b.x + b.width / 2 for b in boxes)
        top, bottom = min(b.y - b.height / 2 for b in boxes), max(b.y + b.height / 2 for b in boxes)
        around = Box((left + right) / 2, (top + bottom) / 2, right - left, bottom - top)
        self._rectangle(around, 22, 10, FRAME, "#cbd2d9", 1)
        corner = self._at((left - 16, top - 19))
        self._draw.text(corner, name.rpartition(":")[2], fill=LINE, font=_font(SMALL))

    def node(self, name: str, box: Box) -> None:
        end = name.rpartition(":")[2] in NAMES
        fill, ink = (ENDS, PAPER) if end else (FILL, INK)
        self._rectangle(box, 0, box.height / 2 if end else 8, fill, ENDS, 1.2)
        self._draw.text(self._at((box.x, box.y)), _shown(name), fill=ink, font=_font(TEXT), anchor="mm")

    def edge(self, edge: Edge, line: Sequence[Point]) -> None:
        pieces = _dashes(line) if edge.conditional else [line]
        for piece in pieces:
            self._draw.line([self._at(point) for point in piece], LINE, round(1.4 * FINE), joint="curve")
        self._arrow(line)

    def _arrow(self, line: Sequence[Point]) -> None:
        """A head at the end, turned along the last stretch of the line."""
        x, y = line[-1]
        before = next((p for p in reversed(line) if hypot(p[0] - x, p[1] - y) >= ARROW), line[0])
        length = hypot(x - before[0], y - before[1]) or 1.0
        dx, dy = (x - before[0]) / length, (y - before[1]) / length
        turn = pi * 0.87
        wings = [
            (x + ARROW * (dx * cos(a) - dy * sin(a)), y + ARROW * (dx * sin(a) + dy * cos(a))) for a in (turn, -turn)
        ]
        self._draw.polygon([self._at(point) for point in ((x, y), *wings)], fill=LINE)

    def label(self, edge: Edge, line: Sequence[Point]) -> None:
        if not edge.label or edge.label == edge.target:
            return
        middle = self._at(line[len(line) // 2])
        font = _font(SMALL)
        left, top, right, bottom = self._draw.textbbox(middle, edge.label, font=font, anchor="mm")
        pad = 2 * FINE
        self._draw.rectangle((left - pad, top - pad, right + pad, bottom + pad), fill=PAPER)
        self._draw.text(middle, edge.label, fill=LINE, font=font, anchor="mm")

    def png(self) -> bytes:
        out = BytesIO()
        self._image.reduce(FINE // SCALE).save(out, "PNG")
        return out.getvalue()

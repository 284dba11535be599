"""Lines between rows of boxes, as points close together. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

Point = tuple[float, float]
STEPS = 24
# points per curve


def threaded(waypoints: Sequence[Point]) -> list[Point]:
    """A line through all waypoints that crosses rows upright and bends only between them."""
    line = [waypoints[0]]
    for start, end in pairwise(waypoints):
        half = (end[1] - start[1]) / 2
        line += _bezier(start, (start[0], start[1] + half), (end[0], end[1] - half), end)
    return line


def loop(top: Point, bottom: Point, reach: float) -> list[Point]:
    """From one point of a box's right side around to another."""
    return [top, *_bezier(top, (top[0] + reach, top[1]), (bottom[0] + reach, bottom[1]), bottom)]


def _bezier(a: Point, b: Point, c: Point, d: Point) -> Iterable[Point]:
    """The cubic curve from `a` to `d`, without `a`."""
    for step in range(1, STEPS + 1):
        t = step / STEPS
        weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
        yield (
            sum(weight * point[0] for weight, point in zip(weights, (a, b, c, d), strict=True)),
            sum(weight * point[1] for weight, point in zip(weights, (a, b, c, d), strict=True)),
        )

"""The figures, in the order of the table. Each measures one thing and gives its rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bench.threads.figures.age import age
from bench.threads.figures.distance import distance
from bench.threads.figures.loading import loading
from bench.threads.figures.speculation import speculation
from bench.threads.figures.takeover import takeover
from bench.threads.figures.turn import turns
from bench.threads.report import Row

Figure = Callable[[str, float], Awaitable[Sequence[Row]]]
# the URL of an empty Redis; effort, 1.0 for the figures that are written down, less for a quick look

FIGURES: dict[str, Figure] = {
    "turn": turns,
    "age": age,
    "speculation": speculation,
    "distance": distance,
    "takeover": takeover,
    "loading": loading,
}

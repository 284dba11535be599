"""Measuring pairs: every subject once a round, in an order that changes, so that a busy machine troubles all alike."""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

Subject = Callable[[], Awaitable[float | None]]
# does one thing; seconds that it measured itself, None: measure the whole call


async def _nothing() -> None:
    """Before a round."""


@dataclass(slots=True)
class Samples:
    """What one subject took, round by round."""

    wall: list[float] = field(default_factory=list)
    # seconds
    cpu: list[float] = field(default_factory=list)
    # seconds of this process, user and system

    @property
    def p50_ms(self) -> float:
        return statistics.median(self.wall) * 1000

    @property
    def p95_ms(self) -> float:
        return statistics.quantiles(self.wall, n=20)[-1] * 1000 if len(self.wall) > 1 else self.p50_ms

    @property
    def least_ms(self) -> float:
        """The round that nobody disturbed, on a machine that others use."""
        return min(self.wall) * 1000

    @property
    def cpu_ms(self) -> float:
        """Median."""
        return statistics.median(self.cpu) * 1000


async def paired(
    subjects: Mapping[str, Subject],
    rounds: int,
    *,
    warm_up: int = 3,
    before_round: Callable[[], Awaitable[None]] = _nothing,
) -> dict[str, Samples]:
    """Run every subject once a round; the first rounds do not count."""
    found = {name: Samples() for name in subjects}
    names = list(subjects)
    for number in range(-warm_up, rounds):
        await before_round()
        gc.collect()
        random.shuffle(names)
        for name in names:
            wall, cpu = time.perf_counter(), time.process_time()
            own = await subjects[name]()
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            if number >= 0:
                found[name].wall.append(wall if own is None else own)
                found[name].cpu.append(cpu)
    return found


def ratio(one: Samples, other: Samples) -> float:
    """Median over the rounds of how much longer `one` took than `other` in the same round."""
    return statistics.median(a / b for a, b in zip(one.wall, other.wall, strict=True))


def difference_ms(one: Samples, other: Samples) -> float:
    """Median over the rounds of the difference."""
    return statistics.median(a - b for a, b in zip(one.wall, other.wall, strict=True)) * 1000

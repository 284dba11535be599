"""Redis in another zone: how long a caller's words take to the model's first call."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from bench.threads import ours, peers, servers
from bench.threads.graph.two import model_called
from bench.threads.report import Row, timed
from bench.threads.timing import paired
from graphs.conversation import Conversation

GROUP = "Redis 2.6 ms away"
ROUND_TRIP_SECONDS = 0.0026
ROUNDS = 120
MOST_MS = 4.0


async def distance(url: str, effort: float) -> Sequence[Row]:
    """In a session that this process has had before; the model is called by the graph's second node."""
    with servers.distant(url, ROUND_TRIP_SECONDS) as far:
        async with ours.opened(far) as home:
            talks: list[Conversation] = []
            count = 0

            async def prepare() -> None:
                nonlocal count
                if count % peers.TURNS_A_THREAD == 0:
                    talks.append(await home.conversation())
                    await ours.turn(talks[-1], 0)
                count += 1

            async def to_the_model() -> float:
                begun = time.perf_counter()
                await ours.turn(talks[-1], count)
                return model_called[-1] - begun

            async def whole() -> None:
                await ours.turn(talks[-1], count)

            rounds = max(8, round(ROUNDS * effort))
            found = await paired({"model": to_the_model, "whole": whole}, rounds, before_round=prepare)
            trip_ms = await asyncio.to_thread(servers.round_trip, far) * 1000
    return [
        timed(GROUP, "to the model's call", found["model"], aim=MOST_MS, note=f"round trip {trip_ms:.2f} ms"),
        timed(GROUP, "the whole turn", found["whole"]),
    ]

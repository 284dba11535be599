"""Another process takes a session over whose own was killed in the middle of a turn."""

from __future__ import annotations

import asyncio
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence

from bench.threads import ours
from bench.threads.report import Row, timed
from bench.threads.timing import Samples
from graphs.checkpoints.keys import ThreadKeys

GROUP = "Taking over after kill -9"
ROUNDS = 7
MOST_MS, MOST_LEASE_MS = 2_500.0, 2_000.0


async def takeover(url: str, effort: float) -> Sequence[Row]:
    """From the kill to the first word that this process says in the session."""
    words, leases = Samples(), Samples()
    async with ours.opened(url) as home:
        for number in range(max(1, round(ROUNDS * effort))):
            conversation = await home.conversation()
            await ours.turn(conversation, 0)
            process = await _holder(url, conversation.session.id)
            until = await home.redis.hget(ThreadKeys(conversation.session.id).lease, "until")  # type: ignore[misc]
            leases.wall.append(float(until or 0) / 1000 - time.time())
            killed, cpu = time.perf_counter(), time.process_time()
            process.kill()
            await process.wait()
            reaped = time.perf_counter()
            words.wall.append(reaped - killed + await ours.turn(conversation, number))
            words.cpu.append(time.process_time() - cpu)
    return [
        timed(GROUP, "to the first word", words, aim=MOST_MS),
        Row(GROUP, "what was left of the dead one's lease", leases.p50_ms, "ms", MOST_LEASE_MS, p95=leases.p95_ms),
    ]


async def _holder(url: str, session: str) -> Process:
    """A process in the middle of a turn of the session."""
    command = (sys.executable, "-m", "bench.threads.doomed", url, session)
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    assert process.stdout is not None
    if await process.stdout.readline() != b"waiting\n":
        raise RuntimeError("the process that is to be killed did not begin its turn")
    return process

"""A turn begun on words that are not confirmed yet, and accepted, beside a plain one."""

from __future__ import annotations

from collections.abc import Sequence

from bench.threads import ours, peers
from bench.threads.report import Row, timed
from bench.threads.timing import difference_ms, paired
from graphs.conversation import Conversation

GROUP = "A speculative turn"
ROUNDS = 160
MOST_MORE_MS = 1.0


async def speculation(url: str, effort: float) -> Sequence[Row]:
    """Accepted as soon as it has begun, each kind in a session of its own."""
    async with ours.opened(url) as home:
        talks: dict[str, Conversation] = {}
        count = 0

        async def prepare() -> None:
            nonlocal count
            if count % peers.TURNS_A_THREAD == 0:
                talks.update({name: await home.conversation() for name in ("plain", "accepted")})
            count += 1

        async def plain() -> None:
            await ours.turn(talks["plain"], count)

        async def accepted() -> None:
            await ours.turn(talks["accepted"], count, speculative=True)

        subjects = {"plain": plain, "accepted": accepted}
        found = await paired(subjects, max(8, round(ROUNDS * effort)), before_round=prepare)
    more = difference_ms(found["accepted"], found["plain"])
    return [
        timed(GROUP, "accepted", found["accepted"]),
        timed(GROUP, "plain", found["plain"]),
        Row(GROUP, "accepted - plain", more, "ms", MOST_MORE_MS),
    ]

"""A session that grows old: time of a turn and bytes in Redis."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from bench.threads import ours
from bench.threads.report import Row, timed
from bench.threads.timing import Samples, paired, ratio
from graphs.conversation import Conversation

GROUP = "A session of 500 turns"
OLD, YOUNG, ROUNDS = 500, 10, 60
MOST_TIMES_YOUNG = 1.2
MOST_MEGABYTES, MOST_KILOBYTES = 1.2, 200.0
FEW = 5
# forkable turns, instead of the 50 of a conversation


async def age(url: str, effort: float) -> Sequence[Row]:
    """Over LangGraph's MessagesState, which keeps every message, and over a state that keeps the last 40."""
    async with ours.opened(url) as home:
        return [row for graph in ("two", "short") for row in await _of(home, graph, effort)]


async def _of(home: ours.Ours, graph: str, effort: float) -> Sequence[Row]:
    old, count = await home.conversation(graph), max(2 * YOUNG, round(OLD * effort))
    for number in range(count):
        await ours.turn(old, number)
    await _settled(home, old)
    size, journal = await home.bytes_of(old.session.id)
    samples = await _young_and_old(home, old, graph, max(6, round(ROUNDS * effort)))
    await _settled(home, old)
    with contextlib.suppress(ValueError):
        await home.saver.aprune_turns(old.session.id, whole=FEW, forkable=FEW)
    few, few_journal = await home.bytes_of(old.session.id)
    kept = "all messages kept" if graph == "two" else "40 live messages"
    times = ratio(samples["old"], samples["young"])
    return [
        timed(GROUP, f"turn {count}, {kept}", samples["old"]),
        timed(GROUP, f"turn {YOUNG}, {kept}", samples["young"]),
        Row(GROUP, f"old / young, {kept}", times, "x", MOST_TIMES_YOUNG),
        Row(GROUP, f"bytes, 50 forkable turns, {kept}", size / 1e6, "MB", MOST_MEGABYTES, note=_share(journal)),
        Row(GROUP, f"bytes, {FEW} forkable turns, {kept}", few / 1e3, "kB", MOST_KILOBYTES, note=_share(few_journal)),
    ]


async def _young_and_old(home: ours.Ours, old: Conversation, graph: str, rounds: int) -> dict[str, Samples]:
    young: list[Conversation] = []

    async def make() -> None:
        """A session whose next turn is the tenth."""
        conversation = await home.conversation(graph)
        for number in range(YOUNG - 1):
            await ours.turn(conversation, number)
        await _settled(home, conversation)
        young.append(conversation)

    async def old_turn() -> None:
        await ours.turn(old, OLD)

    async def young_turn() -> None:
        await ours.turn(young[-1], YOUNG)

    return await paired({"old": old_turn, "young": young_turn}, rounds, before_round=make)


def _share(journal: int) -> str:
    return f"journal {journal / 1e3:.0f} kB"


async def _settled(home: ours.Ours, conversation: Conversation) -> None:
    """Wait until Redis has everything of the conversation."""
    await home.conversations.aclose()

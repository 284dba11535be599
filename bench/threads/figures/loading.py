"""Reading much: a thread of 1,000 messages, and the first page of 10,000 sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from langchain_core.messages import AIMessage, AnyMessage
from langgraph.checkpoint.base import empty_checkpoint

from bench.threads import ours
from bench.threads.graph.two import some_words, words
from bench.threads.report import Row, timed
from bench.threads.timing import paired
from graphs.checkpoints import RedisSaver, RotatingSerializer

GROUP = "Reading much"
MESSAGES, SESSIONS, AT_ONCE = 1_000, 10_000, 50
ROUNDS = 60
MOST_LOAD_MS, MOST_PAGE_MS = 10.0, 20.0


async def loading(url: str, effort: float) -> Sequence[Row]:
    """Strict types, no pickle; from Redis to messages, and to sessions."""
    async with ours.opened(url) as home:
        sealed = RedisSaver(home.redis, prefix="sealed", serde=RotatingSerializer([b"k" * 32]))
        for saver in (home.saver, sealed):
            await _fill(saver)
        count = max(100, round(SESSIONS * effort))
        await _many(home, count)

        async def plain() -> None:
            await home.saver.aget_tuple({"configurable": {"thread_id": "long"}})

        async def encrypted() -> None:
            await sealed.aget_tuple({"configurable": {"thread_id": "long"}})

        async def page() -> None:
            await home.sessions.list()

        subjects = {"plain": plain, "encrypted": encrypted, "page": page}
        found = await paired(subjects, max(6, round(ROUNDS * effort)))
    return [
        timed(GROUP, f"a thread of {MESSAGES} messages", found["plain"], aim=MOST_LOAD_MS),
        timed(GROUP, "... encrypted", found["encrypted"]),
        timed(GROUP, f"first page of {count} sessions", found["page"], aim=MOST_PAGE_MS),
    ]


async def _fill(saver: RedisSaver) -> None:
    messages: list[AnyMessage] = []
    for number in range(MESSAGES // 2):
        question = words(number)
        question.id = f"question-{number}"
        messages += [question, AIMessage(some_words(20), id=f"answer-{number}")]
    checkpoint = {**empty_checkpoint(), "channel_values": {"messages": messages}, "channel_versions": {"messages": 1}}
    config = {"configurable": {"thread_id": "long", "checkpoint_ns": ""}}
    await saver.aput(config, checkpoint, {}, {"messages": 1})  # type: ignore[arg-type]


async def _many(home: ours.Ours, count: int) -> None:
    for first in range(0, count, AT_ONCE):
        made = (home.sessions.create(graph="two") for _ in range(min(AT_ONCE, count - first)))
        await asyncio.gather(*made)

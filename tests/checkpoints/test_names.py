"""Ids, namespaces, channels, tasks and turns in any Unicode: each comes back as it was, none meets another."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from graphs.checkpoints import RedisSaver, layout
from graphs.checkpoints.keys import ThreadKeys, tag, thread_id_of
from tests.checkpoints.turns import checkpoint, thread

pytestmark = pytest.mark.check
LETTERS = st.sampled_from("\0\1\2%{}:|*?[]\\ aé\U0001f600\ud800")
NAMES = st.text(LETTERS, max_size=4) | st.text(st.characters(exclude_categories=()), max_size=6)
PAIRS = st.lists(NAMES, min_size=2, max_size=2, unique=True)
WELL_FORMED = st.lists(st.text(st.characters(codec="utf-8"), max_size=6), min_size=2, max_size=2, unique=True)
# msgpack holds no lone surrogate as a dict's key
TURNS = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=2, max_size=2, unique=True)
# LangGraph takes zeros out of metadata


@given(NAMES)
def test_a_part_of_a_name_and_a_thread_id_come_back_as_they_were(text: str) -> None:
    assert layout.text_of(layout.part(text)) == text
    assert b"\0" not in layout.part(text)
    assert thread_id_of(ThreadKeys(text).state) == text
    assert not set(tag(text)[1:-1]) & {"{", "}"}


@given(NAMES, NAMES)
def test_names_keep_their_order(one: str, other: str) -> None:
    plain = [text.encode("utf-8", "surrogatepass") for text in (one, other)]
    if "\1" not in one + other and "\0" not in one + other:
        assert (layout.part(one) < layout.part(other)) == (plain[0] < plain[1])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(threads=PAIRS, spaces=PAIRS, channels=WELL_FORMED, tasks=PAIRS, turns=TURNS)
async def test_no_two_names_meet_in_redis(
    url: str, threads: list[str], spaces: list[str], channels: list[str], tasks: list[str], turns: list[str]
) -> None:
    async with Redis.from_url(url) as client:
        await client.flushall()
        saver = RedisSaver(client)
        for thread_id in threads:
            for ns in spaces:
                here = f"{threads.index(thread_id)} {spaces.index(ns)}"
                values = {channel: f"{here} {number}" for number, channel in enumerate(channels)}
                first = await saver.aput(
                    thread(thread_id, ns, turn=turns[0]), checkpoint(values), {}, dict.fromkeys(values, 1)
                )
                for task in tasks:
                    await saver.aput_writes(first, [(channel, here) for channel in channels], task)
                later = {**first["configurable"], "turn": turns[1]}
                await saver.aput({"configurable": later}, checkpoint(values), {}, dict.fromkeys(values, 2))
        for thread_id in threads:
            await saver.aprune_turns(thread_id, whole=1, forkable=2)
            for ns in spaces:
                here = f"{threads.index(thread_id)} {spaces.index(ns)}"
                found = [item async for item in saver.alist(thread(thread_id, ns))]
                for item in found:
                    assert item.config["configurable"]["thread_id"] == thread_id
                    assert [*item.checkpoint["channel_values"].values()] == [f"{here} 0", f"{here} 1"]
                if ns == "" or (":" not in ns and "" in spaces):
                    assert [len(item.pending_writes) for item in found] == [0, 4]
        assert {item.config["configurable"]["thread_id"] async for item in saver.alist(None)} == set(threads)

"""RedisSaver beyond LangGraph's suite."""

from __future__ import annotations

import asyncio
import copy
import threading

import pytest
from langgraph.checkpoint.base import INTERRUPT, empty_checkpoint
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from graphs.checkpoints import RedisSaver, StaleWriter, ThreadLost
from graphs.checkpoints.blocking import twin
from graphs.checkpoints.keys import ThreadKeys
from graphs.checkpoints.pruning import Survey
from tests.checkpoints.redis_servers import content
from tests.checkpoints.turns import asking_graph, checkpoint, commands, echo_graph, thread

pytestmark = pytest.mark.check
STRANGE = ["", " ", "a{b}c%7B", "{}", "ünï\U0001f600", "a\0b", "a\1b", "*?[x]", "a:b|c"]


async def test_put_put_writes_and_get_tuple_are_one_script_call_each(saver: RedisSaver, client: Redis) -> None:
    config = await saver.aput(thread(), checkpoint({"a": 1}), {}, {"a": 1})
    await saver.aput_writes(config, [("a", 2)], "task")
    await saver.aget_tuple(config)
    await client.config_resetstat()
    config = await saver.aput(config, checkpoint({"a": 1, "b": 2}), {}, {"b": 1})
    await saver.aput_writes(config, [("a", 2), ("b", 3), ("c", 4)], "task")
    assert (await saver.aget_tuple(thread())).checkpoint["channel_values"] == {"a": 1, "b": 2}
    assert await commands(client, "evalsha") == 3
    assert await commands(client, "eval") == 0


async def test_scripts_are_sent_again_after_the_server_has_forgotten_them(saver: RedisSaver, client: Redis) -> None:
    config = await saver.aput(thread(), checkpoint({"a": 1}), {}, {"a": 1})
    await client.script_flush()
    await saver.aput_writes(config, [("a", 2)], "task")
    assert (await saver.aget_tuple(config)).pending_writes == [("task", "a", 2)]


async def test_a_thread_is_two_keys_with_its_hash_tag(saver: RedisSaver, client: Redis) -> None:
    await echo_graph(saver).ainvoke({"said": ["hello"]}, thread("a{b}"))
    assert sorted(await client.keys("*")) == [b"threadline:{a%7Bb%7D}:index", b"threadline:{a%7Bb%7D}:state"]


@pytest.mark.parametrize("strange", STRANGE)
async def test_names_and_ids_may_hold_any_unicode(saver: RedisSaver, strange: str) -> None:
    config = thread(strange, strange)
    saved = await saver.aput(config, checkpoint({strange: strange.encode("utf-8", "replace")}), {}, {strange: 1})
    await saver.aput_writes(saved, [(strange, 1)], strange or "task", strange)
    found = await saver.aget_tuple(config)
    assert found.checkpoint["channel_values"] == {strange: strange.encode("utf-8", "replace")}
    assert found.pending_writes == [(strange or "task", strange, 1)]
    assert [item.config for item in [each async for each in saver.alist(None)]] == [saved]


async def test_namespaces_that_begin_alike_do_not_mix(saver: RedisSaver) -> None:
    for ns in ("", "a", "ab", "a\0", "a\1b", "a|b"):
        await saver.aput(thread("t", ns), checkpoint({"ns": ns}), {}, {"ns": 1})
    for ns in ("", "a", "ab", "a\0", "a\1b", "a|b"):
        assert (await saver.aget_tuple(thread("t", ns))).checkpoint["channel_values"] == {"ns": ns}


async def test_pending_writes_come_in_the_order_in_which_a_run_applies_them(saver: RedisSaver) -> None:
    config = await saver.aput(thread(), checkpoint(), {}, {})
    await saver.aput_writes(config, [("c", position) for position in range(12)], "task-b", "~__pull, 2")
    await saver.aput_writes(config, [("c", "first")], "task-z", "~__pull, 1")
    await saver.aput_writes(config, [("c", "no path")], "task-y")
    writes = (await saver.aget_tuple(config)).pending_writes
    assert [value for _, _, value in writes] == ["no path", "first", *range(12)]


async def test_the_first_ordinary_write_stays_and_the_last_special_one_wins(saver: RedisSaver) -> None:
    config = await saver.aput(thread(), checkpoint(), {}, {})
    await saver.aput_writes(config, [("c", "first"), (INTERRUPT, "old")], "task")
    await saver.aput_writes(config, [("c", "second"), (INTERRUPT, "new")], "task")
    assert (await saver.aget_tuple(config)).pending_writes == [("task", INTERRUPT, "new"), ("task", "c", "first")]


async def test_a_graph_remembers_and_forks_do_not_share_values(saver: RedisSaver) -> None:
    graph = echo_graph(saver)
    await graph.ainvoke({"said": ["one"]}, thread())
    past = [snapshot async for snapshot in graph.aget_state_history(thread())]
    await graph.ainvoke({"said": ["two"]}, thread())
    fork = await graph.ainvoke({"said": ["other"]}, past[0].config)
    assert fork["said"] == ["one", "heard one", "answered", "other", "heard other", "answered"]
    assert (await graph.aget_state(past[0].config)).values["said"] == ["one", "heard one", "answered"]


async def test_the_same_run_ends_as_over_the_memory_saver(saver: RedisSaver) -> None:
    ends = []
    for each in (saver, InMemorySaver()):
        graph = asking_graph(each)
        await graph.ainvoke({"said": ["hello"]}, thread())
        waiting = await graph.aget_state(thread())
        ended = await graph.ainvoke(Command(resume="monday"), thread())
        ends.append(([task.name for task in waiting.tasks if task.interrupts], ended))
    assert ends[0] == ends[1]


async def test_a_thread_that_changes_while_its_checkpoints_are_chosen_is_looked_at_again(
    saver: RedisSaver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many members as before are no proof that they are the same."""
    config = await saver.aput(thread(), checkpoint({"a": 1}), {"run_id": "old"}, {"a": 1})
    child = {**checkpoint({"a": 1}), "channel_versions": {"a": 1}}
    chosen = Survey.of_runs

    def meddle(survey: Survey, run_ids: set[str], serde: object) -> set[bytes]:
        found = chosen(survey, run_ids, serde)
        if len(meddled) < 1:
            meddled.append(True)
            asyncio.run_coroutine_threadsafe(add(), other).result()
        return found

    async def add() -> None:
        async with twin(saver._client) as client:
            again = RedisSaver(client)
            await again.aput_writes(config, [("x", 1)], "task")
            await again.aput(config, child, {"run_id": "new"}, {})

    meddled: list[bool] = []
    other = asyncio.new_event_loop()
    running = threading.Thread(target=other.run_forever)
    running.start()
    monkeypatch.setattr(Survey, "of_runs", meddle)
    await saver.adelete_for_runs(["old"])
    other.call_soon_threadsafe(other.stop)
    running.join()
    [left] = [item async for item in saver.alist(thread())]
    assert left.checkpoint["channel_values"] == {"a": 1}


def test_versions_increase_and_are_never_the_same_twice(saver: RedisSaver) -> None:
    first = saver.get_next_version(None, None)
    following = {saver.get_next_version(first, None) for _ in range(100)}
    assert len(following) == 100
    assert all(first < version for version in following)
    assert saver.get_next_version("00000000000000000000000000000009.0.5", None) > "0000000009."
    assert saver.get_next_version(9, None) > "0000000009."
    assert saver.get_next_version(9.5, None) > "0000000009."


async def test_copies_of_the_saver_share_the_store(saver: RedisSaver) -> None:
    await saver.aput(thread(), checkpoint({"a": 1}), {}, {"a": 1})
    for other in (copy.copy(saver), saver.with_allowlist([("x", "Y")])):
        assert (await other.aget_tuple(thread())).checkpoint["channel_values"] == {"a": 1}


async def test_a_thread_expires_as_a_whole_and_every_write_postpones_it(client: Redis) -> None:
    saver, keys = RedisSaver(client, ttl_seconds=100), ThreadKeys("t")
    config = await saver.aput(thread(), checkpoint({"a": 1}), {}, {"a": 1})
    for key in (keys.state, keys.index):
        await client.pexpire(key, 5_000)
    await saver.aput_writes(config, [("a", 2)], "task")
    left = [await client.pttl(key) for key in (keys.state, keys.index)]
    assert min(left) > 90_000
    assert left[0] - left[1] < 1_000


async def test_a_writer_with_the_current_token_writes_and_a_stale_one_changes_nothing(
    saver: RedisSaver, client: Redis
) -> None:
    await client.hset(ThreadKeys("t").lease, "token", "7")
    graph = echo_graph(saver)
    await graph.ainvoke({"said": ["one"]}, thread("t", __fence=7))
    before = await content(client)
    with pytest.raises(StaleWriter):
        await graph.ainvoke({"said": ["two"]}, thread("t", __fence=6))
    with pytest.raises(StaleWriter):
        await graph.aupdate_state(thread("t", __fence=6), {"said": ["two"]})
    with pytest.raises(StaleWriter):
        await saver.aput_writes(thread("t", __fence=6, checkpoint_id="any"), [("a", 1)], "task")
    assert await content(client) == before


async def test_the_token_is_not_written_into_metadata(saver: RedisSaver, client: Redis) -> None:
    await client.hset(ThreadKeys("t").lease, "token", "7")
    await saver.aput(thread("t", __fence=7, tenant="north"), checkpoint(), {"source": "loop"}, {})
    assert (await saver.aget_tuple(thread())).metadata == {"source": "loop", "tenant": "north"}


async def test_without_a_lease_a_token_is_stale(saver: RedisSaver) -> None:
    with pytest.raises(StaleWriter):
        await saver.aput(thread("t", __fence=1), checkpoint(), {}, {})


@pytest.mark.parametrize("lost", ["state", "index"])
async def test_half_a_thread_is_an_error_and_not_an_empty_past(saver: RedisSaver, client: Redis, lost: str) -> None:
    config = await saver.aput(thread(), checkpoint({"a": 1}), {}, {"a": 1})
    await client.delete(getattr(ThreadKeys("t"), lost))
    for asked in (thread(), config):
        with pytest.raises(ThreadLost):
            await saver.aget_tuple(asked)


async def test_an_error_of_redis_is_raised_and_not_an_empty_past() -> None:
    async with Redis(port=1, retry=None) as nowhere:
        saver = RedisSaver(nowhere)
        with pytest.raises(RedisConnectionError):
            await saver.aget_tuple(thread())
        with pytest.raises(RedisConnectionError):
            await saver.aput(thread(), empty_checkpoint(), {}, {})


def test_a_client_that_decodes_responses_is_refused() -> None:
    with pytest.raises(ValueError, match="decode_responses"):
        RedisSaver(Redis(decode_responses=True))


def test_a_prefix_that_would_decide_on_the_slot_is_refused() -> None:
    with pytest.raises(ValueError, match="braces"):
        RedisSaver(Redis(), prefix="{all}")


async def test_ten_writers_at_once_lose_nothing(saver: RedisSaver) -> None:
    config = await saver.aput(thread(), checkpoint(), {}, {})
    await asyncio.gather(*(saver.aput_writes(config, [("c", number)], f"task-{number}") for number in range(10)))
    writes = (await saver.aget_tuple(config)).pending_writes
    assert sorted(value for _, _, value in writes) == list(range(10))


async def test_a_megabyte_and_a_thousand_channels_come_back(saver: RedisSaver) -> None:
    values = {f"channel {number}": number for number in range(9000)} | {"big": b"\0" * 1_000_000}
    await saver.aput(thread(), checkpoint(values), {}, dict.fromkeys(values, 1))
    assert (await saver.aget_tuple(thread())).checkpoint["channel_values"] == values


async def test_listing_crosses_batches_newest_first_with_before_and_limit(saver: RedisSaver) -> None:
    saved = [await saver.aput(thread(), checkpoint(), {"step": step}, {}) for step in range(45)]
    listed = [item.metadata["step"] async for item in saver.alist(thread())]
    assert listed == list(range(44, -1, -1))
    some = saver.alist(thread(), before=saved[40], limit=3, filter={})
    assert [item.metadata["step"] async for item in some] == [39, 38, 37]


async def test_pruning_drops_values_that_nobody_needs_and_keeps_the_rest(saver: RedisSaver, client: Redis) -> None:
    graph = echo_graph(saver)
    for word in ("one", "two"):
        await graph.ainvoke({"said": [word]}, thread())
    before = (await graph.aget_state(thread())).values
    full = await client.hlen(ThreadKeys("t").state)
    await saver.aprune(["t"])
    assert (await graph.aget_state(thread())).values == before
    assert await client.hlen(ThreadKeys("t").state) < full / 3
    assert await client.zcard(ThreadKeys("t").index) == 1
    await graph.ainvoke({"said": ["three"]}, thread())
    assert (await graph.aget_state(thread())).values["said"][:6] == before["said"]


async def test_pruning_keeps_the_ancestors_that_delta_channels_are_rebuilt_from(saver: RedisSaver) -> None:
    config, counters = thread(), [{}, {"d": (1, 1)}, {}, {"d": (1, 1)}, {"d": (2, 2)}]
    for step, counter in enumerate(counters):
        metadata = {"step": step} | ({"counters_since_delta_snapshot": counter} if counter else {})
        config = await saver.aput(config, checkpoint(), metadata, {})
    await saver.aprune(["t"])
    assert [item.metadata["step"] async for item in saver.alist(thread())] == [4, 3, 2]


async def test_deleting_a_thread_leaves_no_key_of_it(saver: RedisSaver, client: Redis) -> None:
    await echo_graph(saver).ainvoke({"said": ["one"]}, thread())
    await saver.adelete_thread("t")
    assert await client.keys("*") == []


def test_synchronous_callers_get_the_same(url: str) -> None:
    client = Redis.from_url(url)
    saver = RedisSaver(client)
    graph = echo_graph(saver)
    graph.invoke({"said": ["one"]}, thread("sync"))
    assert graph.get_state(thread("sync")).values["said"] == ["one", "heard one", "answered"]
    assert len(list(graph.get_state_history(thread("sync")))) == 4
    saver.copy_thread("sync", "copy")
    saver.prune(["copy"])
    assert len(list(saver.list(thread("copy")))) == 1
    saver.delete_for_runs(["none"])
    for each in ("sync", "copy"):
        saver.delete_thread(each)
        assert saver.get_tuple(thread(each)) is None
    saver.close()


async def test_synchronous_calls_do_not_disturb_asynchronous_ones(saver: RedisSaver) -> None:
    await echo_graph(saver).ainvoke({"said": ["one"]}, thread())
    state = await asyncio.to_thread(echo_graph(saver).get_state, thread())
    assert state.values["said"] == (await echo_graph(saver).aget_state(thread())).values["said"]


@pytest.mark.parametrize("length", [4_000, 4_096, 100_000])
async def test_long_values_are_packed_and_come_back_as_they_were(saver: RedisSaver, client: Redis, length: int) -> None:
    values = {"text": "word " * (length // 5), "bytes": b"\0zlib:" * (length // 6), "list": ["word"] * (length // 5)}
    config = await saver.aput(thread(), checkpoint(values), {"note": "x" * length}, dict.fromkeys(values, 1))
    await saver.aput_writes(config, list(values.items()), "task")
    found = await saver.aget_tuple(thread())
    assert found.checkpoint["channel_values"] == values
    assert dict(write[1:] for write in found.pending_writes) == values
    assert found.metadata["note"] == "x" * length
    stored = await client.memory_usage(ThreadKeys("t").state, samples=0)
    assert stored < length or length < 10_000

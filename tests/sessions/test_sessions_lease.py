"""One writer at a time, and the store knows which."""

from __future__ import annotations

import asyncio

import pytest
from langgraph.checkpoint.base import empty_checkpoint
from redis.asyncio import Redis

from graphs.checkpoints import RedisSaver, StaleWriter
from graphs.errors import SessionBusy
from graphs.sessions import Session, SessionStore

pytestmark = pytest.mark.check


async def test_another_holder_is_refused_until_the_lease_is_released(store: SessionStore, session: Session) -> None:
    first = await store.lease(session.id, "one")
    with pytest.raises(SessionBusy):
        await store.lease(session.id, "two")
    await first.release()
    assert (await store.lease(session.id, "two")).token > first.token


async def test_a_lease_that_nobody_renews_runs_out(store: SessionStore, session: Session) -> None:
    first = await store.lease(session.id, "killed", seconds=0.1)
    second = await store.lease(session.id, "two", wait_seconds=5)
    assert second.token > first.token
    assert not await first.renew()
    assert first.lost.is_set()


async def test_a_lease_in_use_is_renewed_and_handed_over_at_its_end(store: SessionStore, session: Session) -> None:
    async with await store.lease(session.id, "one", seconds=0.15) as lease:
        with pytest.raises(SessionBusy):
            await store.lease(session.id, "two", wait_seconds=0.5)
        assert not lease.lost.is_set()
    await store.lease(session.id, "two")


async def test_one_who_waits_gets_it_as_soon_as_it_is_released(store: SessionStore, session: Session) -> None:
    async with asyncio.timeout(1), await store.lease(session.id, "one", seconds=60) as first:
        waiting = asyncio.create_task(store.lease(session.id, "two", wait_seconds=30))
        await first.release()
        assert (await waiting).holder == "two"


async def test_taken_by_force_the_old_holder_is_told_and_refused_by_the_saver(
    store: SessionStore, session: Session, redis_client: Redis
) -> None:
    saver = RedisSaver(redis_client)

    async def write(token: int) -> None:
        configurable = {"thread_id": session.id, "checkpoint_ns": "", "__fence": token}
        await saver.aput({"configurable": configurable}, empty_checkpoint(), {}, {})

    async with await store.lease(session.id, "one", seconds=0.06) as old:
        await write(old.token)
        new = await store.lease(session.id, "operator", force=True)
        await old.lost.wait()
        with pytest.raises(StaleWriter):
            await write(old.token)
        await write(new.token)
    await write(new.token)
    with pytest.raises(SessionBusy):
        await store.lease(session.id, "three")


async def test_the_same_holder_may_ask_again_and_its_older_token_is_stale(
    store: SessionStore, session: Session
) -> None:
    first = await store.lease(session.id, "one")
    second = await store.lease(session.id, "one")
    assert second.token > first.token
    assert not await first.renew()
    assert await second.renew()


async def test_releasing_a_lost_lease_changes_nothing(store: SessionStore, session: Session) -> None:
    old = await store.lease(session.id, "one")
    new = await store.lease(session.id, "two", force=True)
    await old.release()
    assert await new.renew()


async def test_a_lease_that_ran_out_and_that_nobody_took_may_be_renewed(store: SessionStore, session: Session) -> None:
    lease = await store.lease(session.id, "one", seconds=0)
    assert await lease.renew()


async def test_tokens_grow_even_over_the_deletion_of_a_session(store: SessionStore) -> None:
    tokens = []
    for _ in range(3):
        await store.create(graph="g", id="mine")
        tokens += [(await store.lease("mine", "one")).token for _ in range(5)]
        await store.delete("mine")
    assert tokens == sorted(set(tokens))


async def test_of_many_who_want_it_one_at_a_time_has_it(store: SessionStore, session: Session) -> None:
    inside, most = 0, 0

    async def worker(name: str) -> None:
        nonlocal inside, most
        async with await store.lease(session.id, name, seconds=30, wait_seconds=20):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(worker(str(number)) for number in range(8)))
    assert (inside, most) == (0, 1)


async def test_an_outage_does_not_break_the_lease_and_the_token_decides_after_it(
    store: SessionStore, session: Session, redis_client: Redis
) -> None:
    async with await store.lease(session.id, "one", seconds=0.03) as lease:
        await redis_client.client_kill_filter(_type="normal", skipme=False)
        assert await lease.renew()
        assert not lease.lost.is_set()

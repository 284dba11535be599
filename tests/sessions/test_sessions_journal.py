"""The journal: in order, gapless, bounded, live."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from redis.asyncio import Redis

from graphs.errors import SessionNotFound, ThreadUnreadable
from graphs.events import Event
from graphs.sessions import Session, SessionStore, journal

pytestmark = pytest.mark.check


async def take(events: AsyncIterator[Event], count: int) -> list[int]:
    """`seq` of the next events."""
    return [(await anext(events)).seq for _ in range(count)]


async def test_events_come_back_as_they_were_with_seq_and_time(store: SessionStore, session: Session) -> None:
    given = [
        Event("turn.started", session.id, "t1", {"text": "¿Qué tal? \U0001f600", "by": "caller"}),
        Event("call.connected", session.id, None, {"call": "c"}, at=12.5),
    ]
    stored = await store.append(given)
    assert [event.seq for event in stored] == [1, 2]
    assert stored[0].at > 0
    assert stored[1].at == 12.5
    assert await store.read(session.id) == stored


async def test_deltas_are_never_stored_and_keep_their_place(store: SessionStore, session: Session) -> None:
    kinds = ["reply.delta", "turn.started", "reply.delta", "turn.finished"]
    stored = await store.append([Event(kind, session.id) for kind in kinds])
    assert [(event.type, event.seq) for event in stored] == list(zip(kinds, [0, 1, 0, 2], strict=True))
    assert [event.type for event in await store.read(session.id)] == ["turn.started", "turn.finished"]
    assert (await store.append([Event("reply.delta", session.id)]))[0].seq == 0
    assert await store.append([]) == []


async def test_many_writers_leave_no_gap_and_keep_batches_together(store: SessionStore, session: Session) -> None:
    batches = [[Event("error", session.id, str(number), {"n": n}) for n in range(3)] for number in range(30)]
    await asyncio.gather(*(store.append(batch) for batch in batches))
    events = await store.read(session.id)
    assert [event.seq for event in events] == list(range(1, 91))
    assert all(len({event.turn for event in events[start : start + 3]}) == 1 for start in range(0, 90, 3))


async def test_each_session_counts_for_itself(store: SessionStore, session: Session) -> None:
    other, _ = await store.create(graph="g")
    stored = await store.append([Event("error", each) for each in (session.id, other.id, session.id, other.id)])
    assert [event.seq for event in stored] == [1, 1, 2, 2]


async def test_reading_begins_after_and_stops_at_the_limit(store: SessionStore, session: Session) -> None:
    await store.append([Event("error", session.id)] * 10)
    assert [event.seq for event in await store.read(session.id, after=4, limit=3)] == [5, 6, 7]
    assert await store.read(session.id, after=10) == []
    assert await store.read("nobody") == []


async def test_reading_may_begin_and_stop_in_the_middle_of_batches(
    store: SessionStore, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "PAGE_ENTRIES", 2)
    for size in (4, 1, 3, 1, 1, 5, 2):
        await store.append([Event("error", session.id)] * size)
    for after in range(18):
        for limit in range(19):
            found = [event.seq for event in await store.read(session.id, after=after, limit=limit)]
            assert found == list(range(after + 1, min(after + limit, 17) + 1))


@pytest.mark.parametrize("size", [1, 7, 100])
async def test_a_long_journal_forgets_its_beginning_and_counts_on(redis_client: Redis, size: int) -> None:
    store = SessionStore(redis_client, journal_length=100)
    made, _ = await store.create(graph="g")
    for _ in range(700 // size):
        await store.append([Event("error", made.id)] * size)
    events = await store.read(made.id)
    assert 100 <= len(events) < 100 + size
    assert [event.seq for event in events] == list(range(701 - len(events), 701))


async def test_a_batch_longer_than_the_journal_is_kept_whole(redis_client: Redis) -> None:
    store = SessionStore(redis_client, journal_length=3)
    made, _ = await store.create(graph="g")
    await store.append([Event("error", made.id)] * 5)
    assert [event.seq for event in await store.read(made.id)] == [1, 2, 3, 4, 5]


async def test_a_batch_whose_reply_was_lost_is_not_stored_twice(store: SessionStore, session: Session) -> None:
    await store.append([Event("error", session.id)])
    batch = [Event("error", session.id, data={"n": n}) for n in range(3)]
    for _ in range(2):
        assert [event.seq for event in await store.append(batch, once="b")] == [2, 3, 4]
    assert len(await store.read(session.id)) == 4
    assert (await store.append(batch, once="c"))[0].seq == 5


@pytest.mark.parametrize("fields", [{"z": b"damaged"}, {"z": b""}, {"e": b"{}"}])
async def test_an_entry_that_nobody_can_read_is_said_clearly(
    store: SessionStore, session: Session, redis_client: Redis, fields: dict
) -> None:
    await store.append([Event("error", session.id)])
    await redis_client.xadd(f"threadline:{{{session.id}}}:journal", fields, id="2-0")
    assert len(await store.read(session.id, limit=1)) == 1
    for call in (store.read(session.id), take(store.follow(session.id), 2)):
        with pytest.raises(ThreadUnreadable, match="journal is damaged, or of another version"):
            await call


async def test_values_that_json_does_not_know_are_stored_as_text(store: SessionStore, session: Session) -> None:
    await store.append([Event("tool.finished", session.id, "t", {"result": {1, 2} - {2}})])
    assert (await store.read(session.id))[0].data == {"result": "{1}"}


async def test_a_follower_gets_what_was_and_then_what_comes(store: SessionStore, session: Session) -> None:
    await store.append([Event("error", session.id)] * 1500)
    async with aclosing(store.follow(session.id, after=2)) as events:
        assert await take(events, 1498) == list(range(3, 1501))
        coming = asyncio.create_task(take(events, 3))
        await asyncio.gather(*(store.append([Event("error", session.id)]) for _ in range(3)))
        assert await coming == [1501, 1502, 1503]


async def test_a_follower_comes_back_in_the_middle_of_a_batch(store: SessionStore, session: Session) -> None:
    await store.append([Event("error", session.id)] * 5)
    async with aclosing(store.follow(session.id, after=3)) as events:
        assert await take(events, 2) == [4, 5]
        coming = asyncio.create_task(take(events, 2))
        await store.append([Event("error", session.id)] * 2)
        assert await coming == [6, 7]


async def test_a_follower_ends_cleanly_when_it_is_cancelled(store: SessionStore, session: Session) -> None:
    events = store.follow(session.id)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await anext(events)
    assert [event async for event in events] == []
    await store.append([Event("error", session.id)])
    assert len(await store.read(session.id)) == 1


async def test_a_follower_ends_when_the_session_is_deleted(
    store: SessionStore, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "BLOCK_SECONDS", 0.02)
    await store.append([Event("error", session.id)])
    events = store.follow(session.id)
    assert await take(events, 1) == [1]
    await store.delete(session.id)
    assert [event async for event in events] == []


async def test_nobody_follows_a_session_that_is_not_there(store: SessionStore) -> None:
    with pytest.raises(SessionNotFound):
        await anext(store.follow("nobody"))

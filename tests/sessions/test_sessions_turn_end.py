"""Events and a change of the record in one call: both or neither, once, on every engine and on a cluster."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis, RedisCluster

from graphs.checkpoints.scripts import Client
from graphs.errors import SessionNotFound
from graphs.events import Event
from graphs.sessions import SessionStore
from tests.checkpoints.redis_servers import ENGINE_PARAMETERS, cluster, require, running

pytestmark = pytest.mark.check


@pytest.fixture(scope="module", params=[*ENGINE_PARAMETERS, pytest.param("cluster", marks=pytest.mark.slow)])
def place(request: pytest.FixtureRequest) -> Iterator[str | int]:
    """A server's URL, or the port of a cluster."""
    if request.param == "cluster":
        with cluster() as port:
            yield port
        return
    require(request.param)
    with running(request.param) as url:
        yield url


@pytest.fixture
async def client(place: str | int) -> AsyncIterator[Client]:
    whole = Redis.from_url(place) if isinstance(place, str) else RedisCluster(host="127.0.0.1", port=place)
    async with whole as redis:
        yield redis
        await redis.flushall()


@pytest.fixture
async def store(client: Client) -> SessionStore:
    made = SessionStore(client, ttl_seconds=100, journal_length=100)
    await made.create(graph="g", id="s")
    return made


def end_of_turn(turn: str = "t1") -> list[Event]:
    return [Event(kind, "s", turn) for kind in ("reply.finished", "reply.delta", "turn.finished")]


async def test_the_end_of_a_turn_is_written_and_the_record_comes_back(store: SessionStore, client: Client) -> None:
    events, record = await store.append_and_update("s", end_of_turn(), turns_by=1, specialist="billing", due=9.5)
    assert [event.seq for event in events] == [1, 0, 2]
    assert (record.turns, record.specialist, record.due) == (1, "billing", 9.5)
    assert record == await store.get("s")
    assert await store.read("s") == [events[0], events[2]]
    assert await client.pttl("threadline:{s}:journal") > 90_000
    _, record = await store.append_and_update("s", end_of_turn("t2"), turns_by=1, due=None)
    assert (record.turns, record.specialist, record.due) == (2, "billing", None)


async def test_after_a_lost_reply_the_same_again_changes_nothing(store: SessionStore) -> None:
    first, again = [
        await store.append_and_update("s", end_of_turn(), turns_by=1, call=None, specialist="billing", once="end")
        for _ in range(2)
    ]
    assert [event.seq for event in first[0]] == [event.seq for event in again[0]]
    assert first[1] == again[1]
    assert again[1].turns == 1
    assert len(await store.read("s")) == 2


async def test_turns_are_counted_once_when_others_wrote_in_between(store: SessionStore) -> None:
    await store.append_and_update("s", [], turns_by=1, once="end")
    await store.append([Event("error", "s")])
    assert (await store.append_and_update("s", [], turns_by=1, once="end"))[1].turns == 1
    assert (await store.update("s", turns_by=1, once="end")).turns == 1


async def test_without_events_that_last_only_the_record_changes(store: SessionStore) -> None:
    for events in ([], [Event("reply.delta", "s")]):
        written, record = await store.append_and_update("s", events, turns_by=1)
        assert [event.seq for event in written] == [0] * len(events)
    assert record.turns == 2
    assert await store.read("s") == []
    assert (await store.append([Event("error", "s")]))[0].seq == 1


async def test_of_a_deleted_session_nothing_is_written(store: SessionStore, client: Client) -> None:
    await store.append(end_of_turn())
    await store.delete("s")
    with pytest.raises(SessionNotFound):
        await store.append_and_update("s", end_of_turn(), turns_by=1, specialist="billing")
    assert not await client.exists("threadline:{s}:session")
    assert not await client.exists("threadline:{s}:journal")


async def test_what_cannot_be_written_together_is_refused_before_anything_is(store: SessionStore) -> None:
    with pytest.raises(ValueError, match="of the session"):
        await store.append_and_update("s", [Event("error", "s"), Event("error", "other")], turns_by=1)
    with pytest.raises(TypeError, match="secret"):
        await store.append_and_update("s", end_of_turn(), secret="mine")
    assert (await store.read("s"), (await store.get("s")).turns) == ([], 0)


async def test_a_long_journal_is_bounded_there_too(store: SessionStore) -> None:
    for _ in range(60):
        await store.append([Event("error", "s")] * 6)
    assert [event.seq for event in await store.read("s")] == list(range(259, 361))

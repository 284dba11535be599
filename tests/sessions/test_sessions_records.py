"""Sessions by id, by owner, by age."""

from __future__ import annotations

import asyncio

import pytest
from langgraph.checkpoint.base import empty_checkpoint
from redis.asyncio import Redis

from graphs.checkpoints import RedisSaver, StaleWriter
from graphs.errors import BadInput, SessionNotFound, StoreUnavailable
from graphs.events import Event
from graphs.sessions import Session, SessionExists, SessionStore, connect

pytestmark = pytest.mark.check


async def test_a_new_session_is_found_again_as_it_was_made(store: SessionStore) -> None:
    made, _ = await store.create(graph="clinic", language="es", metadata={"name": "Zoë", "deep": [1, None]})
    assert await store.get(made.id) == made
    assert (made.graph, made.language, made.turns, made.specialist, made.call) == ("clinic", "es", 0, None, None)
    assert made.metadata == {"name": "Zoë", "deep": [1, None]}


async def test_only_the_hash_of_a_secret_is_stored_and_only_its_holder_owns(
    store: SessionStore, redis_client: Redis
) -> None:
    made, secret = await store.create(graph="clinic")
    assert await store.owns(made.id, secret)
    assert not await store.owns(made.id, secret + "x")
    assert not await store.owns(made.id, "")
    assert not await store.owns("nobody", secret)
    assert not await store.owns("nobody", "")
    stored = [await redis_client.hgetall(key) for key in await redis_client.keys("*:session")]
    assert secret.encode() not in b"".join(value for record in stored for value in record.values())


async def test_an_id_is_given_once(store: SessionStore) -> None:
    await store.create(graph="clinic", id="mine", metadata={"first": True})
    with pytest.raises(SessionExists) as caught:
        await store.create(graph="other", id="mine")
    assert caught.value.code == "session_exists"
    assert (await store.get("mine")).metadata == {"first": True}


async def test_of_many_who_ask_for_an_id_at_once_one_gets_it(store: SessionStore) -> None:
    made = await asyncio.gather(*(store.create(graph="g", id="mine") for _ in range(20)), return_exceptions=True)
    assert sum(isinstance(each, tuple) for each in made) == 1


@pytest.mark.parametrize("wrong", ["", "x" * 129, "a\nb", "a\0b", "\x7f", "\ud800"])
async def test_ids_that_are_none_are_refused(store: SessionStore, wrong: str) -> None:
    with pytest.raises(BadInput):
        await store.create(graph="clinic", id=wrong)


@pytest.mark.parametrize("odd", ["{a}", "%7B", "ünï codé \U0001f600", "*", "a:b", "x" * 128])
async def test_ids_may_hold_any_other_unicode(store: SessionStore, odd: str) -> None:
    made, secret = await store.create(graph="clinic", id=odd)
    assert [made] == (await store.list()).sessions
    assert await store.owns(odd, secret)
    await store.delete(odd)
    assert (await store.list()).sessions == []


async def test_an_unknown_session_is_not_found(store: SessionStore) -> None:
    for call in (store.get("x"), store.update("x", language="en"), store.delete("x"), store.lease("x", "me")):
        with pytest.raises(SessionNotFound):
            await call


async def test_changes_are_kept_removed_and_counted(store: SessionStore, session: Session) -> None:
    await store.update(session.id, specialist="billing", call="c1", language="en", turns_by=2, last_seen_at=5.5)
    changed = await store.update(session.id, call=None, turns_by=1, metadata={"a": 1})
    assert changed == await store.get(session.id)
    assert (changed.specialist, changed.call, changed.language, changed.turns) == ("billing", None, "en", 3)
    assert (changed.last_seen_at, changed.metadata) == (5.5, {"a": 1})
    with pytest.raises(TypeError):
        await store.update(session.id, secret="mine")


async def test_pages_hold_every_session_once_newest_first_while_others_come_and_go(store: SessionStore) -> None:
    made = [(await store.create(graph="g", id=str(number)))[0].id for number in range(12)]
    first = await store.list(limit=5)
    await store.create(graph="g", id="newer")
    await store.delete("8")
    await store.delete("5")
    second = await store.list(limit=5, cursor=first.next_cursor)
    third = await store.list(limit=5, cursor=second.next_cursor)
    assert third.next_cursor is None
    seen = [session.id for page in (first, second, third) for session in page.sessions]
    assert seen == [number for number in reversed(made) if number != "5"]


async def test_a_page_that_is_just_full_is_the_last(store: SessionStore) -> None:
    for _ in range(3):
        await store.create(graph="g")
    assert (await store.list(limit=3)).next_cursor is None


@pytest.mark.parametrize("wrong", [{"cursor": "!"}, {"cursor": "é"}, {"limit": 0}, {"limit": 1001}])
async def test_a_wrong_cursor_or_limit_is_bad_input(store: SessionStore, wrong: dict) -> None:
    with pytest.raises(BadInput):
        await store.list(**wrong)


async def test_sessions_that_have_expired_leave_the_list(store: SessionStore, redis_client: Redis) -> None:
    for number in range(4):
        await store.create(graph="g", id=str(number))
    for number in (3, 1):
        await redis_client.delete(f"threadline:{{{number}}}:session")
    page = await store.list(limit=2)
    assert [session.id for session in page.sessions] == ["2", "0"]
    assert await redis_client.zcard("threadline:sessions") == 2


async def test_everything_of_a_session_expires_after_its_last_change(redis_client: Redis) -> None:
    store = SessionStore(redis_client, ttl_seconds=100)
    made, _ = await store.create(graph="g")
    await store.append([Event("error", made.id)])
    await store.lease(made.id, "me")
    keys = [key for key in await redis_client.keys("*") if key != b"threadline:sessions"]
    assert len(keys) == 3
    for key in keys:
        await redis_client.pexpire(key, 1_000)
    await store.update(made.id, turns_by=1)
    assert all([await redis_client.pttl(key) > 90_000 for key in keys])


async def test_a_deleted_session_leaves_no_key_and_its_writer_is_refused(
    store: SessionStore, session: Session, redis_client: Redis
) -> None:
    saver = RedisSaver(redis_client)
    lease = await store.lease(session.id, "me")
    config = {"configurable": {"thread_id": session.id, "checkpoint_ns": "", "__fence": lease.token}}
    await saver.aput(config, empty_checkpoint(), {}, {})
    await store.append([Event("error", session.id)])
    await store.delete(session.id, saver=saver)
    assert await redis_client.keys("*") == []
    with pytest.raises(StaleWriter):
        await saver.aput(config, empty_checkpoint(), {}, {})
    with pytest.raises(SessionNotFound):
        await store.append([Event("error", session.id)])
    assert await redis_client.keys("*") == []


async def test_a_store_that_does_not_answer_is_said_in_one_sentence_without_a_password() -> None:
    client = connect("redis://user:hunter2@127.0.0.1:1/0")
    store = SessionStore(client)
    for call in (store.ping(), store.get("x"), store.create(graph="g"), store.list(), store.read("x")):
        with pytest.raises(StoreUnavailable) as caught:
            await call
        assert "hunter2" not in str(caught.value)
        assert str(caught.value).startswith("Redis does not answer")
    await client.aclose()


@pytest.mark.parametrize("wrong", ["localhost:6379", "http://secret@host", "", "redis://host:port"])
def test_an_address_that_is_none_is_bad_input_and_not_repeated(wrong: str) -> None:
    with pytest.raises(BadInput) as caught:
        connect(wrong)
    assert "secret" not in str(caught.value)


async def test_addresses_of_sockets_and_encrypted_ones_are_understood(valkey_url: str) -> None:
    async with connect(valkey_url) as client:
        await SessionStore(client).ping()
    async with connect("rediss://host:6380/0") as client:
        assert client.connection_pool.connection_kwargs["port"] == 6380

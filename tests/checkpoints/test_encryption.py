"""Encrypted at rest, keys exchanged while threads live on, and never an empty past for want of a key."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from typing import Any

import pytest
from langgraph.checkpoint.serde.encrypted import EncryptedSerializer
from redis.asyncio import Redis

from app.settings import read_settings
from app.wiring import serializer
from graphs.checkpoints import NotEncrypted, RedisSaver, RotatingSerializer, WrongKey
from graphs.checkpoints.encryption import Keyring
from graphs.checkpoints.keys import ThreadKeys
from graphs.errors import BadInput
from tests.checkpoints.turns import checkpoint, echo_graph, thread

pytestmark = pytest.mark.check
OLD, NEW, OTHER = b"o" * 16, b"n" * 24, b"x" * 32


def sealed(client: Redis, *keys: bytes, **options: Any) -> RedisSaver:
    return RedisSaver(client, serde=RotatingSerializer(keys, **options))


async def said(saver: RedisSaver, word: str) -> list[str]:
    """What a thread remembers after one more turn."""
    ended: dict[str, list[str]] = await echo_graph(saver).ainvoke({"said": [word]}, thread())
    return [each for each in ended["said"] if each in ("one", "two", "three")]


@pytest.mark.parametrize("key", [OLD, NEW, OTHER])
async def test_no_value_write_or_metadata_lies_in_plain_text(client: Redis, key: bytes) -> None:
    saver = sealed(client, key)
    config = await saver.aput(thread(), checkpoint({"a": "my secret"}), {"note": "my secret"}, {"a": 1})  # type: ignore[typeddict-unknown-key]
    await saver.aput_writes(config, [("a", "my secret")], "task")
    assert not any(b"secret" in value for value in (await client.hgetall(ThreadKeys("t").state)).values())
    found = await saver.aget_tuple(thread())
    assert (found.checkpoint["channel_values"], found.metadata, found.pending_writes) == (
        {"a": "my secret"},
        {"note": "my secret"},
        [("task", "a", "my secret")],
    )


async def test_keys_rotate_while_the_thread_lives_on(client: Redis) -> None:
    await said(sealed(client, OLD), "one")
    assert await said(sealed(client, NEW, OLD), "two") == ["one", "two"]
    await sealed(client, NEW, OLD).aprune(["t"])
    assert await said(sealed(client, NEW, OLD), "three") == ["one", "two", "three"]
    await sealed(client, NEW).aprune(["t"])
    assert (await sealed(client, NEW).aget_tuple(thread())) is not None


@pytest.mark.parametrize("keys", [[OTHER], [OTHER, NEW]])
async def test_a_wrong_key_is_one_clear_error_and_not_an_empty_past(client: Redis, keys: list[bytes]) -> None:
    await said(sealed(client, OLD), "one")
    before = await client.hlen(ThreadKeys("t").state)
    with pytest.raises(WrongKey, match="not among those given"):
        await said(sealed(client, *keys), "two")
    with pytest.raises(WrongKey):
        _ = [item async for item in sealed(client, *keys).alist(thread())]
    assert await client.hlen(ThreadKeys("t").state) == before


async def test_without_a_key_what_is_encrypted_is_an_error_too(client: Redis) -> None:
    await said(sealed(client, OLD), "one")
    with pytest.raises(WrongKey, match="no key was given"):
        await said(RedisSaver(client), "two")


async def test_plain_checkpoints_are_read_while_the_first_key_is_brought_in_and_else_refused(client: Redis) -> None:
    await said(RedisSaver(client), "one")
    with pytest.raises(NotEncrypted, match="plain_readable"):
        await said(sealed(client, OLD), "two")
    assert await said(sealed(client, OLD, plain_readable=True), "two") == ["one", "two"]


async def test_what_langgraphs_own_serializer_encrypted_is_read(client: Redis) -> None:
    theirs = RedisSaver(client, serde=EncryptedSerializer.from_pycryptodome_aes(key=OLD))
    await said(theirs, "one")
    assert await said(sealed(client, NEW, OLD), "two") == ["one", "two"]


def test_a_changed_ciphertext_is_refused() -> None:
    ring = Keyring([OLD])
    name, ciphertext = ring.encrypt(b"words")
    for place in (0, 20, len(ciphertext) - 1):
        changed = bytearray(ciphertext)
        changed[place] ^= 1
        with pytest.raises(WrongKey):
            ring.decrypt(name, bytes(changed))
    assert ring.decrypt(name, ciphertext) == b"words"
    assert ring.decrypt(*ring.encrypt(b"")) == b""


@pytest.mark.parametrize(("keys", "complaint"), [([], "at least one"), ([OLD, b"short"], "key 2 has 5 bytes")])
def test_keys_of_a_wrong_length_are_refused_at_once_without_being_shown(keys: list[bytes], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint) as caught:
        RotatingSerializer(keys)
    assert "short" not in str(caught.value)


async def test_the_settings_keys_encrypt_and_decrypt(client: Redis) -> None:
    both = f" {b64encode(NEW).decode()}, {urlsafe_b64encode(OLD).decode()} "
    settings = read_settings(checkpoint_key=both)
    assert settings.checkpoint_keys == [NEW, OLD]
    assert {b64encode(NEW).decode(), both} <= set(settings.secrets())
    await said(sealed(client, OLD), "one")
    assert await said(RedisSaver(client, serde=serializer(settings)), "two") == ["one", "two"]
    assert serializer(read_settings()) is None


@pytest.mark.parametrize("wrong", ["secret!", b64encode(b"k" * 15).decode(), f"{b64encode(OLD).decode()},abcd"])
def test_a_setting_that_is_no_key_is_refused_at_the_start_without_being_shown(wrong: str) -> None:
    with pytest.raises(BadInput, match=r"CHECKPOINT_KEY is wrong.*16, 24 or 32 bytes in base64") as caught:
        read_settings(checkpoint_key=wrong)
    assert wrong not in str(caught.value)

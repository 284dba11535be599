"""Effects exactly once: an idempotency key and the first result, in the transaction of the effect itself."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import TypeAdapter
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from graphs.clinic.store.errors import EffectKeyReused
from graphs.clinic.store.schema import effects

Result = TypeVar("Result")
LONGEST_KEY = 400
# characters; a longer key is stored as its SHA-256


async def once(
    connection: AsyncConnection, key: str, kind: type[Result], name: str, act: Callable[[], Awaitable[Result]]
) -> Result:
    """Run `act` and keep its result under `key`, or answer with the result kept before.

    A second transaction with the same key waits for the first. When `act` fails its transaction is rolled back, so the
    key is free again. EffectKeyReused when the key was used for an effect of another name.
    """
    stored = _stored_key(key)
    records: TypeAdapter[Result] = TypeAdapter(kind)
    if not await _claim(connection, stored, name):
        return records.validate_python(await _kept(connection, stored, name))
    result = await act()
    kept = records.dump_python(result, mode="json")
    await connection.execute(update(effects).where(effects.c.key == stored).values(result=kept))
    return result


def _stored_key(key: str) -> str:
    return key if len(key) <= LONGEST_KEY else "sha256:" + hashlib.sha256(key.encode()).hexdigest()


async def _claim(connection: AsyncConnection, key: str, name: str) -> bool:
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    claimed = await connection.execute(insert(effects).values(key=key, kind=name).on_conflict_do_nothing())
    return claimed.rowcount == 1


async def _kept(connection: AsyncConnection, key: str, name: str) -> object:
    row = (await connection.execute(select(effects).where(effects.c.key == key))).one()
    if row.kind != name:
        raise EffectKeyReused("An effect key was used for two different effects.")
    return row.result

"""One database, SQLite or PostgreSQL, with transactions that cannot double-book and errors that say what to do.

SQLite's own default lets two callers check and then write side by side; here a writing transaction takes the write lock
at its beginning (`BEGIN IMMEDIATE`), as SQLAlchemy's documentation of the SQLite dialect describes.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import aiosqlite
import asyncpg
from sqlalchemy import URL, Connection, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from graphs.clinic.store import trouble
from graphs.errors import StoreUnavailable

Result = TypeVar("Result")
Work: TypeAlias = Callable[[AsyncConnection], Awaitable[Result]]
CONNECT_SECONDS = 5.0
COMMAND_SECONDS = 15.0
BUSY_SECONDS = 5.0
# how long a SQLite writer waits for another one
RETRY_SECONDS = 0.02
ALONE = 7_468_726_561
# key of the PostgreSQL advisory lock that one starting process holds while it migrates and seeds
POSTGRES_OPTIONS = {*inspect.signature(asyncpg.connect).parameters, "prepared_statement_cache_size"}
# what may follow the question mark of a PostgreSQL URL
FAILURES: tuple[type[Exception], ...] = (DBAPIError, PoolTimeout, OSError, TimeoutError, *trouble.DRIVER_ERRORS)


class Database:
    """The engine of one URL; each piece of work is a transaction.

    `read` and `write` finish what they began: when the caller is cancelled (a person talked over the reply) the
    transaction goes on to its end in the background. A cancelled SQLite statement would hold its lock for long.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.sqlite = url.get_backend_name() == "sqlite"
        self._engine = _sqlite_engine(url) if self.sqlite else _postgres_engine(url)
        self._writer = self._engine.execution_options(begin="IMMEDIATE")
        self._running: set[asyncio.Task[Any]] = set()

    async def read(self, work: Work[Result]) -> Result:
        """The result of `work` on a snapshot; StoreUnavailable when the database does not answer."""
        return await self._to_its_end(_within(self.reading(), work))

    async def write(self, work: Work[Result]) -> Result:
        """The result of `work`, committed; rolled back when it raises."""
        return await self._to_its_end(_within(self.writing(), work))

    async def write_alone(self, work: Work[Result]) -> Result:
        """`write`, one process at a time: for migrations and seeds."""
        return await self._to_its_end(_within(self.alone(), work))

    async def _to_its_end(self, work: Coroutine[Any, Any, Result]) -> Result:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A snapshot to read from; StoreUnavailable when the database does not answer."""
        async with self._translated(), self._engine.connect() as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that commits at the end of the block and rolls back on any exception."""
        async with self._translated(), self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[AsyncConnection]:
        """`writing()`, while no other process is in here."""
        async with self.writing() as connection:
            if not self.sqlite:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ALONE})
            yield connection

    async def aclose(self) -> None:
        """Let running transactions end and close every connection."""
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._engine.dispose()

    @asynccontextmanager
    async def _translated(self) -> AsyncIterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except FAILURES as error:
            raise StoreUnavailable(trouble.sentence(error, self.url)) from error


async def _within(transaction: AbstractAsyncContextManager[AsyncConnection], work: Work[Result]) -> Result:
    async with transaction as connection:
        return await work(connection)


def parse_url(url: str) -> URL:
    """The URL with its asynchronous driver; StoreUnavailable when it is none of SQLite or PostgreSQL."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreUnavailable(trouble.BAD_URL) from None
    backend = parsed.drivername.partition("+")[0]
    if parsed.drivername in ("sqlite", "sqlite+aiosqlite"):
        return parsed.set(drivername="sqlite+aiosqlite")
    if backend in ("postgres", "postgresql"):
        return _asyncpg_url(parsed)
    raise StoreUnavailable(trouble.BAD_URL)


def _asyncpg_url(url: URL) -> URL:
    query = dict(url.query)
    query.pop("channel_binding", None)
    if sslmode := query.pop("sslmode", None):
        query["ssl"] = sslmode
    if unknown := sorted(query.keys() - POSTGRES_OPTIONS):
        raise StoreUnavailable(f"The database URL has an unknown option, {unknown[0]}; take it out of DATABASE_URL.")
    return url.set(drivername="postgresql+asyncpg", query=query)


def connect(url: str) -> Database:
    """The database of a URL, StoreUnavailable; makes a SQLite file. No connection before the first transaction."""
    parsed = parse_url(url)
    try:
        if parsed.get_backend_name() == "sqlite":
            _make_file(parsed)
        return Database(parsed)
    except (OSError, ArgumentError, TypeError, ValueError) as error:
        raise StoreUnavailable(trouble.sentence(error, parsed)) from error


def _make_file(url: URL) -> None:
    """The file and its folder, readable by their owner only; OSError where that cannot be.

    SQLite would make the file itself, but a failed connection of aiosqlite outlives the event loop for a moment.
    """
    if url.database and not _in_memory(url) and not url.database.startswith("file:"):
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(url.database, os.O_RDWR | os.O_CREAT, 0o600))


def _in_memory(url: URL) -> bool:
    return not url.database or ":memory:" in url.database


def _postgres_engine(url: URL) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_pre_ping=True,
        pool_timeout=CONNECT_SECONDS,
        connect_args={"timeout": CONNECT_SECONDS, "command_timeout": COMMAND_SECONDS},
    )


def _sqlite_engine(url: URL) -> AsyncEngine:
    # A database in memory belongs to its connection, so callers take turns on a single one.
    pool: dict[str, Any] = {"pool_size": 1, "max_overflow": 0} if _in_memory(url) else {}
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_timeout=4 * BUSY_SECONDS,
        connect_args={"timeout": BUSY_SECONDS, "isolation_level": None},
        **pool,
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.run_async(_write_ahead)
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


async def _write_ahead(driver: aiosqlite.Connection) -> None:
    """Switch the file to its write-ahead log, which SQLite refuses at once, without waiting, while others use it."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            await (await driver.execute("PRAGMA journal_mode = WAL")).close()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")

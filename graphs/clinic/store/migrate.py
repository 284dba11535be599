"""Brings a database to the newest schema (Alembic), also an empty one."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from graphs.clinic.store.database import Database, connect
from graphs.clinic.store.schema import VERSION_TABLE, metadata
from graphs.errors import StoreUnavailable

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

SCRIPTS = Path(__file__).parent / "migrations"


async def migrate(url: str, *, revision: str = "head") -> None:
    """Migrate the database of `url`; StoreUnavailable when it does not answer or belongs to a newer program."""
    database = await asyncio.to_thread(connect, url)
    try:
        await upgrade(database, revision)
    finally:
        await database.aclose()


async def upgrade(database: Database, revision: str = "head") -> None:
    """The same on an open database; all steps in one transaction, one process at a time.

    Alembic takes a quarter of a second to import: only a database that needs it pays for it. Whatever reads files does
    so in a thread.
    """
    wanted = await asyncio.to_thread(newest)
    if revision == "head" and await database.read(lambda connection: connection.run_sync(_revision)) == wanted:
        return
    scripts = await asyncio.to_thread(_scripts)
    await database.write_alone(lambda connection: connection.run_sync(_run, scripts, revision))


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, for one open connection where its commands are run."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


def newest() -> str:
    """The newest revision, by the names of the scripts: "0002" of v0002_no_double_booking.py."""
    return max(script.name[1:5] for script in (SCRIPTS / "versions").glob("v[0-9][0-9][0-9][0-9]_*.py"))


def _revision(connection: Connection) -> str | None:
    """The revision that the database says it has, None for one that was never migrated."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 a constant of ours
    return str(found)


def _scripts() -> ScriptDirectory:
    """All steps, read: nothing is left to be loaded while they run."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(config())
    scripts.get_heads()
    return scripts


def _run(connection: Connection, scripts: ScriptDirectory, revision: str) -> None:
    """What Alembic's command "upgrade" does, without its env.py, which would be read from the disk."""
    from alembic.runtime.environment import EnvironmentContext
    from alembic.util import CommandError

    steps = EnvironmentContext(
        config(connection),
        scripts,
        fn=lambda current, _: scripts._upgrade_revs(revision, current),
    )
    try:
        with steps:
            steps.configure(connection=connection, target_metadata=metadata, version_table=VERSION_TABLE)
            with steps.begin_transaction():
                steps.run_migrations()
    except CommandError as error:
        raise StoreUnavailable(
            "The clinic's database was written by a newer Threadline; update this one or set DATABASE_URL to another."
        ) from error

"""Brings a database to the newest schema (Alembic), also an empty one."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from graphs.clinic.store.database import Database, connect
from graphs.errors import StoreUnavailable

SCRIPTS = Path(__file__).parent / "migrations"


async def migrate(url: str, *, revision: str = "head") -> None:
    """Migrate the database of `url`; StoreUnavailable when it does not answer or belongs to a newer program."""
    database = connect(url)
    try:
        await upgrade(database, revision)
    finally:
        await database.aclose()


async def upgrade(database: Database, revision: str = "head") -> None:
    """The same on an open database; all steps in one transaction, one process at a time."""
    await database.write_alone(lambda connection: connection.run_sync(_run, revision))


def config(connection: Connection) -> Config:
    """Alembic's configuration for one open connection."""
    settings = Config()
    settings.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


def _run(connection: Connection, revision: str) -> None:
    try:
        command.upgrade(config(connection), revision)
    except CommandError as error:
        raise StoreUnavailable(
            "The clinic's database was written by a newer Threadline; update this one or set DATABASE_URL to another."
        ) from error

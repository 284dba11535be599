"""Brings a database to the newest schema (Alembic), also an empty one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from graphs.clinic.store.database import Database, connect
from graphs.errors import StoreUnavailable

if TYPE_CHECKING:
    from alembic.config import Config

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
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


def newest() -> str:
    """The newest revision, by the names of the scripts: "0002" of v0002_no_double_booking.py."""
    return max(script.name[1:5] for script in (SCRIPTS / "versions").glob("v[0-9][0-9][0-9][0-9]_*.py"))


def _is_newest(connection: Connection) -> bool:
    if not inspect(connection).has_table("alembic_version"):
        return False
    return list(connection.scalars(text("SELECT version_num FROM alembic_version"))) == [newest()]


def _run(connection: Connection, revision: str) -> None:
    """Alembic takes a quarter of a second to import: only a database that needs it pays for it."""
    if revision == "head" and _is_newest(connection):
        return
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(config(connection), revision)
    except CommandError as error:
        raise StoreUnavailable(
            "The clinic's database was written by a newer Threadline; update this one or set DATABASE_URL to another."
        ) from error

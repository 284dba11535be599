"""What went wrong with the database, in one sentence that says what to do and never shows a password."""

from __future__ import annotations

import asyncpg
from sqlalchemy import URL

DRIVER_ERRORS: tuple[type[Exception], ...] = (asyncpg.PostgresError, asyncpg.InterfaceError)
BAD_URL = (
    "The database URL is not usable: write sqlite:///path/to/clinic.db or "
    "postgresql://user:password@host:5432/name into DATABASE_URL."
)

SQLITE_REASONS = (
    ("full", "is on a full disk; free some space"),
    ("locked", "is held by another program; stop that program or try again"),
    ("readonly", "cannot be written; make the file and its folder writable or set DATABASE_URL to another place"),
    ("unable to open", "cannot be opened; make its folder writable or set DATABASE_URL to another place"),
    ("not a database", "is no SQLite database; move the file away or set DATABASE_URL to another place"),
    ("malformed", "is damaged; restore a copy or move the file away"),
    ("i/o error", "cannot be read or written; check its disk"),
    ("already exists", "holds tables of another program; set DATABASE_URL to another place"),
)
POSTGRES_REASONS = {
    "28P01": "refuses the user name or password; correct DATABASE_URL",
    "28000": "refuses this user; correct DATABASE_URL or the server's pg_hba.conf",
    "3D000": "has no database of that name; create it or correct DATABASE_URL",
    "42501": "does not allow this user to create or change the tables; grant the rights",
    "3F000": "has no schema that this user may use; grant the rights",
    "42P07": "holds tables of another program; set DATABASE_URL to a database of its own",
    "53100": "is on a full disk; free some space",
    "53300": "has no connection left; raise its max_connections",
    "57P03": "is still starting; try again",
    "25006": "is read-only; point DATABASE_URL to the primary server",
}


def sentence(error: BaseException, url: URL) -> str:
    """One line for a user: which database, what is wrong, what helps."""
    if url.get_backend_name() == "sqlite":
        return f"The clinic's database {url.database or 'in memory'} {_sqlite_reason(error)}."
    place = f"{url.host or 'localhost'}:{url.port or 5432}/{url.database or ''}"
    return f"The clinic's database at {place} {_postgres_reason(error)}."


def _sqlite_reason(error: BaseException) -> str:
    if isinstance(error, OSError) and not isinstance(error, TimeoutError):
        return f"cannot be opened ({error.strerror}); make its folder writable or set DATABASE_URL to another place"
    words = str(getattr(error, "orig", error)).lower()
    known = (reason for sign, reason in SQLITE_REASONS if sign in words)
    return next(known, "does not work; see the log and check DATABASE_URL")


def _postgres_reason(error: BaseException) -> str:
    state = _sqlstate(error)
    if state in POSTGRES_REASONS:
        return POSTGRES_REASONS[state]
    if state is None or state.startswith(("08", "57")):
        return "does not answer; check that the server runs and that DATABASE_URL is right"
    return f"refused the work (SQLSTATE {state}); see the server's log"


def _sqlstate(error: BaseException) -> str | None:
    for candidate in (error, getattr(error, "orig", None)):
        if state := getattr(candidate, "sqlstate", None):
            return str(state)
    return None

"""Databases for the store's tests: a SQLite file each, and a PostgreSQL server of the run's own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from graphs.clinic.store import ClinicStore

TODAY = date(2026, 11, 21)
# a Saturday
PASSWORD = "open-sesame"


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on a loopback port."""

    programs: Path
    folder: Path
    port: int
    account: str | None
    # the system account it runs as; None: ours

    def run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            user=self.account,
            extra_groups=[] if self.account else None,
            cwd=self.folder,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -c fsync=off -c max_connections=200"
        done = subprocess.run(
            [self.programs / "pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start"],
            user=self.account,
            extra_groups=[] if self.account else None,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert done.returncode == 0, (self.folder / "log").read_text()

    def stop(self) -> None:
        self.run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")

    def url(self, database: str, password: str = PASSWORD) -> str:
        return f"postgresql://clinic:{password}@127.0.0.1:{self.port}/{database}"

    async def empty_database(self) -> str:
        """The URL of the run's database, with nothing in it."""
        connection = await asyncpg.connect(self.url("postgres"))
        await connection.execute(
            "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC"
        )
        await connection.close()
        return self.url("postgres")


def programs() -> Path | None:
    """The folder of the newest PostgreSQL that Debian installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def unprivileged() -> str | None:
    """PostgreSQL refuses root: the account to run it as."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    where = programs()
    if where is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    folder, account = Path(tempfile.mkdtemp(prefix="tl-pg-")), unprivileged()
    if account:
        os.chown(folder, pwd.getpwnam(account).pw_uid, -1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        made = Server(where, folder, free.getsockname()[1], account)
    (folder / "password").write_text(PASSWORD)
    (folder / "password").chmod(0o644)
    try:
        made.run(
            "initdb",
            "-D",
            "data",
            "-U",
            "clinic",
            "-A",
            "scram-sha-256",
            "--pwfile=password",
            "--no-sync",
            "-E",
            "UTF8",
        )
        made.start()
        yield made
        made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/clinic.db"


@pytest.fixture(
    params=[
        pytest.param("sqlite_url", marks=pytest.mark.check),
        pytest.param("postgres_url", marks=pytest.mark.postgres),
    ]
)
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite_url":
        return f"sqlite:///{tmp_path}/clinic.db"
    server: Server = request.getfixturevalue("server")
    return await server.empty_database()


@pytest.fixture
async def store(url: str) -> AsyncIterator[ClinicStore]:
    """The seeded demonstration clinic."""
    opened = await ClinicStore.open(url, today=TODAY)
    yield opened
    await opened.aclose()


@pytest.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[ClinicStore]:
    """The same on SQLite only, for what is plain Python."""
    opened = await ClinicStore.open(sqlite_url, today=TODAY)
    yield opened
    await opened.aclose()

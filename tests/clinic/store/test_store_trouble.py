"""When the database cannot be used, one line says which, why and what helps, and never the password."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from graphs.clinic.store import ClinicStore
from graphs.clinic.store import database as database_module
from graphs.errors import StoreUnavailable

NOW = datetime.fromisoformat("2026-11-21 09:00")
SECRET = "hunter2"


async def refusal(url: str) -> str:
    """The sentence that opening gives; one line, no password."""
    with pytest.raises(StoreUnavailable) as caught:
        await (await ClinicStore.open(url, today=NOW.date())).aclose()
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert SECRET not in sentence
    return sentence


@pytest.mark.check
@pytest.mark.parametrize(
    "url",
    ["", "clinic.db", f"mysql://u:{SECRET}@h/db", f"postgresql://u:{SECRET}@h:port/db", "redis://h", "://", "sqlite"],
)
async def test_a_broken_url_is_told_with_how_to_write_it(url: str) -> None:
    assert "sqlite:///path" in await refusal(url)


@pytest.mark.check
async def test_an_unknown_option_of_a_url_is_named() -> None:
    assert "unknown option, color" in await refusal(f"postgresql://u:{SECRET}@127.0.0.1/db?color=red")


@pytest.mark.check
async def test_a_server_that_is_not_there_is_named_by_its_place() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        told = await refusal(f"postgresql://u:{SECRET}@127.0.0.1:{port}/db")
    assert f"127.0.0.1:{port}/db does not answer" in told


@pytest.mark.check
async def test_a_server_that_accepts_and_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "CONNECT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        told = await refusal(f"postgresql://u:{SECRET}@127.0.0.1:{mute.getsockname()[1]}/db")
    assert "does not answer" in told


@pytest.mark.check
@pytest.mark.parametrize("place", ["/proc/clinic.db", "/proc/threadline/clinic.db", "/dev/null/clinic.db", "/proc"])
async def test_a_place_that_cannot_be_written_is_told(place: str) -> None:
    assert "make its folder writable" in await refusal(f"sqlite:///{place}")


@pytest.mark.check
async def test_a_read_only_file_is_told(sqlite_url: str, tmp_path: Path) -> None:
    await (await ClinicStore.open(sqlite_url, today=NOW.date())).aclose()
    store = await ClinicStore.open(f"sqlite:///file:{tmp_path}/clinic.db?mode=ro&uri=true", today=NOW.date())
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        await store.request_callback(patient_id=None, phone=None, summary="", urgent=True, key="a")
    assert len(await store.doctors()) == 8
    await store.aclose()


@pytest.mark.check
async def test_a_file_that_is_no_database_is_left_alone(sqlite_url: str, tmp_path: Path) -> None:
    letter = b"Dear reader, this is a letter and not a database at all. " * 40
    (tmp_path / "clinic.db").write_bytes(letter)
    assert "is no SQLite database" in await refusal(sqlite_url)
    assert (tmp_path / "clinic.db").read_bytes() == letter


@pytest.fixture
def full_disk() -> Iterator[None]:
    """Every SQLite file may grow to 40 pages and no further, with the error that a full disk gives."""

    def limit(connection: Any, _record: object) -> None:
        connection.cursor().execute("PRAGMA max_page_count = 40")

    event.listen(Pool, "connect", limit)
    yield
    event.remove(Pool, "connect", limit)


@pytest.mark.check
@pytest.mark.usefixtures("full_disk")
async def test_a_full_disk_is_told(sqlite_url: str) -> None:
    assert "is on a full disk; free some space" in await refusal(sqlite_url)


@pytest.mark.check
async def test_a_full_disk_at_the_start_leaves_a_database_that_works_once_there_is_space(
    sqlite_url: str, request: pytest.FixtureRequest
) -> None:
    def limit(connection: Any, _record: object) -> None:
        connection.cursor().execute("PRAGMA max_page_count = 60")

    event.listen(Pool, "connect", limit)
    try:
        await refusal(sqlite_url)
    finally:
        event.remove(Pool, "connect", limit)
    store = await ClinicStore.open(sqlite_url, today=NOW.date())
    assert len(await store.doctors()) == 8
    await store.aclose()


@pytest.mark.check
async def test_a_file_that_another_program_holds_is_told(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.1)
    await (await ClinicStore.open(sqlite_url, today=NOW.date())).aclose()
    holder = sqlite3.connect(tmp_path / "clinic.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert "is held by another program" in await refusal(sqlite_url)
    holder.execute("ROLLBACK")
    holder.close()
    await (await ClinicStore.open(sqlite_url, today=NOW.date())).aclose()


@pytest.mark.check
async def test_a_new_file_that_another_start_holds_for_a_moment_is_waited_for(sqlite_url: str, tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "clinic.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(0.2, holder.close)
    store = await ClinicStore.open(sqlite_url, today=NOW.date())
    assert len(await store.doctors()) == 8
    await store.aclose()


@pytest.mark.check
async def test_a_database_in_a_folder_that_is_not_there_yet_makes_it_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    await (await ClinicStore.open(f"sqlite:///{folder}/clinic.db", today=NOW.date())).aclose()
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "clinic.db").stat().st_mode & 0o077 == 0


@pytest.mark.postgres
async def test_a_wrong_password_is_told(server: Any) -> None:
    assert "refuses the user name or password" in await refusal(server.url("postgres", password=SECRET))


@pytest.mark.postgres
async def test_a_missing_database_is_told(server: Any) -> None:
    assert "has no database of that name" in await refusal(server.url("atlantis"))


@pytest.mark.postgres
async def test_a_server_that_goes_away_is_told_and_used_again_when_it_is_back(server: Any) -> None:
    store = await ClinicStore.open(await server.empty_database(), today=NOW.date())
    booked = await store.book(patient_id="1", slot_id=(await store.free_slots(after=NOW))[0].id, reason="", key="a")
    server.stop()
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="does not answer"):
            await store.appointments("1", after=NOW)
    server.start()
    assert await store.appointments("1", after=NOW) == [booked]
    await store.aclose()


@pytest.mark.postgres
async def test_a_user_without_the_right_to_make_tables_is_told(server: Any) -> None:
    url = await server.empty_database()
    owner = await asyncpg.connect(url)
    await owner.execute("CREATE ROLE reader LOGIN PASSWORD 'reader-word'")
    await owner.close()
    told = await refusal(f"postgresql://reader:reader-word@127.0.0.1:{server.port}/postgres")
    assert "does not allow this user to create" in told
    assert "reader-word" not in told

"""Opening the store reads and makes files in threads: LangGraph's development server refuses to wait for a disk."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graphs.clinic.store import ClinicStore, migrate

pytestmark = pytest.mark.check

TODAY = date(2026, 3, 2)
STORE = "graphs/clinic/store"
FILE_WORK = {"open", "os.mkdir", "os.listdir", "os.scandir"}
_watchers: list[Watch] = []


class Watch:
    """Notes file work in the store's own folders, or beside the database, that an event loop waits for."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.seen: list[tuple[str, str]] = []

    def note(self, event: str, path: str) -> None:
        ours = path.startswith(self.folder) or (STORE in path and not path.endswith((".py", ".pyc")))
        if (ours or (STORE in path and event == "os.listdir")) and _in_loop():
            self.seen.append((event, path))


def _in_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event in FILE_WORK and arguments and isinstance(arguments[0], str | Path):
        for watch in _watchers:
            watch.note(event, str(arguments[0]))


sys.addaudithook(_hook)


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    _watchers.append(Watch(tmp_path))
    yield _watchers[0]
    _watchers.clear()


async def test_a_new_database_is_made_migrated_and_seeded_without_blocking(tmp_path: Path, watch: Watch) -> None:
    store = await ClinicStore.open(f"sqlite+aiosqlite:///{tmp_path}/data/clinic.db", today=TODAY)
    await store.aclose()
    assert watch.seen == []


async def test_a_database_that_is_there_is_opened_without_blocking(tmp_path: Path, watch: Watch) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/clinic.db"
    await migrate(url)
    await (await ClinicStore.open(url, today=TODAY)).aclose()
    assert watch.seen == []


async def test_a_database_that_is_new_enough_starts_without_alembic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/clinic.db"
    await migrate(url)
    monkeypatch.setitem(sys.modules, "alembic.script", None)
    monkeypatch.setitem(sys.modules, "alembic.config", None)
    await migrate(url)

"""A clinic for one test: a seeded SQLite database of its own, a clock that stands still."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graphs.clinic.rules import RulesModel
from graphs.clinic.services import Services
from graphs.clinic.store import ClinicStore
from tests.calls.script import NOW
from tests.calls.talk import Talk


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file as it is after the first start."""
    path = tmp_path_factory.mktemp("seeded") / "clinic.db"
    asyncio.run(_seed(path))
    return path


async def _seed(path: Path) -> None:
    store = await ClinicStore.open(f"sqlite+aiosqlite:///{path}", today=NOW.date(), clock=lambda: NOW)
    await store.aclose()


@pytest.fixture
async def store(seeded: Path, tmp_path: Path) -> AsyncIterator[ClinicStore]:
    """A store that the test may change."""
    for part in seeded.parent.iterdir():
        shutil.copy(part, tmp_path / part.name)
    opened = await ClinicStore.open(
        f"sqlite+aiosqlite:///{tmp_path / seeded.name}", today=NOW.date(), clock=lambda: NOW
    )
    yield opened
    await opened.aclose()


@pytest.fixture
def services(store: ClinicStore) -> Services:
    """The store, the rule model, Monday the second of March, eight in the morning."""
    return Services(store=store, model=RulesModel(), clock=lambda: NOW)


@pytest.fixture
def talk(services: Services) -> Talk:
    """A new session in no particular language."""
    return Talk(services)

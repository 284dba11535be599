"""Shared by the provider tests."""

from __future__ import annotations

import logging
import shutil
import subprocess
import wave
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest
import structlog
from livekit import rtc

from tests.fakes.server import KEY, WRONG_KEY
from tests.fakes.talking import frames


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture(autouse=True)
def no_key_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    yield
    structlog.reset_defaults()
    assert KEY not in caplog.text
    assert WRONG_KEY not in caplog.text


@pytest.fixture(scope="session")
def flite(tmp_path_factory: pytest.TempPathFactory) -> list[rtc.AudioFrame]:
    """A caller's sentence by Debian's flite, 16 kHz, and a second of quiet."""
    if shutil.which("flite") is None:
        pytest.skip("flite is not installed")
    path = tmp_path_factory.mktemp("flite") / "caller.wav"
    words = "Book me in on Tuesday"
    subprocess.run(["flite", "-voice", "slt", "-t", words, "-o", str(path)], check=True)
    with wave.open(str(path)) as file:
        assert file.getframerate() == 16_000
        return frames(file.readframes(file.getnframes()) + bytes(32_000))

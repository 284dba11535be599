"""The keys stay out of what a process writes, also when a library puts one into an exception."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator

import aiohttp
import pytest
import structlog

from app.logs import configure_logs
from tests.fakes.deepgram import FakeDeepgram
from tests.fakes.server import KEY, WRONG_KEY

pytestmark = pytest.mark.check


@pytest.fixture
def no_key_is_logged() -> None:
    """These tests log one on purpose."""


@pytest.fixture(params=[False, True], ids=["for people", "as JSON"])
def written(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a process with Threadline's logs writes to standard error."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logs("debug", as_json=request.param, secrets=[KEY, WRONG_KEY])
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


async def _handshake_error() -> aiohttp.WSServerHandshakeError:
    async with FakeDeepgram("503") as fake, aiohttp.ClientSession() as http:
        url = f"{fake.url}/v1/listen?model=nova-3&encoding=linear16&sample_rate=16000"
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(url, headers={"Authorization": f"Token {KEY}"})
    return refused.value


async def test_an_exception_whose_repr_holds_the_key_is_written_without_it(written: io.StringIO) -> None:
    error = await _handshake_error()
    assert KEY in repr(error), "aiohttp has mended this; the rest of the test proves nothing any more"
    logging.getLogger("livekit.plugins.deepgram").error("connection failed %r", error, exc_info=error)
    log = structlog.stdlib.get_logger("voice")
    log.warning("a recogniser failed", error=error, exc_info=error)
    log.warning("a recogniser failed", header=f"Token {WRONG_KEY}")
    assert written.getvalue().count(" failed") >= 3
    assert KEY not in written.getvalue()
    assert WRONG_KEY not in written.getvalue()

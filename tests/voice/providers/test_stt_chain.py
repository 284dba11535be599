"""Recognisers behind one another, on the wire: whatever the first does, the caller's words arrive within 5 s."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from tests.fakes.deepgram import FakeDeepgram
from tests.fakes.server import KEY, WRONG_KEY
from tests.fakes.talking import Settings, hear, speak, words
from tests.fakes.waiting import until
from voice.speech.providers import make_stt
from voice.speech.stt_chain import EarChanged, SttChain, Verdict

FIRST = "deepgram:nova-3"


class Line:
    """A chain over two fakes and what it told."""

    def __init__(self, ears: list[Any], **terms: float) -> None:
        self.ears = ears
        self.chain = chain = SttChain(ears, **terms)
        self.changes: list[EarChanged] = []
        self.verdicts: list[Verdict] = []
        chain.on("ear_changed", self.changes.append)
        chain.on("verdict", self.verdicts.append)


@asynccontextmanager
async def line(
    first: FakeDeepgram, second: FakeDeepgram | None = None, *, spec: str = FIRST, key: str = KEY, **terms: Any
) -> AsyncIterator[Line]:
    async with aiohttp.ClientSession() as http:
        fakes = [(first, spec, key)] + ([(second, FIRST, KEY)] if second else [])
        ears = [
            make_stt(
                name, Settings(deepgram_base_url=fake.url, deepgram_api_key=a_key), http_session=http, language="en"
            )
            for fake, name, a_key in fakes
        ]
        call = Line(ears, **{"connect_seconds": 0.5, "verdict_seconds": 1.0, "rest_seconds": 0.1, **terms})
        yield call
        await call.chain.aclose()


def _ear(fake: FakeDeepgram, spec: str, key: str, http: aiohttp.ClientSession) -> Any:
    settings = Settings(deepgram_base_url=fake.url, deepgram_api_key=key)
    return make_stt(spec, settings, http_session=http, language="en")


@pytest.mark.parametrize("spec", [FIRST, "deepgram:flux-general-en"])
@pytest.mark.parametrize("behaviour", ["401", "429", "503", "hang", "1011", "cut"])
async def test_the_backup_hears_the_very_words_that_the_first_missed(spec: str, behaviour: str) -> None:
    async with (
        FakeDeepgram(behaviour) as first,
        FakeDeepgram(heard=["tuesday at nine", "ten"]) as second,
        line(first, second, spec=spec) as call,
        call.chain.stream() as stream,
    ):
        heard = await hear(stream)
        assert heard.text == "tuesday at nine"
        assert heard.seconds < 2
        assert (await hear(stream)).text == "ten"
        assert call.changes[0].has_next


async def test_a_wrong_key_in_mid_call_is_left_for_the_backup_and_never_logged() -> None:
    async with (
        FakeDeepgram() as first,
        FakeDeepgram() as second,
        line(first, second, key=WRONG_KEY) as call,
        call.chain.stream() as stream,
    ):
        assert (await hear(stream)).text == "hello there"
        assert call.changes[0].cause == "status 401"


@pytest.mark.parametrize(("spec", "behaviour"), [(FIRST, "mute"), ("deepgram:flux-general-en", "error")])
async def test_a_second_opinion_finds_a_deaf_recogniser_and_nothing_has_to_be_said_twice(
    spec: str, behaviour: str
) -> None:
    async with (
        FakeDeepgram(behaviour) as first,
        FakeDeepgram() as second,
        line(first, second, spec=spec) as call,
        call.chain.stream() as stream,
    ):
        speak(stream)
        await until(lambda: first.connections)
        assert call.chain.second_opinion()
        assert await words(stream) == "hello there"
        assert call.verdicts == [Verdict(was_deaf=True)]


async def test_noise_does_not_cost_the_recogniser_its_place() -> None:
    async with (
        FakeDeepgram() as first,
        FakeDeepgram("empty") as second,
        line(first, second, verdict_seconds=0.3) as call,
        call.chain.stream() as stream,
    ):
        await until(lambda: first.connections)
        assert call.chain.second_opinion()
        await until(lambda: call.verdicts)
        assert call.verdicts == [Verdict(was_deaf=False)]
        assert (await hear(stream)).text == "hello there"
        assert call.changes == []


async def test_a_sole_recogniser_that_went_deaf_is_connected_afresh_and_hears_the_words_again() -> None:
    async with FakeDeepgram("mute", "ok") as only, line(only) as call, call.chain.stream() as stream:
        speak(stream)
        await until(lambda: only.connections == 1)
        assert not call.chain.second_opinion()
        assert await words(stream) == "hello there"


@pytest.mark.parametrize("behaviour", ["503", "hang", "1011", "cut"])
async def test_a_sole_recogniser_is_tried_until_it_is_back_and_the_words_are_not_lost(behaviour: str) -> None:
    async with (
        FakeDeepgram(behaviour, behaviour, "ok") as only,
        line(only, connect_seconds=0.3) as call,
        call.chain.stream() as stream,
    ):
        assert (await hear(stream)).text == "hello there"
        assert [change.has_next for change in call.changes] == [False, False]


async def test_a_recogniser_that_is_well_again_takes_over_between_two_utterances() -> None:
    async with (
        FakeDeepgram("503", "ok") as first,
        FakeDeepgram(heard=["second ear"]) as second,
        line(first, second) as call,
        call.chain.stream() as stream,
    ):
        assert (await hear(stream)).text == "second ear"
        await until(lambda: call.chain.current is call.ears[0])
        assert (await hear(stream)).text == "second ear"
        assert (await hear(stream)).text == "hello there"


async def test_closing_leaves_no_connection_and_no_task() -> None:
    async with FakeDeepgram("hang") as first, FakeDeepgram() as second, line(first, second) as call:
        before = asyncio.all_tasks()
        async with call.chain.stream() as stream:
            await hear(stream)
        await call.chain.aclose()
        await until(lambda: not second.open_now)
        await until(lambda: not {task for task in asyncio.all_tasks() - before if "RequestHandler" not in repr(task)})

"""Every scripted call, by text, on the graph in memory with a real store."""

from __future__ import annotations

import re

import pytest

from graphs.clinic.services import Services
from graphs.clinic.store import ClinicStore
from tests.calls.script import Script, check_end, check_reply, prepare, scripts
from tests.calls.talk import Talk

MOST_WORDS = 40
NOT_SPEAKABLE = re.compile(r"[0-9*#_`$%&@\[\]{}<>/\\|=+]|https?:")


@pytest.mark.parametrize("script", scripts("text"), ids=lambda script: script.path.stem)
async def test_a_scripted_call_ends_as_it_should(script: Script, services: Services, store: ClinicStore) -> None:
    talk = Talk(services, language=script.language)
    await prepare(store, script.setup, "setup")
    await talk.open()
    for number, step in enumerate(script.steps):
        await prepare(store, step.meanwhile, f"meanwhile-{number}")
        reply = await _take(talk, step.say, resume=step.resume)
        check_reply(step, reply, await talk.specialist())
    await check_end(script, store, await talk.state())
    for reply in talk.replies:
        assert reply, "nobody is left in silence"
        assert len(reply.split()) <= MOST_WORDS, reply
        assert not NOT_SPEAKABLE.search(reply), reply


async def _take(talk: Talk, words: str, *, resume: bool) -> str:
    if resume:
        talk.restart()
        return await talk.open()
    return await talk.say(words)

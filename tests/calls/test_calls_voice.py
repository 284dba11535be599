"""Scripted calls by voice: flite speaks, the embedded engines hear and answer, a real AgentSession in real time."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio
from livekit.agents.voice.io import PlaybackStartedEvent

from graphs.checkpoints import RedisSaver
from graphs.clinic.services import Services, configure
from graphs.clinic.store import ClinicStore
from graphs.conversation import Conversation, Conversations
from graphs.registry import Registry
from graphs.sessions import SessionStore
from tests.calls.script import Script, Step, check_end, check_reply, prepare, scripts
from voice.audio import PacedAudioInput, PacedOutput
from voice.session import Call, CallHooks
from voice.speech.engines import Speech
from voice.speech.settings import SpeechSettings
from voice.turn import TurnRecord
from voice.wav import blocks

FLITE = shutil.which("flite")
LANGGRAPH = Path(__file__).parents[2] / "langgraph.json"
RATE = 16_000
REPLY_SECONDS = 40.0
QUIET_SECONDS = 0.3
MANNERS = (("-voice", "slt"), ("-voice", "slt", "--setf", "duration_stretch=1.25"), ("-voice", "rms"))
# a caller who is asked again says it slower, then lets somebody else say it
DAILY = {"booking", "emergency", "talks_over"}
# spoken in `make test`; the others in `make test-slow`

pytestmark = [
    pytest.mark.voice,
    pytest.mark.timeout(300),
    pytest.mark.skipif(FLITE is None, reason="flite is not installed (Debian: apt install flite)"),
]


@pytest.fixture
async def speech() -> AsyncIterator[Speech]:
    engines = Speech(SpeechSettings(stt="moonshine", tts="piper"))
    await engines.load()
    yield engines
    await engines.aclose()


@dataclass
class VoiceTalk:
    """A caller on the line: speaks a step, waits for the reply, knows what was said."""

    conversations: Conversations
    speech: Speech
    folder: Path
    session: str
    turns: list[TurnRecord] = field(default_factory=list)
    sounding: asyncio.Event = field(default_factory=asyncio.Event)
    # set while a reply that began after the caller's last words can be heard
    state: dict[str, Any] = field(default_factory=dict)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Call]:
        self.conversation: Conversation = await self.conversations.open(self.session)
        self.microphone = PacedAudioInput(sample_rate=RATE)
        loudspeaker = PacedOutput(sample_rate=24_000)
        loudspeaker.on("playback_started", self._sounds)
        hooks = CallHooks(on_turn=self.turns.append, on_event=self._note)
        try:
            async with Call(self.conversation, self.microphone, loudspeaker, self.speech, hooks=hooks) as call:
                self.call = call
                await self.until_answered(0 if not self.turns else len(self.turns))
                yield call
        finally:
            await loudspeaker.aclose()

    def _sounds(self, _: PlaybackStartedEvent) -> None:
        self.sounding.set()

    def _note(self, event: Any) -> None:
        if event.type == "turn.finished":
            self.state |= event.data

    async def speak(self, words: str, *manner: str) -> None:
        """Say it; `manner` is flite's: a voice, a pace."""
        path = self.folder / f"{abs(hash((words, manner)))}.wav"
        await asyncio.to_thread(subprocess.run, [FLITE, *manner, "-t", words, "-o", str(path)], check=True)
        self.sounding.clear()
        await self.microphone.play(blocks(path, RATE))

    async def until_answered(self, before: int) -> None:
        """Until another turn than the first `before` has ended and both sides are quiet, or the call is over."""
        async with asyncio.timeout(REPLY_SECONDS):
            while not self.call.ended.is_set():
                quiet = self.call.is_quiet and len(self.turns) > before
                await asyncio.sleep(QUIET_SECONDS)
                if quiet and self.call.is_quiet:
                    return

    def reply_since(self, before: int) -> str:
        return " ".join(turn.reply for turn in self.turns[before:])

    def transcript(self) -> str:
        return json.dumps([(turn.transcript, turn.reply, turn.heard) for turn in self.turns], indent=1)


def by_voice() -> list[Any]:
    return [
        pytest.param(script, id=script.path.stem, marks=[] if script.path.stem in DAILY else pytest.mark.slow)
        for script in scripts("voice")
    ]


@pytest.mark.parametrize("script", by_voice())
async def test_a_scripted_call_by_voice_ends_as_it_should(
    script: Script,
    services: Services,
    store: ClinicStore,
    speech: Speech,
    redis_client: redis.asyncio.Redis,
    tmp_path: Path,
) -> None:
    configure(services)
    sessions, saver = SessionStore(redis_client), RedisSaver(redis_client)
    session, _ = await sessions.create(graph="clinic", language=script.language)
    await prepare(store, script.setup, "setup")
    conversations = Conversations(sessions, saver, Registry(LANGGRAPH))
    talk = VoiceTalk(conversations, speech, tmp_path, session.id)
    try:
        for steps in _calls(script.steps):
            async with talk.connected():
                for number, step in enumerate(steps):
                    await prepare(store, step.meanwhile, f"meanwhile-{number}")
                    cut_in = steps[number + 1].barge_in_after_seconds if number + 1 < len(steps) else None
                    await _take(talk, step, cut_in)
            talk.conversations = Conversations(sessions, saver, Registry(LANGGRAPH))
        await check_end(script, store, talk.state | {"specialist": talk.conversation.session.specialist})
    except AssertionError as error:
        raise AssertionError(f"{error}\n{talk.transcript()}") from error
    finally:
        await conversations.aclose()
        await talk.conversation.outbox.flush()
        configure(None)


def _calls(steps: tuple[Step, ...]) -> list[list[Step]]:
    """The steps of each call: one more begins where the script resumes the session."""
    calls: list[list[Step]] = [[]]
    for step in steps:
        if step.resume:
            calls.append([])
        else:
            calls[-1].append(step)
    return calls


async def _take(talk: VoiceTalk, step: Step, cut_in_after_seconds: float | None) -> None:
    """Speak one step; when the next one cuts in, only until the agent has sounded so long."""
    if step.silence_seconds:
        await asyncio.sleep(step.silence_seconds)
        return
    if cut_in_after_seconds is not None:
        await talk.speak(step.say, *MANNERS[0])
        async with asyncio.timeout(REPLY_SECONDS):
            await talk.sounding.wait()
        await asyncio.sleep(cut_in_after_seconds)
        return
    for manner in MANNERS:
        before = len(talk.turns)
        await talk.speak(step.say, *manner)
        await talk.until_answered(before)
        try:
            check_reply(step, talk.reply_since(before), talk.conversation.session.specialist)
        except AssertionError:
            if talk.call.ended.is_set() or manner is MANNERS[-1]:
                raise
        else:
            return

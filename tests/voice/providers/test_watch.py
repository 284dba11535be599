"""The watch beside a session without chains: it changes parts and says one word."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from livekit import rtc
from livekit.agents import APIStatusError, ErrorEvent, UserTranscriptionTimeoutEvent
from livekit.agents.stt import STTError
from livekit.agents.tts import TTSError

from tests.fakes.server import KEY
from tests.fakes.waiting import until
from voice.watch import WORDS, CallWatch

pytestmark = pytest.mark.check


class FakeSession(rtc.EventEmitter[str]):
    """What the watch uses of an AgentSession; complains when parts are changed after the end."""

    def __init__(self) -> None:
        super().__init__()
        self.stt = self.tts = None
        self.changes: list[dict[str, Any]] = []
        self.interrupted = 0
        self.running = True
        self.current_agent = SimpleNamespace(update_options=self._change)

    def _change(self, **parts: Any) -> None:
        assert self.running, "changed after its end"
        self.changes.append(parts)

    async def interrupt(self, *, force: bool) -> None:
        self.interrupted += 1


class Beside:
    """A watch and what it did."""

    def __init__(self, **options: Any) -> None:
        self.session = FakeSession()
        self.said: list[str] = []
        self.watch = CallWatch(self.session, say=self.said.append, **options)  # type: ignore[arg-type]
        self.watch.attach()

    def no_words(self, speech_seconds: float = 1.0) -> None:
        event = UserTranscriptionTimeoutEvent(speech_duration=speech_seconds, vad_speech_started_at=0.0)
        self.session.emit("user_transcription_timeout", event)

    def error(self, kind: type[Any], *, recoverable: bool = False) -> None:
        error = kind(
            timestamp=0.0, label="deepgram", error=APIStatusError(KEY, status_code=401), recoverable=recoverable
        )
        self.session.emit("error", ErrorEvent(error=error, source=None))

    def state(self, new_state: str) -> None:
        self.session.emit("agent_state_changed", SimpleNamespace(new_state=new_state))


async def test_a_mute_recogniser_is_replaced_once_and_the_caller_is_asked_again() -> None:
    call = Beside(backup_stt="backup")
    call.no_words()
    call.no_words()
    assert call.session.changes == [{"stt": "backup"}]
    assert call.said == [WORDS["en"]["not_heard"]]


async def test_a_cough_is_not_asked_about() -> None:
    call = Beside()
    call.no_words(speech_seconds=0.2)
    assert call.said == []


@pytest.mark.parametrize(
    ("kind", "part", "trouble"), [(STTError, "stt", "hard_to_hear"), (TTSError, "tts", "lost_reply")]
)
async def test_an_error_that_stays_costs_one_apology_and_the_backup_takes_over(
    kind: Any, part: str, trouble: str
) -> None:
    call = Beside(backup_stt="other ear", backup_tts="other voice", language=lambda: "es-MX")
    call.error(kind, recoverable=True)
    assert call.said == []
    for _ in range(3):
        call.error(kind)
    assert call.session.changes == [{part: {"stt": "other ear", "tts": "other voice"}[part]}]
    assert call.said == [WORDS["es"][trouble]]


async def test_a_turn_without_a_sound_is_given_up_and_one_with_a_sound_is_not() -> None:
    call = Beside(patience_seconds=0.05)
    call.state("thinking")
    call.state("speaking")
    call.state("listening")
    call.state("thinking")
    await until(lambda: call.said)
    assert call.session.interrupted == 1
    assert call.said == [WORDS["en"]["too_long"]]


async def test_after_its_end_the_watch_does_nothing() -> None:
    call = Beside(backup_stt="backup", patience_seconds=0.01)
    call.state("thinking")
    await call.watch.aclose()
    call.session.running = False
    call.no_words()
    call.error(STTError)
    await asyncio.sleep(0)
    assert call.said == []


async def test_a_session_that_closes_while_it_is_told_does_not_raise() -> None:
    def too_late(text: str) -> None:
        raise RuntimeError("AgentSession isn't running")

    session = FakeSession()
    watch = CallWatch(session, say=too_late)  # type: ignore[arg-type]
    watch.attach()
    session.emit(
        "user_transcription_timeout", UserTranscriptionTimeoutEvent(speech_duration=1.0, vad_speech_started_at=0)
    )
    await watch.aclose()


def test_both_languages_say_the_same_things() -> None:
    assert WORDS["en"].keys() == WORDS["es"].keys()

"""The watch beside a session without chains: it changes parts and says one word."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import pytest
from livekit import rtc
from livekit.agents import APIStatusError, ErrorEvent, UserTranscriptionTimeoutEvent
from livekit.agents.stt import STTError
from livekit.agents.tts import TTSError

from tests.fakes.server import KEY
from tests.fakes.waiting import until
from voice.speech.stt_chain import EarChanged, SttChain, Verdict
from voice.watch import WORDS, CallWatch

pytestmark = pytest.mark.check


class FakeSession(rtc.EventEmitter[str]):
    """What the watch uses of an AgentSession; complains when parts are changed after the end."""

    def __init__(self, chain: SttChain | None = None) -> None:
        super().__init__()
        self.stt, self.tts = chain, None
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

    def __init__(self, chain: SttChain | None = None, **options: Any) -> None:
        self.session = FakeSession(chain)
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

    def caller(self, old_state: str, new_state: str) -> None:
        self.session.emit("user_state_changed", SimpleNamespace(old_state=old_state, new_state=new_state))

    def state(self, new_state: str) -> None:
        self.session.emit("agent_state_changed", SimpleNamespace(new_state=new_state))


async def test_a_mute_recogniser_is_replaced_once_and_the_caller_is_asked_again() -> None:
    call = Beside(backup_stt="backup")
    call.no_words()
    call.no_words()
    assert call.session.changes == [{"stt": "backup"}]
    assert call.said == [WORDS["en"]["not_heard"]]


class FakeChain(SttChain):
    """Counts what it is asked."""

    gives_interim_words = True

    def __init__(self, *, has_other: bool) -> None:
        rtc.EventEmitter.__init__(self)
        self.words_at = self.final_at = 0.0
        self.opinions = 0
        self._has_other = has_other

    def second_opinion(self) -> bool:
        self.opinions += 1
        return self._has_other


async def test_speech_without_words_gets_a_second_opinion_and_noise_costs_no_question() -> None:
    chain = FakeChain(has_other=True)
    call = Beside(chain, deaf_seconds=0.01)
    call.caller("listening", "speaking")
    call.caller("speaking", "listening")
    await until(lambda: chain.opinions)
    chain.emit("verdict", Verdict(was_deaf=False))
    assert call.said == []


async def test_final_words_that_came_in_time_get_no_second_opinion() -> None:
    chain = FakeChain(has_other=True)
    call = Beside(chain, deaf_seconds=0.0)
    call.caller("listening", "speaking")
    chain.words_at = chain.final_at = time.monotonic() + 1.0
    call.caller("speaking", "listening")
    await asyncio.sleep(0.01)
    assert chain.opinions == 0


async def test_provisional_words_that_never_become_final_get_a_second_opinion_later() -> None:
    chain = FakeChain(has_other=True)
    call = Beside(chain, deaf_seconds=0.0, final_seconds=0.2)
    call.caller("listening", "speaking")
    chain.words_at = time.monotonic() + 1.0
    call.caller("speaking", "listening")
    ended = time.monotonic()
    await until(lambda: chain.opinions)
    assert 0.1 < time.monotonic() - ended < 0.5


async def test_when_nobody_hears_any_more_the_caller_is_told_once() -> None:
    chain = FakeChain(has_other=False)
    call = Beside(chain)
    for _ in range(3):
        chain.emit("ear_changed", EarChanged("deepgram", "status 503", has_next=False))
    assert call.said == [WORDS["en"]["hard_to_hear"]]


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

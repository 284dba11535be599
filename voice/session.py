"""A call: one person connected to one conversation, through a real AgentSession, whatever carries the sound."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import structlog
from livekit.agents import (
    AgentStateChangedEvent,
    CloseEvent,
    TurnHandlingOptions,
    UserInputTranscribedEvent,
    UserStateChangedEvent,
    stt,
    tts,
    vad,
)
from livekit.agents.voice import AgentSession, SpeechHandle, io
from uuid_utils.compat import uuid7

from graphs.events import Event
from voice.audio import ReplyOutput
from voice.backchannel import means_go_on
from voice.llm import GraphAgent
from voice.silence import Silence, SilenceSettings
from voice.turn import SpokenTurn, TurnRecord
from voice.watch import CallWatch
from voice.wording import last_question, wording

if TYPE_CHECKING:
    from graphs.conversation import Conversation

log = structlog.get_logger(__name__)


class SpeechParts(Protocol):
    """Where a call gets its engines; `voice.speech.Speech` is one."""

    def stt(self) -> stt.STT[Any]: ...
    def tts(self) -> tts.TTS[Any]: ...
    def vad(self) -> vad.VAD: ...
    @property
    def turn_handling(self) -> TurnHandlingOptions:
        """What this STT needs to be different from `CallSettings`; usually nothing."""
        ...


@dataclass(frozen=True)
class CallSettings:
    """How a call takes turns."""

    silence_seconds: float = 0.4
    # of quiet after which the caller's turn is over; the voice detector adds about 0.05
    interruption_seconds: float = 0.5
    # of speech over the agent's that stop it
    resume_seconds: float = 0.8
    # after an interruption without words the agent goes on
    early_voice: bool = True
    # synthesise a reply before the caller's turn is confirmed
    transcription_seconds: float = 4.0
    # without words after speech until LiveKit tells `user_transcription_timeout`
    silence: SilenceSettings = field(default_factory=SilenceSettings)


@dataclass(frozen=True)
class CallHooks:
    """What the one who carries the call wants to be told; called on the event loop, must not block."""

    on_event: Callable[[Event], None] | None = None
    # events of accepted turns, in order, and "reply.finished" without a turn for words said aside
    on_transcript: Callable[[str, bool], None] | None = None
    # what was understood so far of the present turn; True: final
    on_state: Callable[[str], None] | None = None
    # "listening" | "thinking" | "speaking": the agent's
    on_turn: Callable[[TurnRecord], None] | None = None
    # every turn that has ended


@dataclass(frozen=True)
class CallSummary:
    """What happened in a call."""

    call: str
    turns: tuple[TurnRecord, ...]
    reason: str
    # why it ended: "goodbye", "silence", "hung_up", "error", or what `hang_up` was given
    seconds: float


class Call:
    """One call. `async with` connects and greets, `ended` tells when it is over, leaving it hangs up."""

    def __init__(
        self,
        conversation: Conversation,
        audio_in: io.AudioInput | None,
        audio_out: io.AudioOutput | None,
        speech: SpeechParts,
        *,
        hooks: CallHooks | None = None,
        greet: bool = True,
        call_id: str | None = None,
        settings: CallSettings | None = None,
        start: dict[str, Any] | None = None,
    ) -> None:
        """`start` goes to `AgentSession.start` (a LiveKit room carries its own sound: no audio_in, audio_out)."""
        self.id = call_id or str(uuid7())
        self.ended = asyncio.Event()
        self.conversation = conversation
        self.settings = settings or CallSettings()
        self._hooks = hooks or CallHooks()
        self._audio_in, self._audio_out = audio_in, audio_out
        self._speech = speech
        self._greet = greet
        self._start_options = start or {}
        self._turns: list[TurnRecord] = []
        self._reason = "hung_up"
        self._began = time.monotonic()
        self._last_heard = ""

    # ---- life

    async def __aenter__(self) -> Call:
        self._stt, self._tts = self._speech.stt(), self._speech.tts()
        self.agent = GraphAgent(
            self.conversation,
            on_event=self._on_event,
            on_turn=self._on_turn,
            goes_on=self._goes_on,
            speak_as=self._speak_as,
        )
        self.session = self._session()
        self.silence = Silence(self.settings.silence, self._on_silence)
        # counts; who plays a caller that only speaks at times holds it
        self._watch = CallWatch(
            self.session, say=self._say_trouble, language=lambda: self.conversation.session.language
        )
        self._listen()
        await self.conversation.call_connected(self.id, "voice")
        try:
            await self.session.start(self.agent, **self._start_options)
        except BaseException:
            await self.__aexit__()
            raise
        self.conversation.speaker = self.agent.speak
        if self._greet:
            self.agent.speak(self.conversation.open_call(modality="voice"))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.silence.stop()
        self.ended.set()
        if self.conversation.speaker == self.agent.speak:
            self.conversation.speaker = None
        await self._watch.aclose()
        await self.session.aclose()
        await self.agent.aclose()
        await self._stt.aclose()
        await self._tts.aclose()
        await self.conversation.call_disconnected(self.id, self._reason)

    def hang_up(self, reason: str = "hung_up") -> None:
        """End the call now."""
        if not self.ended.is_set():
            self._reason = reason
            self.ended.set()

    def summary(self) -> CallSummary:
        """What happened so far."""
        return CallSummary(self.id, tuple(self._turns), self._reason, time.monotonic() - self._began)

    async def say_typed(self, text: str) -> SpeechHandle:
        """Take words that the caller typed, as if they had been spoken."""
        self.silence.answered()
        return await self.agent.hear_typed(text)

    @property
    def is_quiet(self) -> bool:
        """True while neither side speaks, thinks or has a turn under way."""
        quiet = self.session.agent_state == "listening" and self.session.user_state == "listening"
        return quiet and not self.agent.is_replying and self.session.current_speech is None

    # ---- the session

    def _session(self) -> AgentSession[Any]:
        settings = self.settings
        session: AgentSession[Any] = AgentSession(
            stt=self._stt,
            tts=self._tts,
            vad=self._speech.vad(),
            turn_handling=turn_handling(settings) | self._speech.turn_handling,
            aec_warmup_duration=None,
            user_away_timeout=None,
            transcription_timeout=settings.transcription_seconds,
            session_close_transcript_timeout=0.2,
        )
        if self._audio_in is not None:
            session.input.audio = self._audio_in
        if self._audio_out is not None:
            session.output.audio = self._audio_out
        if isinstance(self._audio_out, ReplyOutput):
            session.output.transcription = self._audio_out.transcription
        return session

    def _listen(self) -> None:
        self.agent.attach(self.session)
        self._watch.attach()
        self.session.on("agent_state_changed", self._on_agent_state)
        self.session.on("user_state_changed", self._on_user_state)
        self.session.on("user_input_transcribed", self._on_transcribed)
        self.session.on("close", self._on_close)
        if self._audio_out is not None:
            self._audio_out.on("playback_started", self._on_playback_started)

    # ---- what happens

    def _on_event(self, event: Event) -> None:
        if event.type == "turn.finished":
            self._speak_as(event.data)
        if self._hooks.on_event:
            self._hooks.on_event(event)

    def _speak_as(self, data: Mapping[str, Any]) -> None:
        """Change the voice for what is said from now on, where the engine can."""
        if (language := data.get("language")) and hasattr(self._tts, "language"):
            self._tts.language = language
        if (rate := data.get("speech_rate")) and hasattr(self._tts, "rate"):
            self._tts.rate = rate

    def _on_turn(self, turn: SpokenTurn) -> None:
        record = turn.record()
        self._turns.append(record)
        self._last_heard = record.heard or self._last_heard
        if self._hooks.on_turn:
            self._hooks.on_turn(record)
        if turn.digest.get("end_call") and not turn.interrupted:
            self.hang_up("goodbye")

    def _on_playback_started(self, _: io.PlaybackStartedEvent) -> None:
        if (turn := self.agent.speaking_turn) is not None and turn.marks.first_sound is None:
            turn.marks.first_sound = time.monotonic()

    def _on_agent_state(self, event: AgentStateChangedEvent) -> None:
        if self._hooks.on_state and event.new_state in ("listening", "thinking", "speaking"):
            self._hooks.on_state(event.new_state)
        self._watch_silence()

    def _on_user_state(self, event: UserStateChangedEvent) -> None:
        self._watch_silence()

    def _watch_silence(self) -> None:
        if self.session.agent_state == "listening" and self.session.user_state == "listening":
            self.silence.quiet()
        else:
            self.silence.stop()

    def _on_transcribed(self, event: UserInputTranscribedEvent) -> None:
        if event.transcript:
            self.silence.answered()
        if self._hooks.on_transcript:
            self._hooks.on_transcript(event.transcript, event.is_final)

    def _on_close(self, event: CloseEvent) -> None:
        self.hang_up("error" if event.error else "hung_up")

    def _goes_on(self, text: str) -> bool:
        out = self._audio_out
        return (
            isinstance(out, ReplyOutput) and out.is_open and means_go_on(text, agent_seconds_left=out.remaining_seconds)
        )

    # ---- what is said aside: told by the journal, not kept in the thread

    def _say_trouble(self, words: str) -> None:
        """For the watch, which cannot know that words without a transcript were ours to ignore."""
        since = time.monotonic() - self.agent.went_on_at
        if since > self.settings.transcription_seconds + 2.0:
            self._say_aside(words)

    def _language(self) -> str | None:
        return self.conversation.session.language

    def _say_aside(self, words: str) -> SpeechHandle:
        speech = self.session.say(words, add_to_chat_ctx=False)
        self.conversation.said_aside(words)
        data = {"text": words, "message_id": None, "node": None}
        self._on_event(Event("reply.finished", self.conversation.session.id, None, data, at=time.time()))
        return speech

    def _on_silence(self, step: int) -> None:
        language = self._language()
        is_last = step + 1 == len(self.settings.silence.steps_seconds)
        question = last_question(self._last_heard) if step == 0 else None
        words = wording("goodbye", language) if is_last else question or wording("are_you_there", language)
        speech = self._say_aside(words)
        if is_last:
            speech.add_done_callback(lambda done: None if done.interrupted else self.hang_up("silence"))


def turn_handling(settings: CallSettings) -> TurnHandlingOptions:
    """LiveKit's options for these settings."""
    return {
        "turn_detection": "vad",
        "endpointing": {"mode": "fixed", "min_delay": settings.silence_seconds, "max_delay": 3.0},
        "interruption": {
            "mode": "vad",
            "min_duration": settings.interruption_seconds,
            "false_interruption_timeout": settings.resume_seconds,
            "resume_false_interruption": True,
        },
        "preemptive_generation": {
            "enabled": True,
            "preemptive_tts": settings.early_voice,
            "max_speech_duration": 30.0,
            "max_retries": 5,
        },
    }


async def run_call(
    conversation: Conversation,
    audio_in: io.AudioInput | None,
    audio_out: io.AudioOutput | None,
    speech: SpeechParts,
    *,
    on_event: Callable[[Event], None] | None = None,
    greet: bool = True,
    call_id: str | None = None,
    settings: CallSettings | None = None,
    start: dict[str, Any] | None = None,
) -> CallSummary:
    """Hold a call until somebody ends it. Raises what opening it raises: StoreUnavailable, SessionNotFound."""
    call = Call(
        conversation,
        audio_in,
        audio_out,
        speech,
        hooks=CallHooks(on_event=on_event),
        greet=greet,
        call_id=call_id,
        settings=settings,
        start=start,
    )
    async with call:
        await call.ended.wait()
    return call.summary()

"""Moonshine as a streaming STT of LiveKit: one for a call, over the process's one model."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from livekit import rtc
from livekit.agents import LanguageCode, stt, utils, vad
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr
from livekit.agents.utils import AudioBuffer
from numpy.typing import NDArray

from voice.speech.moonshine import Moonshine
from voice.speech.utterance import SAMPLE_RATE, Utterance

INTERIM_SECONDS = 0.3
# at least between two interim transcripts of an utterance
INTERIM_SHARE = 4.0
# and at least so many times what the last one cost
EARLY_SILENCE_SECONDS = 0.15
# after so much silence the final transcript is prepared
LONG_SECONDS = 12.0
# from here on any such pause cuts the utterance
MAX_SECONDS = 20.0
# of one utterance; a longer one is cut in the middle of speech


class MoonshineSTT(stt.STT[Any]):
    """One call's recogniser over the shared model; `vad` finds the utterances."""

    def __init__(self, model: Moonshine, voice_detector: vad.VAD) -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=True))
        self._model = model
        self._vad = voice_detector
        self._streams: set[MoonshineStream] = set()

    @property
    def model(self) -> str:
        return "moonshine"

    @property
    def provider(self) -> str:
        return "embedded"

    async def _recognize_impl(
        self, buffer: AudioBuffer, *, language: NotGivenOr[str] = NOT_GIVEN, conn_options: APIConnectOptions
    ) -> stt.SpeechEvent:
        text = await self._model.transcribe(_samples_of(buffer))
        return _event(stt.SpeechEventType.FINAL_TRANSCRIPT, text)

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> MoonshineStream:
        stream = MoonshineStream(self, self._model, self._vad, conn_options)
        self._streams.add(stream)
        return stream

    async def aclose(self) -> None:
        """Close this call's streams; the model stays."""
        for stream in list(self._streams):
            await stream.aclose()


class _Kind(IntEnum):
    INTERIM = 0
    EARLY = 1
    FINAL = 2


@dataclass(slots=True)
class _Request:
    """A snapshot of an utterance that is to be transcribed."""

    kind: _Kind
    utterance: Utterance
    audio: NDArray[np.float32]
    spoken_until: int
    seconds: float


class MoonshineStream(stt.RecognizeStream):
    """Interim transcripts while speech lasts, a preflight one in its first silence, the final one at its end."""

    def __init__(
        self, owner: MoonshineSTT, model: Moonshine, voice_detector: vad.VAD, conn_options: APIConnectOptions
    ) -> None:
        self._model = model
        self._vad = voice_detector
        self._owner = owner
        self._utterance: Utterance | None = None
        self._requests: utils.aio.Chan[_Request] = utils.aio.Chan()
        self._asked_until = 0
        self._asked_at = 0.0
        self._cost_seconds = 0.0
        self._known: tuple[Utterance, int, str] | None = None
        # utterance, its spoken_until and the text of its latest transcript
        super().__init__(stt=owner, conn_options=conn_options, sample_rate=SAMPLE_RATE)

    async def aclose(self) -> None:
        await super().aclose()
        self._owner._streams.discard(self)

    async def _run(self) -> None:
        detector = self._vad.stream()
        tasks = [
            asyncio.create_task(self._detect(detector), name="moonshine detect"),
            asyncio.create_task(self._transcribe(), name="moonshine transcribe"),
            asyncio.create_task(self._forward(detector), name="moonshine forward"),
        ]
        try:
            await asyncio.gather(*tasks)
        finally:
            await utils.aio.cancel_and_wait(*tasks)
            await detector.aclose()

    async def _forward(self, detector: vad.VADStream) -> None:
        async for frame in self._input_ch:
            if isinstance(frame, self._FlushSentinel):
                detector.push_frame(_silence(1.0))
            else:
                detector.push_frame(frame)
        detector.end_input()

    async def _detect(self, detector: vad.VADStream) -> None:
        async for event in detector:
            if event.type == vad.VADEventType.START_OF_SPEECH:
                self._begin(event)
            elif event.type == vad.VADEventType.INFERENCE_DONE and self._utterance is not None:
                self._hear(self._utterance, event)
            elif event.type == vad.VADEventType.END_OF_SPEECH and self._utterance is not None:
                self._finish(self._utterance)
                self._utterance = None
                self._event_ch.send_nowait(stt.SpeechEvent(stt.SpeechEventType.END_OF_SPEECH))
        if self._utterance is not None:
            self._finish(self._utterance)
        self._requests.close()

    def _begin(self, event: vad.VADEvent) -> None:
        self._event_ch.send_nowait(stt.SpeechEvent(stt.SpeechEventType.START_OF_SPEECH))
        self._utterance = self._fresh()
        speech = int(event.speech_duration * SAMPLE_RATE)
        samples = _int16(event.frames)
        self._utterance.add(samples[:-speech], 0.0)
        self._utterance.add(samples[-speech:], 1.0)

    def _fresh(self) -> Utterance:
        self._asked_until = 0
        self._asked_at = time.monotonic()
        return Utterance()

    def _hear(self, utterance: Utterance, event: vad.VADEvent) -> None:
        utterance.add(_int16(event.frames), event.probability)
        paused = utterance.quiet_seconds >= EARLY_SILENCE_SECONDS and utterance.voiced > 0
        if utterance.seconds >= MAX_SECONDS or (paused and utterance.seconds >= LONG_SECONDS):
            self._finish(utterance)
            self._utterance = self._fresh()
        elif paused and self._asked_until != utterance.spoken_until:
            self._ask(_Kind.EARLY, utterance)
        elif utterance.quiet_seconds == 0 and self._interim_is_due():
            self._ask(_Kind.INTERIM, utterance)

    def _interim_is_due(self) -> bool:
        since = time.monotonic() - self._asked_at
        return since >= max(INTERIM_SECONDS, INTERIM_SHARE * self._cost_seconds) and not self._model.is_busy

    def _finish(self, utterance: Utterance) -> None:
        self._ask(_Kind.FINAL, utterance)

    def _ask(self, kind: _Kind, utterance: Utterance) -> None:
        self._asked_at = time.monotonic()
        if kind is not _Kind.INTERIM:
            self._asked_until = utterance.spoken_until
        audio = utterance.audio() if utterance.is_speech() else np.zeros(0, dtype=np.float32)
        self._requests.send_nowait(_Request(kind, utterance, audio, utterance.spoken_until, utterance.seconds))

    async def _transcribe(self) -> None:
        async for request in self._requests:
            if request.kind is _Kind.FINAL or self._requests.empty():
                self._emit(request, await self._text_of(request))

    async def _text_of(self, request: _Request) -> str:
        if not len(request.audio):
            return ""
        if self._known and self._known[0] is request.utterance and self._known[1] == request.spoken_until:
            return self._known[2]
        begun = time.monotonic()
        text = await self._model.transcribe(request.audio)
        self._cost_seconds = time.monotonic() - begun
        if request.kind is not _Kind.INTERIM:
            self._known = (request.utterance, request.spoken_until, text)
        return text

    def _emit(self, request: _Request, text: str) -> None:
        if request.kind is _Kind.FINAL:
            usage = stt.RecognitionUsage(audio_duration=request.seconds)
            self._event_ch.send_nowait(stt.SpeechEvent(stt.SpeechEventType.RECOGNITION_USAGE, recognition_usage=usage))
        if text:
            self._event_ch.send_nowait(_event(self._event_type(request), text))

    def _event_type(self, request: _Request) -> stt.SpeechEventType:
        if request.kind is _Kind.FINAL:
            return stt.SpeechEventType.FINAL_TRANSCRIPT
        stayed_quiet = request.utterance.spoken_until == request.spoken_until
        if request.kind is _Kind.EARLY and stayed_quiet:
            return stt.SpeechEventType.PREFLIGHT_TRANSCRIPT
        return stt.SpeechEventType.INTERIM_TRANSCRIPT


def _event(kind: stt.SpeechEventType, text: str) -> stt.SpeechEvent:
    data = stt.SpeechData(language=LanguageCode("en"), text=text)
    return stt.SpeechEvent(kind, request_id=utils.shortuuid("moonshine_"), alternatives=[data])


def _int16(frames: list[rtc.AudioFrame]) -> NDArray[np.int16]:
    parts = [np.frombuffer(frame.data, dtype=np.int16) for frame in frames]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int16)


def _samples_of(buffer: AudioBuffer) -> NDArray[np.float32]:
    frame = utils.merge_frames(buffer)
    frames = [frame]
    if frame.sample_rate != SAMPLE_RATE:
        resampler = rtc.AudioResampler(frame.sample_rate, SAMPLE_RATE, num_channels=frame.num_channels)
        frames = [*resampler.push(frame), *resampler.flush()]
    samples = _int16(frames).astype(np.float32) / np.float32(32768)
    mono: NDArray[np.float32] = samples.reshape(-1, frame.num_channels).mean(axis=1, dtype=np.float32)
    return mono


def _silence(seconds: float) -> rtc.AudioFrame:
    return rtc.AudioFrame.create(SAMPLE_RATE, 1, int(seconds * SAMPLE_RATE))

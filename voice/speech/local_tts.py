"""Embedded voices as a streaming TTS: phrase by phrase, in a bounded pool of threads, with the time of each phrase."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Executor
from typing import Any

import numpy as np
from livekit.agents import APIError, tts, utils
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions, TimedString
from numpy.typing import NDArray

from voice.speech.phrases import PhraseSplitter
from voice.speech.voice import Voice

SLOWEST, FASTEST = 0.5, 2.0
SILENT_PHRASE_SECONDS = 0.02
# of silence for a phrase without a word, since LiveKit takes a reply without audio for a failure


class LocalTTS(tts.TTS[Any]):
    """One call's voice over a shared engine; `rate` and `language` may be changed between replies."""

    def __init__(self, voice: Voice, pool: Executor, *, language: str | None = None) -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=True, aligned_transcript=True),
            sample_rate=voice.sample_rate,
            num_channels=1,
        )
        self.language = language
        # of what is said from now on (an IETF tag); None: to be told from the words
        self._rate = 1.0
        self._voice = voice
        self._pool = pool
        self._streams: set[tts.SynthesizeStream | tts.ChunkedStream] = set()

    @property
    def rate(self) -> float:
        """Speed of speech, 1.0 is the voice's own, 0.8 is slower."""
        return self._rate

    @rate.setter
    def rate(self, rate: float) -> None:
        self._rate = min(max(rate, SLOWEST), FASTEST)

    @property
    def model(self) -> str:
        return self._voice.name

    @property
    def provider(self) -> str:
        return "embedded"

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        return self._synthesize_with_stream(text, conn_options=conn_options)

    def stream(self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS) -> LocalStream:
        stream = LocalStream(self, conn_options)
        self._streams.add(stream)
        return stream

    async def phrase(self, text: str, stop: threading.Event) -> NDArray[np.int16]:
        """Samples of one phrase, in the present language and speed. Cancelled while it waits, it never runs."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._speak, text, self.language, self._rate, stop)

    def _speak(self, text: str, language: str | None, rate: float, stop: threading.Event) -> NDArray[np.int16]:
        try:
            pieces = list(self._voice.speak(text, language=language, rate=rate, stop=stop))
        except Exception as error:
            raise APIError(f"the embedded voice failed: {type(error).__name__}", retryable=False) from error
        silence = np.zeros(int(SILENT_PHRASE_SECONDS * self.sample_rate), dtype=np.int16)
        return np.concatenate(pieces) if pieces else silence

    async def aclose(self) -> None:
        """Close this call's streams; the engine stays."""
        for stream in list(self._streams):
            await stream.aclose()


class LocalStream(tts.SynthesizeStream):
    """One reply being spoken."""

    def __init__(self, owner: LocalTTS, conn_options: APIConnectOptions) -> None:
        self._local = owner
        super().__init__(tts=owner, conn_options=conn_options)

    async def aclose(self) -> None:
        await super().aclose()
        self._local._streams.discard(self)

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        segment = utils.shortuuid("segment_")
        output_emitter.initialize(
            request_id=utils.shortuuid("local_"),
            sample_rate=self._local.sample_rate,
            num_channels=1,
            mime_type="audio/pcm",
            stream=True,
        )
        output_emitter.start_segment(segment_id=segment)
        stop = threading.Event()
        try:
            await self._speak_all(output_emitter, stop)
        finally:
            stop.set()

    async def _speak_all(self, output_emitter: tts.AudioEmitter, stop: threading.Event) -> None:
        splitter, seconds = PhraseSplitter(), 0.0
        async for piece in self._input_ch:
            phrases = splitter.end() if isinstance(piece, self._FlushSentinel) else splitter.push(piece)
            for phrase in phrases:
                seconds += await self._speak(phrase, output_emitter, stop, begins=seconds)
        for phrase in splitter.end():
            seconds += await self._speak(phrase, output_emitter, stop, begins=seconds)
        output_emitter.end_segment()

    async def _speak(self, phrase: str, out: tts.AudioEmitter, stop: threading.Event, *, begins: float) -> float:
        """Speak one phrase; return its length in seconds."""
        self._mark_started()
        samples = await self._local.phrase(phrase, stop)
        seconds = len(samples) / self._local.sample_rate
        out.push_timed_transcript(TimedString(phrase, start_time=begins, end_time=begins + seconds))
        out.push(samples.tobytes())
        out.flush()
        return seconds

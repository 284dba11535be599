"""Voices behind one another: when one hangs, fails or breaks off, the next says the same sentence."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal

import structlog
from livekit import rtc
from livekit.agents import APIConnectionError, APIError, APIStatusError, APITimeoutError, tokenize, tts, utils
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions, TimedString

from voice.speech.recovery import Link, cause

log = structlog.get_logger(__name__)

Voice = tts.TTS[Any]

QUICK_SECONDS = 0.5
# a failure so soon is a stale socket as often as a broken provider: the same voice gets a second try
_ONCE = APIConnectOptions(max_retry=0)


@dataclasses.dataclass(frozen=True, slots=True)
class VoiceChanged:
    """Event "voice_changed" of a TtsChain."""

    label: str
    # of the voice that failed
    cause: str
    has_next: bool
    # another voice takes over; False: the sentence could not be said


class TtsChain(tts.TTS[Literal["voice_changed"]]):
    """A streaming TTS that speaks sentence by sentence with the first voice that is well.

    Deadlines are its own: a voice has `first_audio_seconds` for the first sound of a sentence whatever it waits for
    (LiveKit's pre-warming holds Deepgram's pool for up to 10 s outside of any timeout), `gap_seconds` between sounds.
    A sentence that broke off is said again from its beginning by the next voice. Within a reply the voice changes at
    most once to each next one; a voice that is well again begins with the next reply.
    """

    def __init__(
        self,
        voices: Sequence[Voice],
        *,
        first_audio_seconds: float = 2.0,
        gap_seconds: float = 2.0,
        rest_seconds: float = 15.0,
    ) -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=True, aligned_transcript=True),
            sample_rate=voices[0].sample_rate,
            num_channels=1,
        )
        self.first_audio_seconds = first_audio_seconds
        self.gap_seconds = gap_seconds
        self._rest_seconds = rest_seconds
        self._links = [Link(voice) for voice in voices]
        for voice in voices:
            voice.on("metrics_collected", self._forward_metrics)

    @property
    def current(self) -> Voice:
        """The voice that the next reply begins with."""
        return self.order()[0].engine

    @property
    def model(self) -> str:
        return self.current.model

    @property
    def provider(self) -> str:
        return self.current.provider

    @property
    def language(self) -> str | None:
        """Of what is said from now on, for the voices that know more than one."""
        return next((link.engine.language for link in self._links if hasattr(link.engine, "language")), None)

    @language.setter
    def language(self, language: str | None) -> None:
        self._set("language", language)

    @property
    def rate(self) -> float:
        """Speed of speech, 1.0 is the voice's own, for the voices that can change it."""
        return next((link.engine.rate for link in self._links if hasattr(link.engine, "rate")), 1.0)

    @rate.setter
    def rate(self, rate: float) -> None:
        self._set("rate", rate)

    def _set(self, name: str, value: object) -> None:
        for link in self._links:
            if hasattr(link.engine, name):
                setattr(link.engine, name, value)

    def order(self) -> list[Link[Voice]]:
        """The voices to try, those that are well first."""
        return sorted(self._links, key=lambda link: link.resting)

    def failed(self, link: Link[Voice], error: BaseException, *, has_next: bool) -> None:
        """Let a voice rest and say so."""
        log.warning("a voice failed", provider=link.engine.provider, cause=cause(error), has_next=has_next)
        link.rest(self._rest_seconds, lambda: self._probe(link))
        self.emit("voice_changed", VoiceChanged(link.engine.label, cause(error), has_next))

    async def _probe(self, link: Link[Voice]) -> bool:
        async with spoken(link.engine, "Okay.", self.first_audio_seconds) as frames:
            async with asyncio.timeout(self.first_audio_seconds):
                return [frame async for frame in frames] != []

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        return self._synthesize_with_stream(text, conn_options=conn_options)

    def stream(self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS) -> TtsChainStream:
        return TtsChainStream(self)

    def prewarm(self) -> None:
        self._links[0].engine.prewarm()

    async def aclose(self) -> None:
        """Close the voices too."""
        for link in self._links:
            await link.aclose()
            link.engine.off("metrics_collected", self._forward_metrics)
            await link.engine.aclose()

    def _forward_metrics(self, metrics: Any) -> None:
        self.emit("metrics_collected", metrics)


class TtsChainStream(tts.SynthesizeStream):
    """One reply being spoken."""

    def __init__(self, chain: TtsChain) -> None:
        self._chain = chain
        self._order = chain.order()
        self._resamplers: dict[int, rtc.AudioResampler] = {}
        self._seconds = 0.0
        self._held: rtc.AudioFrame | None = None
        # the last frame, kept back until the times of its sentence are known
        super().__init__(tts=chain, conn_options=_ONCE)

    async def _metrics_monitor_task(self, event_aiter: AsyncIterable[tts.SynthesizedAudio]) -> None:
        async for _ in event_aiter:
            """The voices count for themselves."""

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(
            request_id=utils.shortuuid("chain_"),
            sample_rate=self._chain.sample_rate,
            num_channels=1,
            mime_type="audio/pcm",
            stream=True,
        )
        output_emitter.start_segment(segment_id=utils.shortuuid("segment_"))
        sentences = tokenize.blingfire.SentenceTokenizer(retain_format=True).stream()
        feeding = asyncio.create_task(self._feed(sentences))
        try:
            async for sentence in sentences:
                await self._say(sentence.token, output_emitter)
        finally:
            await utils.aio.cancel_and_wait(feeding)
            await sentences.aclose()
        output_emitter.end_segment()

    async def _feed(self, sentences: tokenize.SentenceStream) -> None:
        async for text in self._input_ch:
            if isinstance(text, str):
                sentences.push_text(text)
            else:
                sentences.flush()
        sentences.end_input()

    async def _say(self, text: str, out: tts.AudioEmitter) -> None:
        begins = self._seconds
        if any(character.isalnum() for character in text):
            self._mark_started()
            await self._say_somehow(text.strip(), out)
        self._release(out, TimedString(text, start_time=begins, end_time=self._seconds))

    async def _say_somehow(self, text: str, out: tts.AudioEmitter) -> None:
        error: Exception = APIConnectionError("no voice is left")
        quick_tries = 1
        while self._order:
            link, began = self._order[0], time.monotonic()
            said_before = self._seconds
            try:
                return await self._say_with(link.engine, text, out)
            except Exception as failure:
                error = failure
            soon = time.monotonic() - began < QUICK_SECONDS and self._seconds == said_before
            if soon and quick_tries and _may_heal(error):
                quick_tries -= 1
                continue
            self._order.pop(0)
            self._chain.failed(link, error, has_next=bool(self._order))
        raise APIError("no voice could speak", retryable=False) from error

    async def _say_with(self, voice: Voice, text: str, out: tts.AudioEmitter) -> None:
        chain, limit = self._chain, self._chain.first_audio_seconds
        async with spoken(voice, text, limit) as frames:
            while True:
                try:
                    async with asyncio.timeout(limit):
                        frame = await anext(frames, None)
                except TimeoutError:
                    raise APITimeoutError("the voice is silent", retryable=False) from None
                if frame is None:
                    break
                limit = chain.gap_seconds
                for converted in self._converted(voice, frame):
                    self._push(converted, out)
        if limit is not chain.gap_seconds:
            raise APIError("the voice said nothing", retryable=False)

    def _converted(self, voice: Voice, frame: rtc.AudioFrame) -> list[rtc.AudioFrame]:
        if frame.sample_rate == self._chain.sample_rate:
            return [frame]
        resampler = self._resamplers.setdefault(
            id(voice), rtc.AudioResampler(frame.sample_rate, self._chain.sample_rate)
        )
        return resampler.push(frame)

    def _push(self, frame: rtc.AudioFrame, out: tts.AudioEmitter) -> None:
        if self._held is not None:
            out.push(self._held.data.tobytes())
        self._held = frame
        self._seconds += frame.duration

    def _release(self, out: tts.AudioEmitter, times: TimedString) -> None:
        out.push_timed_transcript(times)
        if self._held is not None:
            out.push(self._held.data.tobytes())
            self._held = None
        out.flush()


def _may_heal(error: Exception) -> bool:
    return not (isinstance(error, APIStatusError) and 400 <= error.status_code < 500)


@asynccontextmanager
async def spoken(voice: Voice, text: str, seconds: float) -> AsyncIterator[AsyncIterator[rtc.AudioFrame]]:
    """The sound of one sentence; leaving stops the voice."""
    options = APIConnectOptions(max_retry=0, timeout=seconds)
    if not voice.capabilities.streaming:
        async with voice.synthesize(text, conn_options=options) as chunked:
            yield _frames(chunked)
        return
    async with voice.stream(conn_options=options) as stream:
        stream.push_text(text)
        stream.end_input()
        yield _frames(stream)


async def _frames(stream: AsyncIterable[tts.SynthesizedAudio]) -> AsyncIterator[rtc.AudioFrame]:
    async for audio in stream:
        yield audio.frame

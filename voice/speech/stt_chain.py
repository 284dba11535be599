"""Recognisers behind one another: when one fails or goes deaf, the next hears the same words again."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections import deque
from collections.abc import AsyncIterable, Sequence
from contextlib import suppress
from typing import Any, Literal

import structlog
from livekit import rtc
from livekit.agents import APIConnectionError, stt, utils
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr
from livekit.agents.utils import AudioBuffer

from voice.speech.recovery import Link, cause

log = structlog.get_logger(__name__)

Ear = stt.STT[Any]

_ONCE = APIConnectOptions(max_retry=0)
_PAUSE_SECONDS = (0.1, 0.5, 2.0)
# before the next try when no ear is well


@dataclasses.dataclass(frozen=True, slots=True)
class EarChanged:
    """Event "ear_changed" of an SttChain."""

    label: str
    # of the recogniser that failed
    cause: str
    has_next: bool
    # another one takes over and hears what was not understood yet


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """Event "verdict" of an SttChain, after `second_opinion`."""

    was_deaf: bool
    # the second recogniser heard words where the first heard none; False: it was noise


class SttChain(stt.STT[Literal["ear_changed", "verdict"]]):
    """A streaming STT that listens with the first recogniser that is well, and never fails itself.

    Sound since the last final transcript (at most `tail_seconds`) is kept: whoever takes over hears it first, so that
    nothing has to be said again. A recogniser that is well again takes over after a final transcript.
    """

    def __init__(
        self,
        ears: Sequence[Ear],
        *,
        connect_seconds: float = 2.0,
        verdict_seconds: float = 2.5,
        rest_seconds: float = 15.0,
        tail_seconds: float = 12.0,
    ) -> None:
        super().__init__(
            capabilities=stt.STTCapabilities(
                streaming=True, interim_results=all(ear.capabilities.interim_results for ear in ears)
            )
        )
        self.connect_seconds = connect_seconds
        self.tail_seconds = tail_seconds
        self._verdict_seconds = verdict_seconds
        self._rest_seconds = rest_seconds
        self.words_at = 0.0
        # when somebody last understood a word, be it provisional (time.monotonic)
        self.final_at = 0.0
        # when words were last final
        self._links = [Link(ear) for ear in ears]
        self._failed_at = dict.fromkeys(range(len(ears)), 0.0)
        self._sample: list[rtc.AudioFrame] = []
        # the last utterance that somebody understood, to probe with
        self._suspect: tuple[Link[Ear], asyncio.TimerHandle] | None = None
        self._streams: set[SttChainStream] = set()
        for ear in ears:
            ear.on("metrics_collected", self._forward_metrics)

    def best(self) -> Link[Ear]:
        """The recogniser to listen with: the first that is well, else the one whose failure is longest ago."""
        well = next((link for link in self._links if not link.resting), None)
        return well or min(self._links, key=lambda link: self._failed_at[self._links.index(link)])

    @property
    def current(self) -> Ear:
        """The recogniser that listens, or will."""
        return self.best().engine

    @property
    def gives_interim_words(self) -> bool:
        """Whether words come while the caller still speaks; False: a whole utterance is sent at its end."""
        return bool(self.current.capabilities.interim_results)

    @property
    def model(self) -> str:
        return self.current.model

    @property
    def provider(self) -> str:
        return self.current.provider

    def failed(self, link: Link[Ear], reason: str) -> None:
        """Let a recogniser rest and say so."""
        self._failed_at[self._links.index(link)] = time.monotonic()
        link.rest(self._rest_seconds, lambda: self._probe(link))
        has_next = not self.best().resting
        log.warning("a recogniser failed", provider=link.engine.provider, cause=reason, has_next=has_next)
        self.emit("ear_changed", EarChanged(link.engine.label, reason, has_next))

    def second_opinion(self) -> bool:
        """Let another recogniser hear what the present one did not understand.

        False when there is no other: then the present one is connected afresh and hears it again.

        Follow-up: event "verdict" within `verdict_seconds`. If the other understands nothing either, it was noise and
        the present one goes on.
        """
        link = self.best()
        if self._suspect is not None:
            return True
        if all(other.resting or other is link for other in self._links):
            self._switch()
            return False
        link.resting = True
        loop = asyncio.get_running_loop()
        self._suspect = link, loop.call_later(self._verdict_seconds, self._judge, False)
        self._switch()
        return True

    def understood(self, sample: list[rtc.AudioFrame]) -> None:
        """Somebody understood words in this sound."""
        self._sample = sample or self._sample
        self._judge(True)

    def _judge(self, was_deaf: bool) -> None:
        if self._suspect is None:
            return
        link, timer = self._suspect
        self._suspect = None
        timer.cancel()
        if was_deaf:
            self.failed(link, "deaf")
        else:
            link.wake()
            self._switch()
        self.emit("verdict", Verdict(was_deaf))

    def _switch(self) -> None:
        for stream in self._streams:
            stream.switch.set()

    async def _probe(self, link: Link[Ear]) -> bool:
        """With a sample: does it understand words? Without: does it take silence?"""
        stream = link.engine.stream(conn_options=APIConnectOptions(max_retry=0, timeout=self.connect_seconds))
        async with stream, asyncio.timeout(2 * self.connect_seconds):
            for frame in self._sample or [_silence(16_000, 1.0)]:
                stream.push_frame(frame)
            if not self._sample:
                return await _stays_open(stream, self.connect_seconds)
            stream.push_frame(_silence(self._sample[0].sample_rate, 1.0))
            async for event in stream:
                if _final_text(event):
                    return True
        return False

    async def _recognize_impl(
        self,
        buffer: AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> stt.SpeechEvent:
        return await self.current.recognize(buffer, language=language, conn_options=conn_options)

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> SttChainStream:
        stream = SttChainStream(self, language)
        self._streams.add(stream)
        return stream

    def forget(self, stream: SttChainStream) -> None:
        """A stream has closed."""
        self._streams.discard(stream)

    def prewarm(self) -> None:
        self._links[0].engine.prewarm()

    async def aclose(self) -> None:
        """Close streams and recognisers."""
        if self._suspect is not None:
            self._suspect[1].cancel()
        for stream in list(self._streams):
            await stream.aclose()
        for link in self._links:
            await link.aclose()
            link.engine.off("metrics_collected", self._forward_metrics)
            await link.engine.aclose()

    def _forward_metrics(self, metrics: Any) -> None:
        self.emit("metrics_collected", metrics)


class SttChainStream(stt.RecognizeStream):
    """One call's hearing."""

    def __init__(self, chain: SttChain, language: NotGivenOr[str]) -> None:
        self._chain = chain
        self._language = language
        self.switch = asyncio.Event()
        # set: look again who is to listen
        self._tail: deque[rtc.AudioFrame] = deque()
        self._tail_seconds = 0.0
        self._inner: stt.RecognizeStream | None = None
        self._input_ended = False
        self._failures = 0
        # in a row
        super().__init__(stt=chain, conn_options=_ONCE)

    async def aclose(self) -> None:
        await super().aclose()
        self._chain.forget(self)

    async def _metrics_monitor_task(self, event_aiter: AsyncIterable[stt.SpeechEvent]) -> None:
        async for _ in event_aiter:
            """The recognisers count for themselves."""

    async def _run(self) -> None:
        feeding = asyncio.create_task(self._feed())
        try:
            while not await self._listen_once():
                """Whoever is well listens next."""
        finally:
            await utils.aio.cancel_and_wait(feeding)

    async def _listen_once(self) -> bool:
        """Listen until somebody else has to; True when the input has ended."""
        link = self._chain.best()
        try:
            return await self._listen(link)
        except Exception as error:
            self._chain.failed(link, cause(error))
        if self._chain.best().resting:
            await asyncio.sleep(_PAUSE_SECONDS[min(self._failures, len(_PAUSE_SECONDS) - 1)])
            self._failures += 1
        return False

    async def _listen(self, link: Link[Ear]) -> bool:
        options = APIConnectOptions(max_retry=0, timeout=self._chain.connect_seconds)
        self.switch.clear()
        async with link.engine.stream(language=self._language, conn_options=options) as inner:
            for frame in self._tail:
                inner.push_frame(frame)
            self._inner = inner
            if self._input_ended:
                inner.end_input()
            pump = asyncio.create_task(self._pump(inner, link))
            switch = asyncio.create_task(self.switch.wait())
            try:
                await asyncio.wait({pump, switch}, return_when=asyncio.FIRST_COMPLETED)
                if pump.done():
                    pump.result()
                return pump.done() and self._input_ended
            finally:
                self._inner = None
                await utils.aio.cancel_and_wait(pump, switch)

    async def _pump(self, inner: stt.RecognizeStream, link: Link[Ear]) -> None:
        """Pass events on; return when another recogniser should take over or the input has ended."""
        async for event in inner:
            self._event_ch.send_nowait(event)
            if any(found.text for found in event.alternatives):
                self._chain.words_at = time.monotonic()
            if _final_text(event):
                self._failures = 0
                self._chain.final_at = time.monotonic()
                self._chain.understood(list(self._tail))
                self._tail.clear()
                self._tail_seconds = 0.0
                if self._chain.best() is not link:
                    return
        if not self._input_ended:
            raise APIConnectionError("the recogniser stopped")

    async def _feed(self) -> None:
        async for item in self._input_ch:
            if isinstance(item, rtc.AudioFrame):
                self._keep(item)
            self._pass_on(item)
        self._input_ended = True
        if self._inner is not None:
            with suppress(RuntimeError):
                self._inner.end_input()

    def _pass_on(self, item: rtc.AudioFrame | stt.RecognizeStream._FlushSentinel) -> None:
        if self._inner is None:
            return
        with suppress(RuntimeError):  # it has just failed; the next one hears the frame from the tail
            if isinstance(item, rtc.AudioFrame):
                self._inner.push_frame(item)
            else:
                self._inner.flush()

    def _keep(self, frame: rtc.AudioFrame) -> None:
        self._tail.append(frame)
        self._tail_seconds += frame.duration
        while self._tail_seconds > self._chain.tail_seconds:
            self._tail_seconds -= self._tail.popleft().duration


async def _stays_open(stream: stt.RecognizeStream, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            return await anext(stream, None) is not None
    except TimeoutError:
        return True


def _final_text(event: stt.SpeechEvent) -> bool:
    return event.type == stt.SpeechEventType.FINAL_TRANSCRIPT and any(found.text for found in event.alternatives)


def _silence(rate: int, seconds: float) -> rtc.AudioFrame:
    samples = int(rate * seconds)
    return rtc.AudioFrame(bytes(2 * samples), rate, 1, samples)

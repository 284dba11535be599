"""Sound in and out of a call at the pace of a clock, and what of a reply was heard."""

from __future__ import annotations

import asyncio
import time
from abc import abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Callable

import numpy as np
from livekit import rtc
from livekit.agents.types import USERDATA_TIMED_TRANSCRIPT
from livekit.agents.utils import aio
from livekit.agents.voice import io
from numpy.typing import NDArray

from voice.heard import HeardText

FRAME_SECONDS = 0.02
FLOOR_LOUDNESS = 10 ** (-60 / 20)


class QueueAudioInput(io.AudioInput):
    """Frames that somebody pushes as they arrive; when nobody listens fast enough the oldest are dropped."""

    def __init__(self, *, label: str = "queue", limit_seconds: float = 5.0) -> None:
        super().__init__(label=label)
        self._frames: deque[rtc.AudioFrame] = deque()
        self._limit_seconds = limit_seconds
        self._seconds = 0.0
        self._changed = asyncio.Event()
        self._ended = False

    def push(self, frame: rtc.AudioFrame) -> None:
        """Take a frame of the caller's."""
        self._frames.append(frame)
        self._seconds += frame.duration
        while self._seconds > self._limit_seconds:
            self._seconds -= self._frames.popleft().duration
        self._changed.set()

    def end(self) -> None:
        """No more frames will come."""
        self._ended = True
        self._changed.set()

    async def __anext__(self) -> rtc.AudioFrame:
        while not self._frames:
            if self._ended:
                raise StopAsyncIteration
            self._changed.clear()
            await self._changed.wait()
        frame = self._frames.popleft()
        self._seconds -= frame.duration
        return frame


class PacedAudioInput(io.AudioInput):
    """A microphone made of clips: 20 ms frames at real-time pace, quiet between the clips, as long as the call lasts.

    A floor of faint noise lies under everything, as on a real line: recognisers and detectors expect one.
    """

    def __init__(
        self,
        *,
        sample_rate: int = 16_000,
        on_frame: Callable[[NDArray[np.int16]], None] | None = None,
        floor: float = FLOOR_LOUDNESS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(label="paced")
        self.sample_rate = sample_rate
        self._size = int(FRAME_SECONDS * sample_rate)
        self._clips: asyncio.Queue[tuple[AsyncIterator[NDArray[np.int16]], asyncio.Future[None]]] = asyncio.Queue()
        self._clip: tuple[AsyncIterator[NDArray[np.int16]], asyncio.Future[None]] | None = None
        self._rest: NDArray[np.int16] = np.zeros(0, dtype=np.int16)
        self._on_frame = on_frame
        self._floor = floor
        self._noise = np.random.default_rng(0)
        self._clock = clock
        self._due: float | None = None

    async def play(self, clip: AsyncIterator[NDArray[np.int16]]) -> None:
        """Speak a clip (blocks of mono samples at `sample_rate`); return when its last frame was given out."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._clips.put_nowait((clip, done))
        await done

    async def __anext__(self) -> rtc.AudioFrame:
        await self._pace()
        samples = await self._next_samples()
        if self._floor:
            noise = self._noise.normal(0.0, self._floor * 32768, len(samples))
            samples = np.clip(samples + noise, -32768, 32767).astype(np.int16)
        if self._on_frame:
            self._on_frame(samples)
        return rtc.AudioFrame(samples.tobytes(), self.sample_rate, 1, len(samples))

    async def _pace(self) -> None:
        now = self._clock()
        self._due = now if self._due is None else self._due + FRAME_SECONDS
        if self._due > now:
            await asyncio.sleep(self._due - now)

    async def _next_samples(self) -> NDArray[np.int16]:
        while len(self._rest) < self._size:
            if self._clip is None and self._clips.empty():
                break
            self._clip = self._clip or self._clips.get_nowait()
            clip, done = self._clip
            try:
                self._rest = np.concatenate([self._rest, await anext(clip)])
            except Exception as end:
                self._clip = None
                _settle(done, None if isinstance(end, StopAsyncIteration) else end)
                break
        samples, self._rest = self._rest[: self._size], self._rest[self._size :]
        return np.pad(samples, (0, self._size - len(samples)))


def _settle(done: asyncio.Future[None], error: Exception | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)


class ReplyOutput(io.AudioOutput):
    """An audio output that knows at any time what of the reply was heard; `transcription` is its text output.

    LiveKit gives one reply (segment) at a time: frames, `flush`, then it waits for `on_playback_finished`.
    """

    def __init__(self, *, label: str, sample_rate: int) -> None:
        super().__init__(label=label, capabilities=io.AudioOutputCapabilities(pause=True))
        self.out_rate = sample_rate
        self.transcription = ReplyText(self)
        self.text = HeardText()
        self._captured_seconds = 0.0
        self._is_open = False
        self._is_flushed = False
        self._has_started = False
        self._resampler: rtc.AudioResampler | None = None

    @property
    @abstractmethod
    def position_seconds(self) -> float:
        """How much of the present reply was played."""

    @abstractmethod
    def _play(self, frame: rtc.AudioFrame) -> None:
        """Queue a frame of `out_rate`."""

    @abstractmethod
    def _drop(self) -> None:
        """Forget what is queued and get ready for the next reply."""

    def _end_of_input(self) -> None:
        """All frames of the reply are queued."""

    @property
    def remaining_seconds(self) -> float:
        """What is left to play of the frames that came so far."""
        return max(0.0, self._captured_seconds - self.position_seconds)

    @property
    def is_open(self) -> bool:
        """True from the first frame of a reply until it has ended."""
        return self._is_open

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        self._is_open = True
        for timed in frame.userdata.get(USERDATA_TIMED_TRANSCRIPT, []):
            self.text.time(timed)
        self._captured_seconds += frame.duration
        for converted in self._converted(frame):
            self._play(converted)

    def _converted(self, frame: rtc.AudioFrame) -> list[rtc.AudioFrame]:
        if frame.sample_rate == self.out_rate:
            return [frame]
        if self._resampler is None:
            self._resampler = rtc.AudioResampler(frame.sample_rate, self.out_rate)
        return self._resampler.push(frame)

    def flush(self) -> None:
        super().flush()
        if not self._is_open or self._is_flushed:
            return
        if self._resampler is not None:
            for frame in self._resampler.flush():
                self._play(frame)
        self._is_flushed = True
        self.text.total_seconds = self._captured_seconds
        self._end_of_input()

    def clear_buffer(self) -> None:
        if self._is_open:
            self._finish(interrupted=True)
        else:
            self.text = HeardText()

    def _start(self) -> None:
        """To be called when the first sound of a reply is really played."""
        if not self._has_started:
            self._has_started = True
            self.on_playback_started(created_at=time.time())

    def _finish(self, *, interrupted: bool) -> None:
        """The reply has ended: report how far it was played and what of it was heard."""
        position = min(self.position_seconds, self._captured_seconds)
        heard = self.text.until(position) if interrupted else self.text.whole
        self._drop()
        self.text = HeardText()
        self._captured_seconds = 0.0
        self._is_open = self._is_flushed = self._has_started = False
        self._resampler = None
        self.on_playback_finished(playback_position=position, interrupted=interrupted, synchronized_transcript=heard)


class ReplyText(io.TextOutput):
    """Takes the words of a reply for its `ReplyOutput`."""

    def __init__(self, output: ReplyOutput) -> None:
        super().__init__(label="reply text", next_in_chain=None)
        self._output = output

    async def capture_text(self, text: str) -> None:
        self._output.text.say(text)

    def flush(self) -> None:
        """Nothing: the words stay until the sound has ended."""


class PacedOutput(ReplyOutput):
    """A loudspeaker that plays by the clock; each 20 ms go to `on_frame` at the moment when they sound."""

    def __init__(
        self,
        *,
        sample_rate: int = 24_000,
        on_frame: Callable[[NDArray[np.int16]], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(label="paced", sample_rate=sample_rate)
        self._on_frame = on_frame
        self._clock = clock
        self._size = int(FRAME_SECONDS * sample_rate)
        self._queue = bytearray()
        self._played = 0
        self._changed = asyncio.Event()
        self._running = asyncio.Event()
        self._running.set()
        self._player: asyncio.Task[None] | None = None

    @property
    def position_seconds(self) -> float:
        return self._played / self.out_rate

    def _play(self, frame: rtc.AudioFrame) -> None:
        self._queue += bytes(frame.data)
        self._changed.set()
        if self._player is None:
            self._player = asyncio.create_task(self._run(), name="paced output")

    def _end_of_input(self) -> None:
        self._changed.set()

    def _drop(self) -> None:
        self._queue.clear()
        self._played = 0
        self._changed.set()

    def pause(self) -> None:
        super().pause()
        self._running.clear()

    def resume(self) -> None:
        super().resume()
        self._running.set()

    async def _run(self) -> None:
        due = self._clock()
        while True:
            if not self._queue or not self._running.is_set():
                await self._wait()
                due = max(due, self._clock())
                continue
            self._sound()
            due += FRAME_SECONDS
            await asyncio.sleep(due - self._clock())
            if self._is_flushed and not self._queue and self._played:
                self._finish(interrupted=False)

    async def _wait(self) -> None:
        await self._running.wait()
        if not self._queue:
            self._changed.clear()
            await self._changed.wait()
            if self._is_flushed and not self._queue:
                self._finish(interrupted=False)

    def _sound(self) -> None:
        data = bytes(self._queue[: self._size * 2])
        del self._queue[: self._size * 2]
        self._start()
        self._played += len(data) // 2
        if self._on_frame:
            self._on_frame(np.frombuffer(data, dtype=np.int16))

    async def aclose(self) -> None:
        """Stop playing."""
        if self._player is not None:
            await aio.cancel_and_wait(self._player)
            self._player = None

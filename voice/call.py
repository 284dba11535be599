"""Calls the graph with WAV files for a caller: the engine of `threadline call`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing, closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.events import Event
from voice import wav
from voice.audio import PacedAudioInput, PacedOutput
from voice.session import Call, CallHooks, CallSettings, CallSummary, SpeechParts
from voice.turn import TurnRecord

if TYPE_CHECKING:
    from graphs.conversation import Conversation

CALLER_RATE = 16_000
AGENT_RATE = 24_000
PATIENCE_SECONDS = 2.0
# after a file's end until it counts as not understood
SETTLE_SECONDS = 0.25
# of quiet on both sides until the agent has finished
LONGEST_REPLY_SECONDS = 90.0
# to wait for the end of one reply
OUTCOME_NOTHING = "nothing understood"


@dataclass(frozen=True)
class FileResult:
    """What became of one WAV."""

    path: Path
    turns: tuple[TurnRecord, ...]
    # usually one; more when the file pauses, none when nothing was understood
    seconds: float
    # length of the file
    asides: tuple[str, ...] = ()
    # what the agent said of its own during the file: "Are you still there?"

    @property
    def is_understood(self) -> bool:
        return bool(self.turns)


@dataclass(frozen=True)
class WavCall:
    """What became of a call with WAV files."""

    summary: CallSummary
    files: tuple[FileResult, ...]
    greeting: TurnRecord | None


@dataclass(frozen=True)
class Progress:
    """How far a call with WAV files is."""

    file: int
    # index of the file that is spoken
    spoken_seconds: float
    total_seconds: float
    # of that file


async def call_wavs(
    conversation: Conversation,
    paths: Sequence[Path],
    speech: SpeechParts,
    out_path: Path | None = None,
    *,
    greet: bool = True,
    on_event: Callable[[Event], None] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    settings: CallSettings | None = None,
) -> WavCall:
    """Speak each file after the agent has finished its reply.

    Silence inside a file counts as a caller's who says nothing, the waiting between files does not.
    Raises BadInput, before anybody is called, for a file that cannot be read. With `out_path` the call is written
    there, caller left, agent right.
    """
    kinds = [wav.inspect(path) for path in paths]
    recorder = wav.CallRecorder(out_path, caller_rate=CALLER_RATE, sample_rate=AGENT_RATE) if out_path else None
    caller = _Caller(on_progress, on_event)
    with closing(recorder) if recorder else nullcontext():
        microphone = PacedAudioInput(sample_rate=CALLER_RATE, on_frame=recorder.caller if recorder else None)
        loudspeaker = PacedOutput(sample_rate=AGENT_RATE, on_frame=recorder.agent if recorder else None)
        call = Call(
            conversation,
            microphone,
            loudspeaker,
            speech,
            hooks=CallHooks(on_event=caller.notes, on_turn=caller.turns.append, on_transcript=caller.hears),
            greet=greet,
            settings=settings,
        )
        try:
            async with call:
                call.silence.hold()
                files = await caller.speak_all(call, microphone, list(zip(paths, kinds, strict=True)), greet=greet)
        finally:
            await loudspeaker.aclose()
    greeting = next((turn for turn in call.summary().turns if turn.transcript is None), None)
    return WavCall(call.summary(), files, greeting)


class _Caller:
    """Speaks the files one after another, as a polite person would."""

    def __init__(
        self, on_progress: Callable[[Progress], None] | None, on_event: Callable[[Event], None] | None
    ) -> None:
        self.turns: list[TurnRecord] = []
        self._on_progress = on_progress
        self._on_event = on_event
        self._asides: list[str] = []
        self._understood = asyncio.Event()

    def hears(self, text: str, is_final: bool) -> None:
        """Something of the present file was understood."""
        if text and is_final:
            self._understood.set()

    def notes(self, event: Event) -> None:
        """Something happened in the call."""
        if event.type == "reply.finished" and event.turn is None:
            self._asides.append(event.data["text"])
        if self._on_event:
            self._on_event(event)

    async def speak_all(
        self, call: Call, microphone: PacedAudioInput, files: list[tuple[Path, wav.WavFormat]], *, greet: bool
    ) -> tuple[FileResult, ...]:
        if greet:
            await self._until_turn(call, 0)
        results = []
        for index, (path, kind) in enumerate(files):
            if call.ended.is_set():
                break
            results.append(await self._speak(call, microphone, index, path, kind))
        return tuple(results)

    async def _speak(
        self, call: Call, microphone: PacedAudioInput, index: int, path: Path, kind: wav.WavFormat
    ) -> FileResult:
        before = len(self.turns)
        self._understood.clear()
        self._asides.clear()
        call.silence.release()
        await microphone.play(self._told(call, wav.blocks(path, CALLER_RATE), index, kind.seconds))
        call.silence.hold()
        if await self._is_understood(call):
            await self._until_turn(call, before)
        turns = tuple(turn for turn in self.turns[before:] if turn.transcript is not None)
        return FileResult(path, turns, kind.seconds, tuple(self._asides))

    async def _told(self, call: Call, blocks: wav.Blocks, index: int, total_seconds: float) -> wav.Blocks:
        """The file's sound, until its end or the call's."""
        spoken = 0.0
        async with aclosing(blocks):
            async for block in blocks:
                if call.ended.is_set():
                    break
                yield block
                spoken += len(block) / CALLER_RATE
                if self._on_progress:
                    self._on_progress(Progress(index, min(spoken, total_seconds), total_seconds))

    async def _is_understood(self, call: Call) -> bool:
        """Wait for the file's last words, and for the end of what is said aside; whether any were understood."""
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST_REPLY_SECONDS
        while not call.ended.is_set() and loop.time() < end:
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._understood.wait()
            except TimeoutError:
                if call.is_quiet:
                    return False
            else:
                return True
        return False

    async def _until_turn(self, call: Call, before: int) -> None:
        """Wait until a turn has ended since `before` and both sides are quiet, or the call is over."""
        try:
            async with asyncio.timeout(LONGEST_REPLY_SECONDS):
                while not call.ended.is_set():
                    quiet = call.is_quiet and len(self.turns) > before
                    await asyncio.sleep(SETTLE_SECONDS)
                    if quiet and call.is_quiet:
                        return
        except TimeoutError:
            return

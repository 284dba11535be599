"""From the caller's last sound to the agent's first: Threadline beside a bare AgentSession of the same parts.

Both run in this process, turn by turn in alternation: Threadline answers with a real graph over a real store, then the
bare session says the same words from a script. `python -m bench.turn_latency --turns 20 --check`
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from livekit.agents import Agent, ConversationItemAddedEvent, UserInputTranscribedEvent
from livekit.agents.voice import AgentSession
from rich.console import Console
from rich.table import Table

from app.settings import Settings
from app.wiring import open_parts, open_speech
from graphs.conversation import Conversation
from voice import wav
from voice.audio import PacedAudioInput, PacedOutput
from voice.latency import TurnLatency, TurnMarks
from voice.llm import GraphLLM
from voice.session import Call, CallHooks, CallSettings, turn_handling
from voice.silence import SilenceSettings
from voice.speech.engines import Speech
from voice.turn import TurnRecord

UTTERANCES = (
    "What are your opening hours?",
    "Where do I find you?",
    "Do you take insurance?",
    "I would like to book an appointment.",
    "It is for a check up.",
    "On Tuesday morning please.",
    "What can I do about parking?",
    "How do I prepare for a blood test?",
)
VOICES = ("slt", "rms", "awb")
STAGES = ("end_of_turn", "stt", "graph", "tts", "total")
LOUD = 10 ** (-40 / 20) * 32768
P50_SECONDS, P95_SECONDS, LAYER_SHARE = 0.65, 0.9, 0.03
TURN_SECONDS = 45.0
QUIET = CallSettings(silence=SilenceSettings(steps_seconds=()))


class Probe:
    """A caller's two ends with a watch on each: what it measures nobody inside the session can colour."""

    def __init__(self) -> None:
        self.microphone = PacedAudioInput(on_frame=self._on_caller)
        self.loudspeaker = PacedOutput(on_frame=self._on_agent)
        self.marks = TurnMarks()
        self._is_speaking = False
        self._sounded = asyncio.Event()

    def watch(self, session: AgentSession[Any]) -> None:
        """Take the session's own moments: words final, turn confirmed."""
        session.on("user_input_transcribed", self._on_words)
        session.on("conversation_item_added", self._on_item)

    async def speak(self, path: Path) -> None:
        """Say a file and wait for the first sound of the answer."""
        self.marks, self._is_speaking = TurnMarks(), True
        self._sounded.clear()
        await self.microphone.play(wav.blocks(path, 16_000))
        self._is_speaking = False
        async with asyncio.timeout(TURN_SECONDS):
            await self._sounded.wait()

    def _on_caller(self, samples: np.ndarray) -> None:
        if self._is_speaking and np.abs(samples).max() > LOUD:
            self.marks.last_sound = time.monotonic()

    def _on_agent(self, samples: np.ndarray) -> None:
        if not self._is_speaking and self.marks.first_sound is None:
            self.marks.first_sound = time.monotonic()
            self._sounded.set()

    def _on_words(self, event: UserInputTranscribedEvent) -> None:
        if event.is_final:
            self.marks.final = time.monotonic()

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        if getattr(event.item, "role", None) == "user":
            self.marks.committed = time.monotonic()


class Ours:
    """A call of Threadline's."""

    def __init__(self, conversation: Conversation, speech: Speech) -> None:
        self.probe = Probe()
        self._ended: asyncio.Queue[TurnRecord] = asyncio.Queue()
        hooks = CallHooks(on_turn=self._ended.put_nowait)
        ends = (self.probe.microphone, self.probe.loudspeaker)
        self.call = Call(conversation, *ends, speech, hooks=hooks, greet=False, settings=QUIET)

    async def turn(self, path: Path) -> tuple[TurnLatency, str]:
        """Stages of one turn, and the words of the reply."""
        await self.probe.speak(path)
        async with asyncio.timeout(TURN_SECONDS):
            record = await self._ended.get()
        committed, graph = self.probe.marks.committed, record.latency.graph
        if committed is not None and graph is not None:
            self.probe.marks.first_words = committed + graph
        return self.probe.marks.latency(), record.reply


class Bare(Agent):
    """The same parts in an AgentSession without us: says what it is told to say."""

    def __init__(self, speech: Speech) -> None:
        super().__init__(instructions="", llm=GraphLLM())
        self.probe = Probe()
        self.reply = ""
        self._quiet = asyncio.Event()
        self.bare_session: AgentSession[Any] = AgentSession(
            stt=speech.stt(),
            tts=speech.tts(),
            vad=speech.vad(),
            turn_handling=turn_handling(QUIET),
            aec_warmup_duration=None,
            user_away_timeout=None,
        )
        self.bare_session.input.audio = self.probe.microphone
        self.bare_session.output.audio = self.probe.loudspeaker
        self.bare_session.output.transcription = self.probe.loudspeaker.transcription
        self.probe.watch(self.bare_session)
        self.bare_session.on("agent_state_changed", self._on_state)

    def _on_state(self, event: Any) -> None:
        if event.new_state == "listening":
            self._quiet.set()
        else:
            self._quiet.clear()

    async def llm_node(self, chat_ctx: Any, tools: Any, model_settings: Any) -> AsyncIterator[str]:
        self.probe.marks.first_words = time.monotonic()
        for word in self.reply.split(" "):
            yield word + " "

    async def turn(self, path: Path, reply: str) -> TurnLatency:
        """Stages of one turn that is answered with these words."""
        self.reply = reply
        await self.probe.speak(path)
        async with asyncio.timeout(TURN_SECONDS):
            await self._quiet.wait()
        return self.probe.marks.latency()


async def measure(turns: int, console: Console) -> list[tuple[TurnLatency, TurnLatency]]:
    """Pairs of turns, Threadline's and the bare session's."""
    pairs = []
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tl-bench-")))
        settings = Settings(data_dir=folder / "data")
        parts = await stack.enter_async_context(open_parts(settings))
        speech = await open_speech(settings, parts.choices)
        stack.push_async_callback(speech.aclose)
        conversation, _ = await parts.conversation(None)
        ours, bare = Ours(conversation, speech), Bare(speech)
        for probe in (ours.probe, bare.probe):
            stack.push_async_callback(probe.loudspeaker.aclose)
        await bare.bare_session.start(bare)
        stack.push_async_callback(bare.bare_session.aclose)
        await stack.enter_async_context(ours.call)
        ours.probe.watch(ours.call.session)
        for index in range(turns + 1):
            path = utterance(folder, index)
            latency, reply = await ours.turn(path)
            pair = latency, await bare.turn(path, reply)
            if index:
                pairs.append(pair)
                console.print(f"{index:3}  {_ms(pair[0].total)} ms, bare {_ms(pair[1].total)} ms", style="dim")
    return pairs


def utterance(folder: Path, index: int) -> Path:
    """A caller's words as a WAV, by another engine than the ones that are measured."""
    path = folder / f"{index}.wav"
    voice, text = VOICES[index % len(VOICES)], UTTERANCES[index % len(UTTERANCES)]
    subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(path)], check=True)
    return path


def summary(pairs: list[tuple[TurnLatency, TurnLatency]]) -> dict[str, Any]:
    """p50 and p95 of each stage in seconds, and what our layer adds to the whole, as a share."""
    table = {name: _percentiles([asdict(pair[side]) for pair in pairs]) for side, name in enumerate(("ours", "bare"))}
    added = [ours.total - bare.total for ours, bare in pairs if ours.total and bare.total]
    share = float(np.median(added)) / table["bare"]["total"]["p50"]
    return {**table, "turns": len(pairs), "layer_share": round(share, 4)}


def _percentiles(turns: list[dict[str, float | None]]) -> dict[str, dict[str, float]]:
    found = {}
    for stage in STAGES:
        seconds = [value for turn in turns if (value := turn[stage]) is not None]
        p50, p95 = np.percentile(seconds, [50, 95]) if seconds else (float("nan"), float("nan"))
        found[stage] = {"p50": round(float(p50), 4), "p95": round(float(p95), 4)}
    return found


def show(result: dict[str, Any], console: Console) -> None:
    """Print the table."""
    table = Table(title=f"Last sound of the caller to first sound of the agent, {result['turns']} turns, ms")
    table.add_column("stage")
    for name in ("ours p50", "ours p95", "bare p50", "bare p95"):
        table.add_column(name, justify="right")
    for stage in STAGES:
        cells = [_ms(result[side][stage][p]) for side in ("ours", "bare") for p in ("p50", "p95")]
        table.add_row(stage + (" (within end_of_turn)" if stage == "stt" else ""), *cells)
    console.print(table)
    console.print(f"Our layer (median of the differences): {result['layer_share']:+.1%}")


def failures(result: dict[str, Any]) -> list[str]:
    """What is not within its bound."""
    total, share = result["ours"]["total"], result["layer_share"]
    bounds = (
        (total["p50"] > P50_SECONDS, f"p50 {_ms(total['p50'])} ms is over {_ms(P50_SECONDS)}"),
        (total["p95"] > P95_SECONDS, f"p95 {_ms(total['p95'])} ms is over {_ms(P95_SECONDS)}"),
        (share > LAYER_SHARE, f"our layer adds {share:.1%}, more than {LAYER_SHARE:.0%}"),
    )
    return [text for is_over, text in bounds if is_over]


def _ms(seconds: float | None) -> str:
    return "-" if seconds is None or np.isnan(seconds) else f"{seconds * 1000:.0f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=16)
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--check", action="store_true", help="exit 1 when a bound is not kept")
    options = parser.parse_args()
    if shutil.which("flite") is None:
        print("The caller is made by flite: apt-get install flite.", file=sys.stderr)
        return 1
    console = Console(stderr=options.json)
    result = summary(asyncio.run(measure(options.turns, console)))
    if options.json:
        print(json.dumps(result, indent=2))
    else:
        show(result, console)
    failed = failures(result) if options.check else []
    for text in failed:
        console.print(text, style="red")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())

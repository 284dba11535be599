"""What `threadline chat` and `threadline call` do: one conversation, by text or by voice, without the HTTP service."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.status import Status

from app.open_line import OpenLine, open_line
from app.settings import Settings
from app.wiring import call_settings, open_parts, open_speech

if TYPE_CHECKING:
    from graphs.conversation import Conversation, Reply
    from voice.call import FileResult, WavCall
    from voice.session import CallSettings
    from voice.speech.engines import Speech
    from voice.turn import TurnRecord


async def chat_in_terminal(settings: Settings, *, session_id: str | None, console: Console) -> None:
    """Read lines, print replies as they come; ends at an empty line, end of input or the agent's goodbye."""
    async with open_parts(settings) as parts:
        conversation, _ = await parts.conversation(session_id)
        model = parts.choices.model
        console.print(f"[dim]session {conversation.session.id} · model {model.value} · an empty line ends it[/]")
        with open_line(console) as line:
            ended = await _print_reply(conversation.open_call(modality="text"), line)
            while not ended and (words := await _words(line, console)):
                ended = await _print_reply(conversation.reply(words[:4000]), line)
        await conversation.outbox.flush()
        console.print(f"[dim]go on with: threadline chat --session {conversation.session.id}[/]", soft_wrap=True)


async def _words(line: OpenLine, console: Console) -> str:
    """What the caller types; "" at the end."""
    line.write("[bold green]you[/]   ")
    words: str = await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    if not sys.stdin.isatty():
        console.print(words.rstrip("\n"), markup=False, highlight=False)
    line.is_open = False
    return words.strip()


async def _print_reply(reply: Reply, line: OpenLine) -> bool:
    """Print a reply while it comes; True when the agent has ended the conversation."""
    ended = False
    line.write("[bold cyan]agent[/] ")
    async for event in reply:
        if event.type == "reply.delta":
            line.write(event.data["text"], markup=False, highlight=False, soft_wrap=True)
        elif event.type == "turn.finished":
            ended = bool(event.data.get("end_call"))
    line.end()
    return ended


async def call_files(
    settings: Settings,
    files: list[Path],
    *,
    session_id: str | None,
    out_path: Path | None,
    as_json: bool,
    console: Console,
    progress: Console,
) -> None:
    """Speak the files to the session. Raises BadInput for a file that can't be spoken."""
    await asyncio.to_thread(_check_files, files)
    async with open_parts(settings) as parts:
        conversation, _ = await parts.conversation(session_id)
        with progress.status("loading the speech engines …") as status:
            speech = await open_speech(settings, parts.choices)
            try:
                manner = call_settings(settings, parts.choices)
                result = await _speak(conversation, files, speech, out_path, status, manner)
            finally:
                await speech.aclose()
    if as_json:
        console.print(json.dumps(_as_dict(result, conversation.session.id)), soft_wrap=True, highlight=False)
    else:
        _report(result, conversation.session.id, console)


def _check_files(files: list[Path]) -> None:
    """Refuse a file that can't be spoken before anything is started for it."""
    from voice.wav import inspect

    for file in files:
        inspect(file)


async def _speak(
    conversation: Conversation,
    files: list[Path],
    speech: Speech,
    out_path: Path | None,
    status: Status,
    manner: CallSettings,
) -> WavCall:
    from voice.call import Progress, call_wavs

    def told(at: Progress) -> None:
        name = files[at.file].name
        status.update(f"{name} ({at.file + 1} of {len(files)}): {at.spoken_seconds:.0f} of {at.total_seconds:.0f} s")

    return await call_wavs(conversation, files, speech, out_path, on_progress=told, settings=manner)


def _as_dict(result: WavCall, session: str) -> dict[str, Any]:
    return {
        "session": session,
        "call": result.summary.call,
        "ended": result.summary.reason,
        "seconds": round(result.summary.seconds, 3),
        "greeting": result.greeting and _turn(result.greeting),
        "files": [
            {
                "file": str(file.path),
                "seconds": round(file.seconds, 3),
                "turns": [_turn(turn) for turn in file.turns],
                "asides": list(file.asides),
            }
            for file in result.files
        ],
    }


def _turn(turn: TurnRecord) -> dict[str, Any]:
    names = ("turn_id", "transcript", "reply", "heard", "interrupted", "specialist")
    return {name: getattr(turn, name) for name in names} | {"latency": turn.latency.as_dict()}


def _report(result: WavCall, session: str, console: Console) -> None:
    if result.greeting:
        console.print(f"[bold cyan]agent[/]   {escape(result.greeting.reply)}", highlight=False)
    for file in result.files:
        _report_file(file, console)
    if result.summary.reason == "silence":
        console.print("[dim]the agent has hung up, because nobody spoke[/]")
    console.print(f"[dim]go on with: threadline call --session {session} NEXT.wav[/]", soft_wrap=True)


def _report_file(file: FileResult, console: Console) -> None:
    if not file.turns:
        console.print(f"[bold green]caller[/]  [dim]({escape(file.path.name)}: nothing understood)[/]")
    for turn in file.turns:
        console.print(f"[bold green]caller[/]  {escape(turn.transcript or '')}", highlight=False)
        notes = [turn.specialist or "", _milliseconds(turn), "cut off" if turn.interrupted else ""]
        said = ", ".join(note for note in notes if note)
        console.print(f"[bold cyan]agent[/]   {escape(turn.reply)} [dim]({said})[/]", highlight=False)
    for words in file.asides:
        console.print(f"[bold cyan]agent[/]   {escape(words)} [dim](to the silence)[/]", highlight=False)


def _milliseconds(turn: TurnRecord) -> str:
    total = turn.latency.total
    return f"answered after {total * 1000:.0f} ms" if total is not None else ""

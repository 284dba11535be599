"""What `threadline chat` and `threadline call` do: one conversation, by text or by voice, without the HTTP service."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from app.settings import Settings
from app.wiring import open_parts, open_speech

if TYPE_CHECKING:
    from graphs.conversation import Conversation, Reply


async def chat_in_terminal(settings: Settings, *, session_id: str | None, console: Console) -> None:
    """Read lines, print replies as they come; ends at an empty line, end of input or the agent's goodbye."""
    async with open_parts(settings) as parts:
        conversation, _ = await parts.conversation(session_id)
        model = parts.choices.model
        console.print(f"[dim]session {conversation.session.id} · model {model.value} · an empty line ends it[/]")
        ended = await _print_reply(conversation.open_call(modality="text"), console)
        while not ended:
            words = await _line(console)
            if not words:
                break
            ended = await _print_reply(conversation.reply(words[:4000]), console)
        await conversation.journal.flush()
        console.print(f"[dim]go on with: threadline chat --session {conversation.session.id}[/]", soft_wrap=True)


async def _line(console: Console) -> str:
    console.print("[bold green]you[/]   ", end="")
    line = await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    if not sys.stdin.isatty():
        console.print(line.rstrip("\n"), markup=False, highlight=False)
    return line.strip()


async def _print_reply(reply: Reply, console: Console) -> bool:
    """Print a reply while it comes; True when the agent has ended the conversation."""
    ended = False
    console.print("[bold cyan]agent[/] ", end="")
    async for event in reply:
        if event.type == "reply.delta":
            console.print(event.data["text"], end="", markup=False, highlight=False, soft_wrap=True)
        elif event.type == "turn.finished":
            ended = bool(event.data.get("end_call"))
    console.print()
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
    from voice.call import check_wav

    for file in files:
        check_wav(file)
    async with open_parts(settings) as parts:
        conversation, _ = await parts.conversation(session_id)
        progress.print("[dim]loading the speech engines …[/]")
        speech = await open_speech(settings, parts.choices)
        try:
            result = await _speak(conversation, files, speech, out_path, progress)
        finally:
            await speech.aclose()
        await conversation.journal.flush()
    _report(result, conversation.session.id, as_json=as_json, console=console)


async def _speak(
    conversation: Conversation, files: list[Path], speech: Any, out_path: Path | None, progress: Console
) -> Any:
    from voice.call import call_wavs

    def told(message: str) -> None:
        progress.print(f"[dim]{message}[/]", soft_wrap=True)

    return await call_wavs(conversation, files, speech, out_path=out_path, on_progress=told)


def _report(result: Any, session: str, *, as_json: bool, console: Console) -> None:
    if as_json:
        console.print(json.dumps(result.as_dict() | {"session": session}), soft_wrap=True, highlight=False)
        return
    for turn in result.turns:
        console.print(f"[bold green]caller[/] {turn.transcript or '(nothing understood)'}", highlight=False)
        specialist = f" [dim]{turn.specialist}[/]" if turn.specialist else ""
        console.print(f"[bold cyan]agent[/]{specialist}  {turn.reply}", highlight=False)
    console.print(f"[dim]go on with: threadline call --session {session} …[/]", soft_wrap=True)

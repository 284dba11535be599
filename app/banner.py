"""What the user sees at the start: which part does what, and why; then what is ready, and the link to open."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from app.choices import Choice, Choices

NAMES = {"stt": "speech to text", "tts": "text to speech", "model": "model", "redis": "Redis", "livekit": "LiveKit"}


def show_choices(console: Console, choices: Choices) -> None:
    """One line a part."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for choice in choices:
        table.add_row(f"[bold]{NAMES.get(choice.part, choice.part)}[/]", _value(choice), f"[dim]{choice.why}[/]")
    console.print("\n[bold]Threadline[/] — a phone line that keeps its thread\n")
    console.print(table)
    console.print()


def _value(choice: Choice) -> str:
    return f"[cyan]{choice.value}[/]" if choice.embedded else f"[green]{choice.value}[/]"


def show_link(console: Console, url: str, operator_key: str) -> None:
    """Where to go; the key in the link makes its holder an operator, and is exchanged for a cookie."""
    console.print(f"Open [bold underline]{url}/?operator={operator_key}[/]", soft_wrap=True)
    console.print("[dim]Calls are taken once the voice is ready, in a few seconds.[/]")
    console.print("[dim]Ctrl-C stops everything; what was said is still there at the next start.[/]\n")


def show_ready(console: Console, part: str, seconds: float) -> None:
    """One part is ready."""
    console.print(f"[green]✓[/] {part} ready [dim]after {seconds:.1f} s[/]")


def show_trouble(console: Console, part: str, message: str) -> None:
    """One part will not work: said at the start, not by a silent call."""
    console.print(f"[bold red]✗[/] {part}: {message}", soft_wrap=True)

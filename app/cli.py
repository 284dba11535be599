"""`threadline`: every command. Heavy imports happen inside the commands, so `--help` is quick."""

from __future__ import annotations

import asyncio
import gc
import json
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.logs import configure_logs
from app.settings import Settings, read_settings
from graphs.errors import BadInput, ThreadlineError

program = typer.Typer(
    name="threadline",
    help="A phone line that keeps its thread: LiveKit hears and speaks, LangGraph decides, Redis remembers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
out = Console()
err = Console(stderr=True)

SessionOption = Annotated[str | None, typer.Option("--session", help="Resume this session, or create it.")]
DataOption = Annotated[Path | None, typer.Option("--data-dir", help="Folder of the embedded servers' data.")]


def main() -> None:
    """Entry point: exit status 0, 1 (failed, one clear line) or 2 (bad usage)."""
    gc.disable()  # imports make no garbage worth collecting; `open_parts` switches it on again
    try:
        program()
    except ThreadlineError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(1)
    except Exception as error:
        import structlog

        structlog.get_logger("threadline").debug("unexpected", exc_info=error)
        _fail(f"Something unexpected went wrong ({type(error).__name__}). LOG_LEVEL=debug shows where.")


def _fail(message: str) -> None:
    err.print(f"threadline: {message}", style="red", highlight=False, markup=False, soft_wrap=True)
    sys.exit(1)


def _prepare(*, quiet: bool = True, **overrides: Any) -> Settings:
    """Settings and logs; commands that print results keep the log to warnings unless LOG_LEVEL says otherwise."""
    settings = read_settings(**overrides)
    chosen = "log_level" in settings.model_fields_set
    level = settings.log_level if chosen or not quiet else "error"
    configure_logs(level, as_json=settings.log_json, secrets=settings.secrets())
    return settings


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end; Ctrl-C and SIGTERM cancel the work, so that everything it opened is closed."""

    async def guarded() -> None:
        task = asyncio.ensure_future(work)
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, task.cancel)
        try:
            await task
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None

    asyncio.run(guarded())


@program.command()
def run(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    data_dir: DataOption = None,
) -> None:
    """Everything on one machine: embedded servers where none is configured, the service, the page."""
    from app.serve import serve

    settings = _prepare(quiet=False, host=host, port=port, data_dir=data_dir)
    asyncio.run(serve(settings, out, with_link=True))


@program.command()
def api(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """The HTTP service alone, as a production machine runs it: operators are those of OPERATOR_KEYS."""
    from app.serve import serve

    settings = _prepare(quiet=False, host=host, port=port)
    asyncio.run(serve(settings, err, with_link=False))


@program.command()
def worker() -> None:
    """Take calls from LiveKit rooms. Needs LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET."""
    from app.worker import work

    asyncio.run(work(_prepare(quiet=False)))


@program.command()
def call(
    files: Annotated[list[Path], typer.Argument(metavar="IN.wav...", help="What the caller says, one WAV a turn.")],
    session: SessionOption = None,
    out_path: Annotated[
        Path | None, typer.Option("--out", help="Write the call as WAV: caller left, agent right.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
    data_dir: DataOption = None,
) -> None:
    """Speak WAVs to the graph, each after the agent has finished its reply, over the AgentSession of a real call."""
    from app.talk import call_files

    settings = _prepare(data_dir=data_dir)
    _run(call_files(settings, files, session_id=session, out_path=out_path, as_json=as_json, console=out, progress=err))


@program.command()
def chat(session: SessionOption = None, data_dir: DataOption = None) -> None:
    """Talk to the graph in the terminal. An empty line or Ctrl-D ends it; --session goes on later."""
    from app.talk import chat_in_terminal

    settings = _prepare(data_dir=data_dir)
    _run(chat_in_terminal(settings, session_id=session, console=out))


@program.command()
def graph(
    name: Annotated[str | None, typer.Argument(help="Name in langgraph.json; none: list them.")] = None,
    png: Annotated[Path | None, typer.Option("--png", help="Write a picture to this file.")] = None,
    mermaid: Annotated[bool, typer.Option("--mermaid", help="Print mermaid text.")] = False,
) -> None:
    """List the graphs, or show one: its nodes and edges, as text, mermaid or a picture."""
    from app.show import show_graph

    _run(show_graph(_prepare(), name, png=png, mermaid=mermaid, console=out))


@program.command()
def sessions(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, newest first.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    data_dir: DataOption = None,
) -> None:
    """List the sessions, newest first."""
    from app.show import show_sessions

    _run(show_sessions(_prepare(data_dir=data_dir), limit=limit, as_json=as_json, console=out))


@program.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False) -> None:
    """Say what is configured, what answers, what is missing and how to mend it. Exit status 1 when something is."""
    from app.doctor import examine

    findings = asyncio.run(examine(_prepare()))
    if as_json:
        out.print_json(json.dumps([{"part": f.part, "ok": f.ok, "message": f.message} for f in findings]))
    else:
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        for finding in findings:
            mark = "[green]✓[/]" if finding.ok else "[bold red]✗[/]"
            table.add_row(mark, finding.part, finding.message)
        out.print(table)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


__all__ = ["BadInput", "main"]

"""`threadline worker`: takes calls from LiveKit rooms and holds them with the same call as every other way in."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal

from livekit.agents import AgentServer, JobContext, JobProcess
from livekit.agents.voice.room_io import RoomOptions

from app.logs import configure_logs
from app.settings import Settings, read_settings, reveal
from app.wiring import call_settings, import_graphs, import_speech, open_parts, open_speech
from graphs.errors import BadInput, ThreadlineError
from voice.session import run_call

log = logging.getLogger(__name__)

AGENT_NAME = "threadline"
# the name that a dispatch asks for


async def hold_call(ctx: JobContext) -> None:
    """Hold the call of the session that the dispatch's metadata names: `{"session": ID}`."""
    settings = _settings()
    session_id = _session_of(ctx.job.metadata)
    async with open_parts(settings) as parts:
        conversation = await parts.conversations.open(session_id)
        await ctx.connect()
        speech = await open_speech(settings, parts.choices)
        try:
            options = RoomOptions(close_on_disconnect=True)
            start = {"room": ctx.room, "room_options": options, "session_host": False, "record": False}
            manner = call_settings(settings, parts.choices)
            summary = await run_call(conversation, None, None, speech, settings=manner, start=start)
            log.info("call ended: %s", summary.reason)
        finally:
            await speech.aclose()
            with contextlib.suppress(Exception):
                await ctx.delete_room()


def _session_of(metadata: str) -> str:
    try:
        session = json.loads(metadata)["session"]
    except (ValueError, KeyError, TypeError):
        session = None
    if not isinstance(session, str):
        raise BadInput('A dispatch to this agent carries metadata {"session": ID}.')
    return session


def _prewarm(process: JobProcess) -> None:
    """Import what is slow before a call needs the process."""
    import_graphs()
    import_speech()


def _settings() -> Settings:
    settings = read_settings()
    configure_logs(settings.log_level, as_json=settings.log_json, secrets=settings.secrets())
    return settings


async def work(settings: Settings) -> None:
    """Take calls until SIGINT or SIGTERM; running calls may finish. Raises BadInput when LiveKit is not configured."""
    if not settings.has_livekit:
        raise BadInput("A worker needs LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET. See .env.example.")
    server = AgentServer(
        ws_url=settings.livekit_url,
        api_key=reveal(settings.livekit_api_key),
        api_secret=reveal(settings.livekit_api_secret),
        setup_fnc=_prewarm,
        load_fnc=lambda server: min(1.0, len(server.active_jobs) / settings.max_calls),
        load_threshold=0.99,
        num_idle_processes=1,
        initialize_process_timeout=60.0,
        host="127.0.0.1",
        port=0,
    )
    server.rtc_session(hold_call, agent_name=AGENT_NAME)
    server.on("worker_registered", lambda *_: log.info("registered with LiveKit at %s", settings.livekit_url))
    stopping = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    running = asyncio.create_task(server.run())
    stopped = asyncio.create_task(stopping.wait())
    done, _ = await asyncio.wait([running, stopped], return_when=asyncio.FIRST_COMPLETED)
    try:
        if running in done:
            await running
            raise ThreadlineError("LiveKit can't be reached any more. Check LIVEKIT_URL and its keys.")
    finally:
        stopped.cancel()
        await server.aclose()

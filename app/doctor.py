"""What is configured, what answers, what is missing and how to mend it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.banner import NAMES
from app.choices import Choice, Choices, choose
from app.embedded.folder import prepare
from app.graphs_file import default_graph, graphs_file, require_graph
from app.redis_probe import REMEDY, require_redis
from app.remedies import remedy
from app.settings import Settings, reveal
from graphs.errors import GraphBroken, ThreadlineError

if TYPE_CHECKING:
    from graphs.models.check import Check
    from graphs.registry import Registry

CHECK_SECONDS = 6.0


@dataclass(frozen=True, slots=True)
class Finding:
    """The state of one part."""

    part: str
    ok: bool
    message: str
    # what was found; when not ok, also what to do


async def examine(settings: Settings) -> list[Finding]:
    """Look at every part. Never raises for a part that is broken: that is a finding."""
    try:
        choices = choose(settings)
    except ThreadlineError as error:
        return [Finding("settings", ok=False, message=str(error))]
    stores = [await _data_folder(settings), await _redis(settings), await _database(settings)]
    # one by one: the imports of one would eat the time limit of another
    embedded = [Finding(NAMES[one.part], ok=True, message=f"{one.value}, {one.why}") for one in _spoken(choices)]
    graphs = await check_graphs(settings)
    return [*stores, *embedded, await _livekit(settings, choices), *graphs, *await check_providers(settings, choices)]


def _spoken(choices: Choices) -> list[Choice]:
    """The parts of a turn that need no asking."""
    return [one for one in (choices.stt, choices.tts, choices.model) if one.embedded]


async def check_providers(settings: Settings, choices: Choices) -> list[Finding]:
    """Ask every provider that needs a key whether it takes ours; embedded parts need no asking."""
    asked = {choices.model: _model_check, choices.stt: _stt_check, choices.tts: _tts_check}
    findings = [_finding(one, check(settings, choices), settings) for one, check in asked.items() if not one.embedded]
    return list(await asyncio.gather(*findings))


async def _finding(choice: Choice, check: Awaitable[Check], settings: Settings) -> Finding:
    part = NAMES[choice.part]
    try:
        found = await asyncio.wait_for(check, CHECK_SECONDS)
    except TimeoutError:
        message = f"No answer within {CHECK_SECONDS:.0f} s. {remedy(choice, 'timeout', settings)}"
        return Finding(part, ok=False, message=message)
    except ThreadlineError as error:
        return Finding(part, ok=False, message=str(error))
    if found.ok:
        return Finding(part, ok=True, message=found.message)
    return Finding(part, ok=False, message=f"{found.message} {remedy(choice, found.code, settings)}".rstrip())


async def _model_check(settings: Settings, choices: Choices) -> Check:
    from graphs.models import check

    return await check(
        choices.model.value,
        google_api_key=reveal(settings.google_api_key),
        google_base_url=settings.google_base_url,
        openai_api_key=reveal(settings.model_api_key or settings.openai_api_key),
        openai_base_url=settings.model_base_url,
    )


async def _stt_check(settings: Settings, choices: Choices) -> Check:
    from app.wiring import speech_settings
    from voice.speech.providers import check_stt

    return await check_stt(choices.stt.value, speech_settings(settings, choices))


async def _tts_check(settings: Settings, choices: Choices) -> Check:
    from app.wiring import speech_settings
    from voice.speech.providers import check_tts

    return await check_tts(choices.tts.value, speech_settings(settings, choices))


async def _data_folder(settings: Settings) -> Finding:
    try:
        prepare(settings.data_dir)
    except ThreadlineError as error:
        return Finding("data folder", ok=False, message=str(error))
    return Finding("data folder", ok=True, message=f"{settings.data_dir} can be written")


async def _redis(settings: Settings) -> Finding:
    url = reveal(settings.redis_url)
    if url is None:
        return Finding("Redis", ok=True, message="embedded Valkey, started when it is needed")
    from graphs.sessions import SessionStore, connect

    try:
        await require_redis(url)
        client = connect(url)
        try:
            await SessionStore(client).ping()
        finally:
            await client.aclose()
    except ThreadlineError as error:
        advice = "" if REMEDY in str(error) else f" {REMEDY}"
        return Finding("Redis", ok=False, message=f"{error}{advice}")
    return Finding("Redis", ok=True, message="answers")


async def _database(settings: Settings) -> Finding:
    url = reveal(settings.database_url)
    if url is None:
        return Finding("database", ok=True, message="SQLite in the data folder")
    from graphs.clinic.store import ClinicStore

    try:
        store = await ClinicStore.open(url)
        await store.aclose()
    except ThreadlineError as error:
        return Finding("database", ok=False, message=str(error))
    return Finding("database", ok=True, message="answers, migrated")


async def _livekit(settings: Settings, choices: Choices) -> Finding:
    given = [settings.livekit_url, settings.livekit_api_key, settings.livekit_api_secret]
    if any(given) and not settings.has_livekit:
        return Finding("LiveKit", ok=False, message="Set all of LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET.")
    if not settings.has_livekit:
        return Finding("LiveKit", ok=True, message=choices.livekit.why)
    from app.livekit_check import require_livekit

    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await require_livekit(settings)
    except TimeoutError:
        return Finding("LiveKit", ok=False, message=f"No answer within {CHECK_SECONDS:.0f} s. Check LIVEKIT_URL.")
    except ThreadlineError as error:
        return Finding("LiveKit", ok=False, message=str(error))
    return Finding("LiveKit", ok=True, message="answers, and takes the key")


async def check_graphs(settings: Settings) -> list[Finding]:
    """Load every graph of langgraph.json, none on the real data."""
    file = graphs_file(settings)
    try:
        require_graph(settings)
    except ThreadlineError as error:
        return [Finding("graph", ok=False, message=str(error))]
    from graphs.registry import Registry

    registry = Registry(file)
    async with _clinic_aside(), aclosing(registry):
        findings = [await _graph(registry, name) for name in registry.names()]
    default = Finding("graph", ok=True, message=f"{default_graph(settings)}, of {file}")
    return [default, *(found for found in findings if found is not None)]


async def _graph(registry: Registry, name: str) -> Finding | None:
    """What is wrong with one graph."""
    try:
        registry.settings(name)
        await registry.describe(name)
    except GraphBroken as error:
        advice = "Correct it, or take the graph out of langgraph.json."
        return Finding(f"graph {name}", ok=False, message=f"{str(error).rstrip('.')}. {advice}")
    return None


@asynccontextmanager
async def _clinic_aside() -> AsyncIterator[None]:
    """The clinic's graph is built on a store: an empty one in memory for as long as it is looked at."""
    from graphs.clinic import services as clinic
    from graphs.clinic.rules import RulesModel
    from graphs.clinic.store import ClinicStore

    store = await ClinicStore.open("sqlite+aiosqlite://")
    clinic.configure(clinic.Services(store, RulesModel()))
    try:
        yield
    finally:
        clinic.configure(None)
        await store.aclose()

"""What is configured, what answers, what is missing and how to mend it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

from app.choices import Choices, choose
from app.embedded.folder import prepare
from app.settings import Settings, reveal
from graphs.errors import ThreadlineError

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
    local = await asyncio.gather(_data_folder(settings), _redis(settings), _database(settings), _speech(choices))
    return [*local, _livekit(settings, choices), *await check_providers(settings, choices)]


async def check_providers(settings: Settings, choices: Choices) -> list[Finding]:
    """Ask every provider that needs a key whether it takes ours; embedded parts need no asking."""
    checks: dict[str, Awaitable[Any]] = {}
    if not choices.model.embedded:
        checks["model"] = _model_check(settings, choices.model.value)
    if not choices.stt.embedded:
        checks["speech to text"] = _speech_check("stt", settings, choices)
    if not choices.tts.embedded:
        checks["text to speech"] = _speech_check("tts", settings, choices)
    return list(await asyncio.gather(*(_finding(part, check) for part, check in checks.items())))


async def _finding(part: str, check: Awaitable[Any]) -> Finding:
    try:
        found = await asyncio.wait_for(check, CHECK_SECONDS)
    except TimeoutError:
        return Finding(part, ok=False, message=f"No answer within {CHECK_SECONDS:.0f} s: is the address right?")
    except ThreadlineError as error:
        return Finding(part, ok=False, message=str(error))
    return Finding(part, ok=found.ok, message=found.message)


async def _model_check(settings: Settings, spec: str) -> Any:
    from graphs.models import check

    return await check(
        spec,
        google_api_key=reveal(settings.google_api_key),
        google_base_url=settings.google_base_url,
        openai_api_key=reveal(settings.model_api_key or settings.openai_api_key),
        openai_base_url=settings.model_base_url,
    )


async def _speech_check(part: str, settings: Settings, choices: Choices) -> Any:
    from app.wiring import speech_settings
    from voice.speech import providers

    check = providers.check_stt if part == "stt" else providers.check_tts
    spec = choices.stt.value if part == "stt" else choices.tts.value
    return await check(spec, speech_settings(settings, choices))


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
        client = connect(url)
        try:
            await SessionStore(client).ping()
        finally:
            await client.aclose()
    except ThreadlineError as error:
        return Finding("Redis", ok=False, message=f"{error} Check REDIS_URL.")
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
        return Finding("database", ok=False, message=f"{error} Check DATABASE_URL.")
    return Finding("database", ok=True, message="answers, migrated")


async def _speech(choices: Choices) -> Finding:
    return Finding("speech", ok=True, message=f"hears with {choices.stt.value}, speaks with {choices.tts.value}")


def _livekit(settings: Settings, choices: Choices) -> Finding:
    given = [settings.livekit_url, settings.livekit_api_key, settings.livekit_api_secret]
    if any(given) and not settings.has_livekit:
        return Finding("LiveKit", ok=False, message="Set all of LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET.")
    return Finding("LiveKit", ok=True, message=choices.livekit.why)

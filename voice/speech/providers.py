"""Speech-to-text and text-to-speech by wire: Deepgram, and whatever speaks OpenAI's audio routes."""

from __future__ import annotations

import asyncio
import io
import wave
from collections.abc import Awaitable, Callable
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp
from livekit.agents import TurnHandlingOptions, inference, stt, tts, vad

from graphs.errors import BadInput
from graphs.models.check import Check
from graphs.models.faults import reason_of_status

DEEPGRAM_URL = "https://api.deepgram.com"
OPENAI_URL = "https://api.openai.com/v1"
PROVIDERS = ("deepgram", "openai")

_DEEPGRAM_VOICES = {"es": "aura-2-celeste-es", "en": "aura-2-andromeda-en"}
_SAMPLE_RATE = 24_000
# what every voice here is asked for, in Hz; OpenAI's pcm has no other
_TURN_MILLISECONDS = 3000
# after which Flux ends a turn of which it is not sure; its own 5000 would be an awkward silence

_SENTENCES = {
    "wrong_key": "The key of {spec} ({part}) is wrong or may not use it.",
    "unknown_model": "{spec} ({part}) does not know this model or route.",
    "rejected": "{spec} ({part}) rejected the request; is the model's name right?",
    "rate_limit": "{spec} ({part}) is over its rate limit.",
    "server": "{spec} ({part}) has an error on its side.",
    "unreachable": "{spec} ({part}) cannot be reached.",
    "timeout": "{spec} ({part}) did not answer in time.",
}


class ProviderSettings(Protocol):
    """What of the speech settings matters here."""

    @property
    def deepgram_api_key(self) -> str | None: ...
    @property
    def deepgram_base_url(self) -> str | None: ...
    @property
    def openai_stt_base_url(self) -> str | None: ...
    @property
    def openai_stt_api_key(self) -> str | None: ...
    @property
    def openai_tts_base_url(self) -> str | None: ...
    @property
    def openai_tts_api_key(self) -> str | None: ...
    @property
    def openai_tts_voice(self) -> str | None: ...


def is_provider(spec: str) -> bool:
    """Whether the spec names a service (and not an embedded engine)."""
    return spec.partition(":")[0] in PROVIDERS


def is_flux(spec: str) -> bool:
    """Whether the spec names Deepgram's Flux, which decides itself when a turn ends."""
    provider, _, model = spec.partition(":")
    return provider == "deepgram" and model.startswith("flux")


def turn_handling_for(spec: str) -> TurnHandlingOptions:
    """What an AgentSession has to be told for this STT; empty when its own settings are right.

    Flux ends turns itself: with a minimum delay on top, every reply comes half a second later. Keep a VAD beside it.
    """
    if is_flux(spec):
        return {"turn_detection": "stt", "endpointing": {"min_delay": 0.0}}
    return {}


def make_stt(
    spec: str,
    settings: ProviderSettings,
    *,
    http_session: aiohttp.ClientSession,
    language: str | None = None,
    vad: vad.VAD | None = None,
) -> stt.STT[Any]:
    """A streaming STT for `deepgram[:model]` or `openai:model`; BadInput for another spec or a missing key.

    `language` is an IETF tag, None: any that the model tells apart. `vad` cuts utterances for an engine
    that does not stream.
    """
    provider, model = _split(spec, "STT")
    if provider == "deepgram":
        return _deepgram_stt(model, settings, http_session, language)
    return stt.StreamAdapter(stt=_openai_stt(model, settings, language), vad=vad or inference.VAD())


def make_tts(
    spec: str,
    settings: ProviderSettings,
    *,
    http_session: aiohttp.ClientSession,
    language: str | None = None,
) -> tts.TTS[Any]:
    """A TTS at 24 kHz for `deepgram[:voice]` or `openai:model`; BadInput for another spec or a missing key."""
    provider, model = _split(spec, "TTS")
    if provider == "deepgram":
        return _deepgram_tts(model, settings, http_session, language)
    from livekit.plugins import openai

    root, key = _openai(spec, "TTS", settings.openai_tts_base_url, settings.openai_tts_api_key)
    voice = settings.openai_tts_voice or "alloy"
    return openai.TTS(model=model, voice=voice, base_url=root, api_key=key, response_format="pcm")


def _deepgram_stt(
    model: str, settings: ProviderSettings, http_session: aiohttp.ClientSession, language: str | None
) -> stt.STT[Any]:
    from livekit.plugins import deepgram

    key, root = _deepgram(settings)
    if model.startswith("flux"):
        return deepgram.STTv2(
            model=model,
            eager_eot_threshold=0.4,
            eot_threshold=0.7,
            eot_timeout_ms=_TURN_MILLISECONDS,
            audio_chunk_duration_ms=80,
            api_key=key,
            base_url=f"{root}/v2/listen",
            http_session=http_session,
            language_hint=[_primary(language)] if language and model == "flux-general-multi" else [],
        )
    return deepgram.STT(
        api_key=key, base_url=f"{root}/v1/listen", http_session=http_session, **_listen_options(model, language)
    )


def _listen_options(model: str, language: str | None) -> dict[str, Any]:
    if language is None:
        return {"model": model or "nova-3", "language": "multi", "endpointing_ms": 100}
    return {"model": model or "nova-3", "language": "en-US" if language == "en" else language}


def _deepgram_tts(
    model: str, settings: ProviderSettings, http_session: aiohttp.ClientSession, language: str | None
) -> tts.TTS[Any]:
    from livekit.plugins import deepgram

    key, root = _deepgram(settings)
    voice = model or _deepgram_voice(language)
    if voice.startswith("flux"):
        return deepgram.TTSv2(model=voice, api_key=key, base_url=f"{root}/v2/speak", http_session=http_session)
    return deepgram.TTS(model=voice, api_key=key, base_url=f"{root}/v1/speak", http_session=http_session)


def _openai_stt(model: str, settings: ProviderSettings, language: str | None) -> stt.STT[Any]:
    from livekit.plugins import openai

    root, key = _openai(f"openai:{model}", "STT", settings.openai_stt_base_url, settings.openai_stt_api_key)
    return openai.STT(
        model=model,
        base_url=root,
        api_key=key,
        use_realtime=False,
        language=_primary(language) if language else "",
        detect_language=language is None,
    )


def _split(spec: str, variable: str) -> tuple[str, str]:
    provider, _, model = spec.partition(":")
    if provider not in PROVIDERS or (provider == "openai" and not model):
        raise BadInput(f"{variable} is {spec!r}, but has to be deepgram[:model] or openai:model.")
    return provider, model


def _deepgram(settings: ProviderSettings) -> tuple[str, str]:
    if not settings.deepgram_api_key:
        raise BadInput("Deepgram is chosen, but DEEPGRAM_API_KEY is not set.")
    return settings.deepgram_api_key, (settings.deepgram_base_url or DEEPGRAM_URL).rstrip("/")


def _openai(spec: str, part: str, base_url: str | None, key: str | None) -> tuple[str, str]:
    if not key and not base_url:
        raise BadInput(f"{part} is {spec}, but neither a key nor a base URL for it is set.")
    return (base_url or OPENAI_URL).rstrip("/"), key or "none"


def _primary(language: str) -> str:
    return language.split("-")[0].lower()


def _deepgram_voice(language: str | None) -> str:
    return _DEEPGRAM_VOICES.get(_primary(language or "en"), _DEEPGRAM_VOICES["en"])


async def check_stt(
    spec: str, settings: ProviderSettings, *, language: str | None = None, seconds: float = 5.0
) -> Check:
    """Look whether host, key and model of an STT are right; never raises, never takes longer than `seconds`."""
    return await _checked(spec, "STT", seconds, lambda: _ask_stt(spec, settings, language))


async def check_tts(
    spec: str, settings: ProviderSettings, *, language: str | None = None, seconds: float = 5.0
) -> Check:
    """Look whether host, key and voice of a TTS are right; never raises, never takes longer than `seconds`."""
    return await _checked(spec, "TTS", seconds, lambda: _ask_tts(spec, settings, language))


async def _checked(spec: str, part: str, seconds: float, ask: Callable[[], Awaitable[int]]) -> Check:
    if not is_provider(spec):
        return Check(True, "ok", f"{spec} ({part}) is embedded.")
    try:
        async with asyncio.timeout(seconds):
            status = await ask()
    except BadInput as error:
        return Check(False, "no_key", str(error))
    except TimeoutError:
        return _failed("timeout", spec, part)
    except (aiohttp.ClientError, OSError):
        return _failed("unreachable", spec, part)
    if status >= 400:
        return _failed(reason_of_status(status), spec, part)
    return Check(True, "ok", f"{spec} ({part}) answers.")


def _failed(code: str, spec: str, part: str) -> Check:
    return Check(False, code, _SENTENCES[code].format(spec=spec, part=part))


async def _ask_stt(spec: str, settings: ProviderSettings, language: str | None) -> int:
    provider, model = _split(spec, "STT")
    if provider == "openai":
        root, key = _openai(spec, "STT", settings.openai_stt_base_url, settings.openai_stt_api_key)
        form = aiohttp.FormData()
        form.add_field("file", _silence(), filename="silence.wav", content_type="audio/wav")
        form.add_field("model", model)
        form.add_field("response_format", "json")
        return await _post(f"{root}/audio/transcriptions", key, data=form)
    query: dict[str, Any] = {"encoding": "linear16", "sample_rate": 16_000}
    if model.startswith("flux"):
        return await _handshake(settings, "/v2/listen", {"model": model, **query})
    options = _listen_options(model, language)
    return await _handshake(
        settings, "/v1/listen", {"model": options["model"], "language": options["language"], **query}
    )


async def _ask_tts(spec: str, settings: ProviderSettings, language: str | None) -> int:
    provider, model = _split(spec, "TTS")
    if provider == "openai":
        root, key = _openai(spec, "TTS", settings.openai_tts_base_url, settings.openai_tts_api_key)
        voice = settings.openai_tts_voice or "alloy"
        question = {"model": model, "voice": voice, "input": "Ok.", "response_format": "pcm"}
        return await _post(f"{root}/audio/speech", key, json=question)
    voice = model or _deepgram_voice(language)
    path = "/v2/speak" if voice.startswith("flux") else "/v1/speak"
    return await _handshake(settings, path, {"model": voice, "encoding": "linear16", "sample_rate": _SAMPLE_RATE})


async def _handshake(settings: ProviderSettings, path: str, query: dict[str, Any]) -> int:
    """Status of opening the very socket that a call opens; nothing is sent, so nothing is billed."""
    key, root = _deepgram(settings)
    url = f"{root.replace('http', 'ws', 1)}{path}?{urlencode(query)}"
    async with aiohttp.ClientSession() as session:
        try:
            async with session.ws_connect(url, headers={"Authorization": f"Token {key}"}):
                return 101
        except aiohttp.WSServerHandshakeError as error:
            return error.status


async def _post(url: str, key: str, **body: Any) -> int:
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {key}"}) as session,
        session.post(url, **body) as response,
    ):
        if response.status < 400:
            await response.content.readany()
        return response.status


def _silence(seconds: float = 0.5) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(bytes(int(seconds * 16_000) * 2))
    return buffer.getvalue()

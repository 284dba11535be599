"""Which engine hears, speaks and finds the pauses: models once per process, light parts once per call."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
from livekit.agents import TurnHandlingOptions, inference, stt, tts, vad

from graphs.errors import BadInput
from voice.speech.fallback import stt_with_backup
from voice.speech.local_tts import LocalTTS
from voice.speech.models import EMBEDDED_STT, EMBEDDED_TTS, Models, load_models
from voice.speech.moonshine_stt import MoonshineSTT
from voice.speech.providers import is_provider, make_stt, make_tts, turn_handling_for
from voice.speech.settings import SpeechSettings
from voice.speech.tts_chain import TtsChain

VOICE_THREADS = 2
# phrases synthesised at a time, for all calls
DETECTOR_THREADS = 2


class Speech:
    """`load` once, then `stt`, `tts`, `vad` for each call; close what a call was given, then this."""

    def __init__(self, settings: SpeechSettings, *, http_session: aiohttp.ClientSession | None = None) -> None:
        """`http_session` is for the providers and stays the caller's; without one, one is opened when needed.

        Raises BadInput for an engine that is not known.
        """
        self.settings = settings
        self._stt_is_remote = _is_remote(settings.stt, EMBEDDED_STT, "STT")
        self._tts_is_remote = _is_remote(settings.tts, EMBEDDED_TTS, "TTS")
        self.ready = asyncio.Event()
        self._http = http_session
        self._own_http: aiohttp.ClientSession | None = None
        self._models: Models | None = None
        self._voices = ThreadPoolExecutor(VOICE_THREADS, thread_name_prefix="voice")
        self._detectors = ThreadPoolExecutor(DETECTOR_THREADS, thread_name_prefix="detector")

    async def load(self, models: Awaitable[Models] | None = None) -> None:
        """Load the embedded models, or wait for those that load already; they are this object's from then on.

        Raises SpeechMissing.
        """
        self._models = await (models if models is not None else load_models(self.settings))
        self.ready.set()

    # ---- for one call

    def stt(self, language: str | None = None) -> stt.STT[Any]:
        """A recogniser for one call. The engines must be loaded."""
        ear = self._models.ear if self._models else None
        local = MoonshineSTT(ear, self.vad()) if ear else None
        if local is not None and not self._stt_is_remote:
            return local
        language = language or self.settings.language
        session, detector = self._session(), self.vad()
        remote = make_stt(self.settings.stt, self.settings, http_session=session, language=language, vad=detector)
        return stt_with_backup(remote, local)

    def tts(self, language: str | None = None) -> tts.TTS[Any]:
        """A voice for one call; where it has `language` and `rate`, they may change. The engines must be loaded."""
        language = language or self.settings.language
        voice = self._models.voice if self._models else None
        local = LocalTTS(voice, self._voices, language=language) if voice else None
        if local is not None and not self._tts_is_remote:
            return local
        remote = make_tts(self.settings.tts, self.settings, http_session=self._session(), language=language)
        return BackedVoice(remote, local)

    def vad(self) -> vad.VAD:
        """A detector of speech and silence for one call."""
        if self.settings.vad == "silero":
            from livekit.plugins import silero

            return silero.VAD.load(min_silence_duration=self.settings.silence_seconds, min_speech_duration=0.1)
        return inference.VAD(
            min_silence_duration=self.settings.silence_seconds,
            min_speech_duration=0.1,
            prefix_padding_duration=0.4,
            executor=self._detectors,
        )

    @property
    def turn_handling(self) -> TurnHandlingOptions:
        """What the configured STT wants AgentSession to do differently."""
        return turn_handling_for(self.settings.stt)

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = self._own_http = aiohttp.ClientSession()
        return self._http

    async def aclose(self) -> None:
        """Free models and threads, once no call uses them."""
        self.ready.clear()
        if self._own_http is not None:
            await self._own_http.close()
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        if self._models is not None:
            self._models.close()
        for pool in (self._voices, self._detectors):
            pool.shutdown(wait=True, cancel_futures=True)


class BackedVoice(TtsChain):
    """A provider's voice with the embedded one behind it, which can be told language and speed."""

    def __init__(self, remote: tts.TTS[Any], local: LocalTTS | None) -> None:
        super().__init__([remote, local] if local else [remote])
        self._local = local

    @property
    def language(self) -> str | None:
        """Of the embedded voice."""
        return self._local.language if self._local else None

    @language.setter
    def language(self, language: str | None) -> None:
        if self._local:
            self._local.language = language

    @property
    def rate(self) -> float:
        """Of the embedded voice."""
        return self._local.rate if self._local else 1.0

    @rate.setter
    def rate(self, rate: float) -> None:
        if self._local:
            self._local.rate = rate


def _is_remote(spec: str, embedded: tuple[str, ...], setting: str) -> bool:
    """Whether a provider does it; BadInput for neither a provider's nor an embedded engine."""
    if spec not in embedded and not is_provider(spec):
        raise BadInput(f"{setting} knows no engine {spec!r}: use {', '.join(embedded)}, deepgram or openai:MODEL.")
    return spec not in embedded

"""Which engine hears, speaks and finds the pauses: models once per process, light parts once per call."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
from livekit.agents import TurnHandlingOptions, inference, stt, tts, vad

from graphs.errors import BadInput
from voice.speech.bilingual import BilingualVoice
from voice.speech.espeak import EspeakVoice
from voice.speech.local_tts import LocalTTS, Voice
from voice.speech.moonshine import Moonshine, MoonshineSTT
from voice.speech.piper import PiperVoice
from voice.speech.settings import SpeechSettings

VOICE_THREADS = 2
# phrases synthesised at a time, for all calls
DETECTOR_THREADS = 2
EMBEDDED_STT = ("moonshine",)
EMBEDDED_TTS = ("piper", "espeak")


class Speech:
    """`load` once, then `stt`, `tts`, `vad` for each call; close what a call was given, then this."""

    def __init__(self, settings: SpeechSettings, *, http_session: aiohttp.ClientSession | None = None) -> None:
        """`http_session` is for the providers and stays the caller's; without one, one is opened when needed."""
        self.settings = settings
        self.ready = asyncio.Event()
        self._http = http_session
        self._own_http: aiohttp.ClientSession | None = None
        self._model: Moonshine | None = None
        self._voice: Voice | None = None
        self._voices = ThreadPoolExecutor(VOICE_THREADS, thread_name_prefix="voice")
        self._detectors = ThreadPoolExecutor(DETECTOR_THREADS, thread_name_prefix="detector")

    async def load(self) -> None:
        """Load the embedded models without blocking the loop. Raises SpeechMissing, BadInput for an unknown engine."""
        stt_loaded, tts_loaded = asyncio.to_thread(self._load_stt), asyncio.to_thread(self._load_tts)
        self._model, self._voice = await asyncio.gather(stt_loaded, tts_loaded)
        self.ready.set()

    def _load_stt(self) -> Moonshine | None:
        engine = _engine(self.settings.stt, EMBEDDED_STT, "STT")
        return Moonshine(self.settings.moonshine_model_path) if engine else None

    def _load_tts(self) -> Voice | None:
        engine = _engine(self.settings.tts, EMBEDDED_TTS, "TTS")
        if engine == "piper":
            return BilingualVoice(PiperVoice(), EspeakVoice())
        return EspeakVoice() if engine else None

    # ---- for one call

    def stt(self, language: str | None = None) -> stt.STT[Any]:
        """A recogniser for one call. The engines must be loaded."""
        if self._model is not None:
            return MoonshineSTT(self._model, self.vad())
        from voice.speech.providers import make_stt

        language = language or self.settings.language
        return make_stt(self.settings.stt, self.settings, http_session=self._session(), language=language)

    def tts(self, language: str | None = None) -> tts.TTS[Any]:
        """A voice for one call. The engines must be loaded."""
        language = language or self.settings.language
        if self._voice is not None:
            return LocalTTS(self._voice, self._voices, language=language)
        from voice.speech.providers import make_tts

        return make_tts(self.settings.tts, self.settings, http_session=self._session(), language=language)

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
        if self.settings.stt in EMBEDDED_STT:
            return {}
        from voice.speech.providers import turn_handling_for

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
        if self._model is not None:
            self._model.close()
        for pool in (self._voices, self._detectors):
            pool.shutdown(wait=True, cancel_futures=True)


def _engine(spec: str, embedded: tuple[str, ...], setting: str) -> str | None:
    """The embedded engine that a spec names, None for a provider's; BadInput for neither."""
    if spec in embedded:
        return spec
    from voice.speech.providers import is_provider

    if is_provider(spec):
        return None
    raise BadInput(f"{setting} knows no engine {spec!r}: use {', '.join(embedded)}, deepgram or openai:MODEL.")

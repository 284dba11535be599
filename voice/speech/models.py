"""The embedded models of a process: heavy, shared by all calls, and loaded without a word of LiveKit.

Loading is native work that leaves Python free: it runs beside the imports of a start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from voice.speech.bilingual import BilingualVoice
from voice.speech.espeak import EspeakVoice
from voice.speech.extra import SpeechMissing
from voice.speech.moonshine import Moonshine
from voice.speech.piper import PiperVoice
from voice.speech.settings import SpeechSettings
from voice.speech.voice import Voice

EMBEDDED_STT = ("moonshine",)
EMBEDDED_TTS = ("piper", "espeak")


@dataclass(frozen=True, slots=True)
class Models:
    """What stands ready; None for a part that a provider does and no embedded package backs."""

    ear: Moonshine | None
    voice: Voice | None

    def close(self) -> None:
        """Free them, once no call uses them. Blocks for the utterance under way."""
        if self.ear is not None:
            self.ear.close()


async def load_models(settings: SpeechSettings) -> Models:
    """Load both without blocking the loop, about 1.5 s. Raises SpeechMissing.

    Beside a provider's engine the embedded one stands by, where it is installed.
    """
    ear, voice = await asyncio.gather(asyncio.to_thread(_ear, settings), asyncio.to_thread(_voice, settings))
    return Models(ear, voice)


def _ear(settings: SpeechSettings) -> Moonshine | None:
    with _optional(settings.stt not in EMBEDDED_STT):
        return Moonshine(settings.moonshine_model_path)
    return None


def _voice(settings: SpeechSettings) -> Voice | None:
    with _optional(settings.tts not in EMBEDDED_TTS):
        espeak = EspeakVoice()
        return espeak if settings.tts == "espeak" else BilingualVoice(PiperVoice(), espeak)
    return None


@contextmanager
def _optional(is_optional: bool) -> Iterator[None]:
    """Let a missing package pass where the engine only stands by."""
    try:
        yield
    except SpeechMissing:
        if not is_optional:
            raise

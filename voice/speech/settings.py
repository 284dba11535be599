"""Which speech engines a process uses, and what they need to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class SpeechSettings:
    """Engines by name and their keys; `repr` shows no key."""

    stt: str = "moonshine"
    # "moonshine", "deepgram[:model]" or "openai:model"
    tts: str = "piper"
    # "piper", "espeak", "deepgram[:model]" or "openai:model"
    language: str | None = None
    # IETF tag of the calls, None: English, and Spanish when a reply is Spanish
    deepgram_api_key: str | None = field(default=None, repr=False)
    deepgram_base_url: str | None = None
    openai_stt_base_url: str | None = None
    openai_stt_api_key: str | None = field(default=None, repr=False)
    openai_tts_base_url: str | None = None
    openai_tts_api_key: str | None = field(default=None, repr=False)
    openai_tts_voice: str | None = None
    moonshine_model_path: str | None = None
    # directory of another Moonshine model, named as the model ("base-en"); None: the one in the package
    vad: Literal["native", "silero"] = "native"
    # LiveKit's own build of Silero, or the plugin (which knows 8 kHz)
    silence_seconds: float = 0.4
    # so much silence ends an utterance; below 0.3 a short pause splits it

"""A provider with another engine behind it: what fails is left within 2 s, and used again once it is well."""

from __future__ import annotations

from typing import Any

from livekit.agents import stt, tts

from voice.speech.stt_chain import SttChain
from voice.speech.tts_chain import TtsChain

# LiveKit's own FallbackAdapter never leaves a mute recogniser, drops the words under way, tries a failed one again only
# once, and drops the rest of a reply that broke off; in numbers: a hang 2.1 s (STT), 11.9 s (TTS beside pre-warming).


def stt_with_backup(primary: stt.STT[Any], backup: stt.STT[Any] | None = None) -> SttChain:
    """Listens with `primary`, with `backup` while it fails. Both have to stream; the chain closes both."""
    return SttChain([primary, backup] if backup else [primary])


def tts_with_backup(primary: tts.TTS[Any], backup: tts.TTS[Any] | None = None) -> TtsChain:
    """Speaks with `primary`, with `backup` while it fails. The chain closes both."""
    return TtsChain([primary, backup] if backup else [primary])

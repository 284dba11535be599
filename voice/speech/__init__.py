"""The speech engines of a process: loaded once in the background, handed out to calls."""

from voice.speech.engines import Speech
from voice.speech.extra import SpeechMissing
from voice.speech.settings import SpeechSettings

__all__ = ["Speech", "SpeechMissing", "SpeechSettings"]

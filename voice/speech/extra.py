"""The optional dependencies of the embedded speech."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from graphs.errors import ThreadlineError


class SpeechMissing(ThreadlineError):
    """An engine is configured whose package is not installed."""

    code = "speech_missing"


def embedded(module: str) -> ModuleType:
    """Import a module of the extra `embedded`. Raises SpeechMissing, which says how to install it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise SpeechMissing(
            f"The embedded speech is not installed ({module}): install threadline[embedded], or set STT and TTS."
        ) from error

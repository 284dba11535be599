"""What to do about a provider that does not serve us, in the names of the settings. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.choices import Choice
from app.settings import Settings

EMBEDDED = {"model": "rules", "stt": "moonshine", "tts": "piper"}


@dataclass(frozen=True, slots=True)
class Names:
    """The settings that lead to a provider."""

    part: str
    # the one that chooses it: "MODEL", "STT", "TTS"
    key: str
    address: str | None
    # None: it has only its own address


def remedy(choice: Choice, code: str, settings: Settings) -> str:
    """One sentence or two for a provider whose check ended with `code` (graphs.models.check.Check); "" when none is
    known or the check has said it itself."""
    names = _names(choice, settings)
    own_address = names.address and getattr(settings, names.address.lower(), None)
    without = f"To do without it set {names.part}={EMBEDDED[choice.part]}."
    if code in ("unreachable", "timeout"):
        if own_address:
            return f"Start the server at {own_address}, or correct {names.address}. {without}"
        return f"Check this machine's network and firewall. {without}"
    if code == "wrong_key":
        return f"Correct {names.key}. {without}"
    if code in ("unknown_model", "rejected"):
        return f"Correct the name in {names.part}."
    if code in ("rate_limit", "server"):
        return f"Try again later, and look at the provider's own page. {without}"
    return ""


def _names(choice: Choice, settings: Settings) -> Names:
    part = choice.part.upper()
    provider = choice.value.partition(":")[0]
    if provider == "openai":
        key = f"{part}_API_KEY"
        given = getattr(settings, key.lower()) or not settings.openai_api_key
        return Names(part, key if given else "OPENAI_API_KEY", f"{part}_BASE_URL")
    vendor = {"google_genai": "GOOGLE", "deepgram": "DEEPGRAM"}.get(provider)
    return Names(part, f"{vendor or provider.upper()}_API_KEY", f"{vendor}_BASE_URL" if vendor else None)

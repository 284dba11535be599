"""Puts the parts together: who opens them closes them, in one place."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.choices import Choices, choose
from app.early import look_ahead
from app.graphs_file import default_graph, graphs_file
from app.settings import Settings, reveal
from graphs.events import Event

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from graphs.checkpoints import RedisSaver, RotatingSerializer
    from graphs.clinic.store import ClinicStore
    from graphs.conversation import Conversation, Conversations
    from graphs.registry import Registry
    from graphs.sessions import SessionStore
    from voice.session import CallSettings
    from voice.speech.engines import Speech
    from voice.speech.models import Models
    from voice.speech.settings import SpeechSettings


def _nothing(_: Event) -> None:
    """Who counts nothing."""


@dataclass(slots=True)
class Parts:
    """Everything a process of Threadline runs on, without its voice."""

    settings: Settings
    choices: Choices
    sessions: SessionStore
    saver: RedisSaver
    registry: Registry
    conversations: Conversations
    clinic: ClinicStore
    model: BaseChatModel

    async def conversation(self, session_id: str | None) -> tuple[Conversation, str | None]:
        """Resume the named session, or create one (also under a name that is not taken); with its secret if new."""
        from graphs.errors import SessionNotFound

        if session_id is not None:
            try:
                return await self.conversations.open(session_id), None
            except SessionNotFound:
                pass
        session, secret = await self.sessions.create(
            graph=default_graph(self.settings), id=session_id, language=self.settings.language
        )
        return await self.conversations.open(session.id), secret


@asynccontextmanager
async def open_parts(settings: Settings, *, observe: Callable[[Event], None] = _nothing) -> AsyncIterator[Parts]:
    """Open stores, graphs and model; close them in reverse order. Raises ThreadlineError in one clear line.

    `observe` is given every event of every turn and call of this process.
    """
    choices = choose(settings)
    await look_ahead(settings)
    async with AsyncExitStack() as stack:
        redis_url = reveal(settings.redis_url)
        if redis_url is None:
            from app.embedded.valkey import embedded_valkey

            redis_url = await stack.enter_async_context(embedded_valkey(settings.data_dir))
        parts = await _build(settings, choices, redis_url, stack, observe)
        gc.freeze()
        gc.enable()
        yield parts


async def _build(
    settings: Settings, choices: Choices, redis_url: str, stack: AsyncExitStack, observe: Callable[[Event], None]
) -> Parts:
    from app.observed import ObservedSessions
    from graphs.checkpoints import RedisSaver
    from graphs.clinic import services as clinic
    from graphs.clinic.store import ClinicStore
    from graphs.conversation import Conversations
    from graphs.registry import Registry
    from graphs.sessions import connect

    redis = connect(redis_url)
    stack.push_async_callback(redis.aclose)
    ttl = int(settings.session_ttl_days * 86_400) if settings.session_ttl_days else None
    sessions = ObservedSessions(redis, ttl_seconds=ttl, observe=observe)
    await sessions.ping()
    store = await ClinicStore.open(reveal(settings.database_url) or _sqlite(settings.data_dir))
    stack.push_async_callback(store.aclose)
    model = make_model(settings, choices)
    clinic.configure(
        clinic.Services(store, model, emergency_number=settings.emergency_number, crisis_number=settings.crisis_number)
    )
    stack.callback(clinic.configure, None)
    saver = RedisSaver(redis, ttl_seconds=ttl, serde=serializer(settings))
    registry = Registry(graphs_file(settings))
    stack.push_async_callback(registry.aclose)
    conversations = Conversations(
        sessions, saver, registry, turn_seconds=settings.turn_seconds, filler_seconds=settings.filler_seconds
    )
    stack.push_async_callback(conversations.aclose)
    return Parts(settings, choices, sessions, saver, registry, conversations, store, model)


def serializer(settings: Settings) -> RotatingSerializer | None:
    """What encrypts checkpoints; None without CHECKPOINT_KEY."""
    from graphs.checkpoints import RotatingSerializer

    if not settings.checkpoint_keys:
        return None
    return RotatingSerializer(settings.checkpoint_keys, plain_readable=settings.checkpoint_plain_readable)


def make_model(settings: Settings, choices: Choices) -> BaseChatModel:
    """The chat model that was chosen; the rules stand in for one that fails."""
    from graphs.clinic.rules import RulesModel

    if choices.model.value == "rules":
        return RulesModel()
    from graphs.models import chat_model

    return chat_model(
        choices.model.value,
        google_api_key=reveal(settings.google_api_key),
        google_base_url=settings.google_base_url,
        openai_api_key=reveal(settings.model_api_key or settings.openai_api_key),
        openai_base_url=settings.model_base_url,
        first_token_seconds=settings.first_token_seconds,
        fallback=RulesModel(),
    )


async def load_models(settings: Settings, choices: Choices) -> Models:
    """Begin with what is heavy and native, while Python imports the rest: hand it to `open_speech`."""
    from voice.speech import models

    return await models.load_models(speech_settings(settings, choices))


async def open_speech(settings: Settings, choices: Choices, models: Awaitable[Models] | None = None) -> Speech:
    """Load the speech engines without blocking the loop (imports and models take seconds)."""
    module: Any = await asyncio.to_thread(import_speech)
    speech: Speech = module.Speech(speech_settings(settings, choices))
    await speech.load(models)
    return speech


def speech_settings(settings: Settings, choices: Choices) -> SpeechSettings:
    """What the speech engines need to know."""
    from voice.speech.settings import SpeechSettings

    moonshine = settings.moonshine_model_path
    return SpeechSettings(
        stt=choices.stt.value,
        tts=choices.tts.value,
        language=settings.language,
        deepgram_api_key=reveal(settings.deepgram_api_key),
        deepgram_base_url=settings.deepgram_base_url,
        openai_stt_base_url=settings.stt_base_url,
        openai_stt_api_key=reveal(settings.stt_api_key or settings.openai_api_key),
        openai_tts_base_url=settings.tts_base_url,
        openai_tts_api_key=reveal(settings.tts_api_key or settings.openai_api_key),
        openai_tts_voice=settings.tts_voice,
        moonshine_model_path=str(moonshine) if moonshine else None,
    )


def call_settings(settings: Settings, choices: Choices) -> CallSettings:
    """How a call takes turns with these parts."""
    from voice.session import CallSettings
    from voice.silence import SilenceSettings

    seconds = settings.silence_seconds
    # a guess that is discarded costs nothing on an embedded voice, but money on another
    return CallSettings(early_voice=choices.tts.embedded, silence=SilenceSettings((seconds, seconds, seconds)))


GRAPH_MODULES = (
    *("graphs.sessions", "graphs.checkpoints", "graphs.models", "graphs.registry", "graphs.conversation"),
    *("graphs.clinic.store", "graphs.clinic.rules", "graphs.clinic.graph"),
)
# light before heavy: a start that is broken off ends between two of them


def import_graphs(stopped: Callable[[], bool] = lambda: False) -> None:
    """Import everything that `open_parts` needs (2 to 3 s); stops early when nobody needs it any more."""
    for module in GRAPH_MODULES:
        if not stopped():
            import_module(module)


def import_speech() -> Any:
    """Import everything that a call needs (2 to 4 s); the module `voice.speech.engines`."""
    for module in ("voice.session", "voice.socket", "voice.speech.providers"):
        import_module(module)
    return import_module("voice.speech.engines")


def _sqlite(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{(folder / 'clinic.db').resolve()}"
